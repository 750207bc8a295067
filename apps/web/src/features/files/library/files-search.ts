import type { File } from '@rapport/contract';

const kinds = ['image', 'video', 'audio', 'voice', 'file'] as const satisfies readonly File['kind'][];

/** What the address of the files page says. */
export interface FilesSearch {
  /** A conversation, or `mine`: what I uploaded; absent: every file I may see. */
  in?: string | undefined;
  kind?: File['kind'] | undefined;
  name?: string | undefined;
  owner?: string | undefined;
  /** Days, `2026-11-22`, both inclusive. */
  from?: string | undefined;
  until?: string | undefined;
  view?: 'gallery' | undefined;
  /** The file that is open over the page. */
  file?: string | undefined;
}

const day = (given: unknown): string | undefined =>
  typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given) ? given : undefined;
const text = (given: unknown): string | undefined =>
  typeof given === 'string' && given !== '' ? given.slice(0, 200) : undefined;

/** Reads the address; what it does not know is dropped. */
export function filesSearch(given: { [K in keyof FilesSearch]?: unknown }): FilesSearch {
  const found: FilesSearch = {
    in: text(given.in),
    kind: kinds.find((kind) => kind === given.kind),
    name: text(given.name),
    owner: text(given.owner),
    from: day(given.from),
    until: day(given.until),
    view: given.view === 'gallery' ? 'gallery' : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const startOf = (date: string): number => new Date(`${date}T00:00:00`).getTime();

/** Days of this device's calendar as instants, the last one whole. */
export function spanOf(from: string | undefined, until: string | undefined): { from?: number; until?: number } {
  const after = until ? new Date(startOf(until)) : null;
  after?.setDate(after.getDate() + 1);
  const span = { from: from ? startOf(from) : Number.NaN, until: after ? after.getTime() : Number.NaN };
  return {
    ...(Number.isFinite(span.from) ? { from: span.from } : {}),
    ...(Number.isFinite(span.until) ? { until: span.until } : {}),
  };
}
