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

/**
 * Whether `JSON.stringify` writes it in the one spelling, but for halves of surrogate pairs: members stand in their order as they are. It leaves out
 * those that are undefined, as we do.
 */
function inOrder(value: Json): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(inOrder);
  const members = value as { readonly [key: string]: Json | undefined };
  let before: string | undefined;
  for (const key of Object.keys(members)) {
    const one = members[key];
    if ((before !== undefined && before >= key) || (one !== undefined && !inOrder(one))) return false;
    before = key;
  }
  return true;
}

/** A value in the one spelling of RFC 8785 (JCS). Texts are not normalised. Members that are undefined are left out. */
export function canonicalText(value: Json): string {
  if (!inOrder(value)) return write(value);
  const text = JSON.stringify(value);
  // How it would write half of a pair; whole ones that look alike are only written the long way.
  return text.includes('\\ud') ? write(value) : text;
}

/** The same as UTF-8. */
export const canonicalJson = (value: Json): Uint8Array => utf8(canonicalText(value));
