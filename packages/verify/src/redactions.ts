import type { RecordLine } from './format.ts';

/** A redaction names at most so many parts that are listed in a finding. */
const mostNamed = 20;

/** Names of parts, as a finding lists them. */
export const listed = (names: readonly string[]): string =>
  names.length > mostNamed ? `${names.slice(0, mostNamed).join(', ')} …` : names.join(', ');

const isRecord = (one: unknown): one is { ev: number; parts: string[] } => {
  const { ev, parts } = (one ?? {}) as { ev?: unknown; parts?: unknown };
  return Number.isSafeInteger(ev) && Array.isArray(parts) && parts.every((part) => typeof part === 'string');
};

/**
 * What the events `record.redacted` of a stream say was taken out of earlier records of it. Only what such an event is proved to have said is told
 * here: its part `redaction` is bound by its leaf.
 */
export class Redactions {
  private readonly parts = new Map<number, Set<string>>();

  /** Takes what an event says whose parts were held against its leaf. */
  note(event: number, { parts }: RecordLine): void {
    const said = Object.hasOwn(parts, 'redaction') ? (parts.redaction as { records?: unknown } | null) : undefined;
    if (!said || !Array.isArray(said.records)) return;
    for (const record of said.records) {
      // What comes after it was not taken out by it.
      if (!isRecord(record) || record.ev >= event) continue;
      const known = this.parts.get(record.ev) ?? new Set();
      for (const part of record.parts) known.add(part);
      this.parts.set(record.ev, known);
    }
  }

  /** Whether all these parts of a record were taken out. */
  explain(ev: number, withheld: readonly string[]): boolean {
    const known = this.parts.get(ev);
    return known !== undefined && withheld.length > 0 && withheld.every((name) => known.has(name));
  }
}
