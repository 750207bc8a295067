export interface LiveEnvelope {
  stream: string;
  ev: number;
  type: string;
  actor: string | null;
  at: number;
}

/** The JSON text of a live frame (SY5): encoded once, sent to everybody. */
export const frameText = (e: LiveEnvelope, data: Record<string, unknown>): string =>
  JSON.stringify({ stream: e.stream, prev: e.ev - 1, ev: e.ev, type: e.type, actor: e.actor, at: e.at, ...data });
