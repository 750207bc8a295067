const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export type Bytes = Uint8Array<ArrayBuffer>;

/** A text as UTF-8. Half of a surrogate pair has no UTF-8: an error, where the encoder would write something else. */
export function utf8(text: string): Bytes {
  if (!text.isWellFormed()) throw new Error('The text holds half of a surrogate pair.');
  return encoder.encode(text) as Bytes;
}

/** @throws where the bytes are not UTF-8 */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let different = 0;
  for (let i = 0; i < one.length; i++) different |= one[i]! ^ other[i]!;
  return different === 0;
}

const twoDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += twoDigits[bytes[i]!]!;
  return text;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Above every place, so that one look at four joined places tells that a letter was none. */
const none = 64;
/** The place of each letter by its code. */
const places = new Uint8Array(128).fill(none);
[...alphabet].forEach((letter, place) => {
  places[letter.charCodeAt(0)] = place;
});

/** Two letters for each twelve bits: leaves and manifests are mostly base 64. */
const pairs = Array.from({ length: 4096 }, (_, bits) => alphabet[bits >> 6]! + alphabet[bits & 63]!);

/** Base 64 of RFC 4648 §4, with padding. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  let i = 0;
  for (; i + 2 < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    text += pairs[three >> 12]! + pairs[three & 4095]!;
  }
  if (i === bytes.length) return text;
  const rest = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8);
  return `${text}${pairs[rest >> 12]}${i + 1 < bytes.length ? alphabet[(rest >> 6) & 63] : '='}=`;
}

const placeAt = (text: string, at: number): number => places[text.charCodeAt(at)] ?? none;

/** Undefined unless the text is what `base64` would have written: no other spelling of the same bytes passes. */
export function fromBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const whole = padding === 0 ? text.length : text.length - 4;
  let at = 0;
  let seen = 0;
  for (let i = 0; i < whole; i += 4) {
    const [a, b, c, d] = [placeAt(text, i), placeAt(text, i + 1), placeAt(text, i + 2), placeAt(text, i + 3)];
    seen |= a | b | c | d;
    bytes[at++] = (a << 2) | (b >> 4);
    bytes[at++] = (b << 4) | (c >> 2);
    bytes[at++] = (c << 6) | d;
  }
  if (padding > 0) {
    const [a, b, c] = [placeAt(text, whole), placeAt(text, whole + 1), padding === 1 ? placeAt(text, whole + 2) : 0];
    // Bits left over are nought in the one spelling.
    if ((padding === 1 ? c & 3 : b & 15) !== 0) return undefined;
    seen |= a | b | c;
    bytes[at++] = (a << 2) | (b >> 4);
    if (padding === 1) bytes[at] = (b << 4) | (c >> 2);
  }
  return seen < none ? bytes : undefined;
}

/** A whole number as texts hold it: decimal, no leading zeros, at most 2^53 - 1. Undefined where it is not. */
export function wholeNumber(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}
