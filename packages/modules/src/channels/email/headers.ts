import { decodeText } from './charset.ts';

export interface Header {
  /** Lower case. */
  name: string;
  /** Unfolded, decoded from its bytes; encoded words stand as they came. */
  value: string;
}

/** A structured header: its first word, and its parameters (RFC 2045, 2231). */
export interface Structured {
  value: string;
  params: Record<string, string>;
}

/** A line a sender repeats ten thousand times is no header: the rest is left out. */
const headersAtMost = 2_000;
const valueAtMost = 64 * 1024;
/** Bytes of a block that are read. */
const blockAtMost = 2 * 1024 * 1024;

/** Headers of a block that ends at an empty line or its end. A line that is no header and continues none is passed over. */
export function parseHeaders(block: Uint8Array): Header[] {
  const headers: Header[] = [];
  // Latin-1 keeps every byte apart: each value is decoded by itself, for each may be in an encoding of its own.
  const lines = Buffer.from(block.subarray(0, blockAtMost))
    .toString('latin1')
    .split(/\r\n|\n|\r/);
  const open: { name: string; raw: string }[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      const last = open.at(-1);
      if (last !== undefined && last.raw.length < valueAtMost) last.raw += ` ${line.trim()}`;
      continue;
    }
    const match = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(line);
    if (match !== null && open.length < headersAtMost)
      open.push({ name: match[1]!.toLowerCase(), raw: match[2]!.trim().slice(0, valueAtMost) });
  }
  for (const { name, raw } of open) headers.push({ name, value: clean(decodeText(Buffer.from(raw, 'latin1'))) });
  return headers;
}

// Zero bytes and other controls have no place in a header, and cannot be stored as text.
const clean = (text: string): string =>
  text
    .replace(/[\t\r\n]+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();

export const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find((header) => header.name === name)?.value;
export const headersOf = (headers: readonly Header[], name: string): string[] =>
  headers.filter((header) => header.name === name).map(({ value }) => value);

const encodedWord = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/gi;

function wordBytes(encoding: string, payload: string): Uint8Array {
  if (encoding.toLowerCase() === 'b') return Buffer.from(payload.replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
  const text = payload
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

/**
 * Encoded words as text (RFC 2047). Neighbours of one charset are joined as bytes first: many senders cut a word in the middle of a
 * character. (Shifting
 * encodings begin anew in each word.)
 */
export function decodeWords(value: string): string {
  // Blanks in the middle of a word are a sender's mistake that readers forgive.
  const forgiven = value.replace(/=\?[^?\s]+\?q\?[^?]*\?=/gi, (word) => word.replace(/ /g, '_'));
  const joined = forgiven.replace(/(=\?[^?\s]+\?[bq]\?[^?]*\?=)\s+(?==\?[^?\s]+\?[bq]\?[^?]*\?=)/gi, '$1');
  let out = '';
  let end = 0;
  let pending: { charset: string; bytes: Uint8Array[] } | undefined;
  const flush = () => {
    if (pending !== undefined) out += decodeText(Buffer.concat(pending.bytes), pending.charset);
    pending = undefined;
  };
  for (const match of joined.matchAll(encodedWord)) {
    if (match.index > end) {
      flush();
      out += joined.slice(end, match.index);
    }
    end = match.index + match[0].length;
    const charset = match[1]!.toLowerCase();
    if (pending?.charset !== charset || charset.startsWith('iso-2022')) flush();
    pending ??= { charset, bytes: [] };
    pending.bytes.push(wordBytes(match[2]!, match[3]!));
  }
  flush();
  return clean(out + joined.slice(end));
}

const token = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gy;

/** `text/plain; charset="x"` with continuations and charsets of parameters (RFC 2231), and encoded words in them, as Outlook writes. */
export function parseStructured(header: string | undefined): Structured {
  const [, value = '', rest = ''] = /^\s*([^;]*)(.*)$/s.exec(header ?? '') ?? [];
  const parts = new Map<string, { index: number; text: string; encoded: boolean }[]>();
  const plain: Record<string, string> = {};
  token.lastIndex = 0;
  for (let place = 0; place < rest.length; ) {
    token.lastIndex = place;
    const match = token.exec(rest);
    if (match === null) {
      const next = rest.indexOf(';', place + 1);
      if (next === -1) break;
      place = next;
      continue;
    }
    place = token.lastIndex;
    const text = match[2] === undefined ? match[3]!.trim() : match[2].replace(/\\(.)/g, '$1');
    const [, base = '', index, star] = /^([^*]+)(?:\*(\d+))?(\*)?$/.exec(match[1]!.toLowerCase()) ?? [];
    if (base === '' || base === '__proto__') continue;
    if (index === undefined && star === undefined) plain[base] ??= decodeWords(text);
    else {
      const list = parts.get(base) ?? [];
      list.push({ index: Number(index ?? 0), text, encoded: star !== undefined });
      parts.set(base, list);
    }
  }
  for (const [base, list] of parts) plain[base] = joinParameter(list);
  return { value: value.trim().toLowerCase(), params: plain };
}

function joinParameter(list: { index: number; text: string; encoded: boolean }[]): string {
  const ordered = [...list].sort((one, other) => one.index - other.index);
  const [, charset = '', , first] = /^([^']*)'([^']*)'(.*)$/s.exec(ordered[0]!.text) ?? [];
  const bytes = ordered.map(({ text, encoded }, index) => {
    const raw = index === 0 && encoded && first !== undefined ? first : text;
    const unquoted = encoded ? raw.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : raw;
    return Buffer.from(unquoted, [...unquoted].some((letter) => letter > '\u00ff') ? 'utf8' : 'latin1');
  });
  return decodeWords(decodeText(Buffer.concat(bytes), charset));
}
