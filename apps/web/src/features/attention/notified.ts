import type { LossyFrame } from '@rapport/contract';

export type Notified = Extract<LossyFrame, { type: 'notify' }>;

const listeners = new Set<(frame: Notified) => void>();

/** Something called for attention just now: passed on to whoever shows or sounds it. */
export function tellNotified(frame: Notified): void {
  for (const listener of listeners) listener(frame);
}

export function onNotified(listener: (frame: Notified) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
