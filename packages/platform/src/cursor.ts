import { Fault } from '@rapport/contract';
import { isId } from './random.ts';

/** A page cursor as clients see it: opaque text. */
export const writeCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * Reads a cursor back. `shape` names the type of each part: `number`, `text` or `id`. Anything else is the caller's error,
 * never ours.
 */
export function readCursor<T extends readonly (string | number)[]>(
  cursor: string | undefined,
  shape: readonly ('number' | 'text' | 'id')[],
): T | undefined {
  if (cursor === undefined) return undefined;
  const fits = (value: unknown, kind: string): boolean =>
    kind === 'number'
      ? Number.isSafeInteger(value)
      : typeof value === 'string' && (kind !== 'id' || isId(value)) && !value.includes('\0');
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(place) && place.length === shape.length && shape.every((kind, i) => fits(place[i], kind)))
      // Each part is what `shape` says; that `T` says the same is the caller's matter.
      return place as unknown as T;
  } catch {
    // Falls through to the one error below.
  }
  throw new Fault('invalid-input', { field: 'cursor', reason: 'pass the value of `next` unchanged' });
}

/** The rows of a page, of which one more than `limit` was asked for; the next page goes on from the `place` of the last one shown. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  place: (last: Row) => readonly (string | number)[],
): { items: Row[]; next?: string } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: writeCursor(place(last)) } : { items };
}
