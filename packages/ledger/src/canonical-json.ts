import { utf8 } from './bytes.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** JSON.stringify writes half of a surrogate pair as an escape: two texts would look alike. */
function quoted(text: string): string {
  if (!text.isWellFormed()) throw new Error('The text holds half of a surrogate pair.');
  return JSON.stringify(text);
}

function write(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('JSON has no such number.');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  const members = Object.entries(value).filter((member): member is [string, Json] => member[1] !== undefined);
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, one]) => `${quoted(key)}:${write(one)}`).join(',')}}`;
}

/** A value in the one spelling of RFC 8785 (JCS), UTF-8. Texts are not normalised. Members that are undefined are left out. */
export const canonicalJson = (value: Json): Uint8Array => utf8(write(value));
