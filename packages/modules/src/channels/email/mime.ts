import { decodeText } from './charset.ts';
import { type Header, headerOf, parseHeaders, parseStructured } from './headers.ts';

/** A node of a mail. A multipart has children; everything else has a body, decoded from its transfer encoding when it is asked for. */
export interface MimePart {
  headers: Header[];
  /** `text/plain` when the header is missing or unreadable. */
  type: string;
  params: Record<string, string>;
  disposition: string;
  filename?: string;
  /** Without angle brackets. */
  contentId?: string;
  children: MimePart[];
  /** As it stands between the boundaries. */
  raw: Uint8Array;
}

/** What a nesting bomb meets. Beyond these a part stays whole, as an attachment: nothing of a mail is dropped. */
export const mimeLimits = { depth: 24, parts: 500 };

function headEnd(bytes: Uint8Array): { head: number; body: number } {
  for (let place = 0; place < bytes.length; place++) {
    const byte = bytes[place];
    if (byte !== 0x0a && byte !== 0x0d) continue;
    const next = byte === 0x0d && bytes[place + 1] === 0x0a ? place + 2 : place + 1;
    const after = bytes[next];
    if (after === 0x0a || after === 0x0d)
      return { head: place, body: after === 0x0d && bytes[next + 1] === 0x0a ? next + 2 : next + 1 };
    place = next - 1;
  }
  return { head: bytes.length, body: bytes.length };
}

/** A part begins with an empty line when it has no headers at all. */
function split(bytes: Uint8Array): { headers: Header[]; body: Uint8Array } {
  if (bytes[0] === 0x0a) return { headers: [], body: bytes.subarray(1) };
  if (bytes[0] === 0x0d && bytes[1] === 0x0a) return { headers: [], body: bytes.subarray(2) };
  const { head, body } = headEnd(bytes);
  return { headers: parseHeaders(bytes.subarray(0, head)), body: bytes.subarray(body) };
}

/** The bytes between lines `--boundary`, and whether there was any such line. The line's end before a boundary belongs to it. */
function between(body: Buffer, boundary: string): Uint8Array[] {
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const found: Uint8Array[] = [];
  let start: number | undefined;
  for (let place = body.indexOf(mark); place !== -1; place = body.indexOf(mark, place + 1)) {
    if (place > 0 && body[place - 1] !== 0x0a && body[place - 1] !== 0x0d) continue;
    let end = place + mark.length;
    const closing = body[end] === 0x2d && body[end + 1] === 0x2d;
    if (closing) end += 2;
    while (body[end] === 0x20 || body[end] === 0x09) end += 1;
    if (end < body.length && body[end] !== 0x0a && body[end] !== 0x0d) continue;
    if (start !== undefined) found.push(body.subarray(start, lineBefore(body, start, place)));
    if (closing || found.length > mimeLimits.parts) return found;
    start = body[end] === 0x0d && body[end + 1] === 0x0a ? end + 2 : end + 1;
  }
  // A mail cut short: what came of its last part is kept.
  if (start !== undefined) found.push(body.subarray(Math.min(start, body.length)));
  return found;
}

/** Where the boundary is not told, or told wrongly, the first line that looks like one is it. */
function piecesOf(body: Buffer, boundary: string | undefined): Uint8Array[] {
  const told = boundary ? between(body, boundary) : [];
  if (told.length > 0) return told;
  const seen = /(?:^|\n)--([^\s-][^\r\n]{3,200}|-{2,}[^\r\n]{6,200}?)[ \t]*\r?\n/.exec(
    body.subarray(0, 4_096).toString('latin1'),
  )?.[1];
  return seen === undefined ? [] : between(body, seen);
}

function lineBefore(body: Buffer, start: number, place: number): number {
  const end = body[place - 1] === 0x0a && body[place - 2] === 0x0d ? place - 2 : place - 1;
  return Math.max(start, end);
}

interface Budget {
  parts: number;
}

function parsePart(bytes: Uint8Array, depth: number, budget: Budget, fallback: string): MimePart {
  budget.parts += 1;
  const { headers, body } = split(bytes);
  const { value, params } = parseStructured(headerOf(headers, 'content-type'));
  const disposition = parseStructured(headerOf(headers, 'content-disposition'));
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(value) ? value : fallback;
  const filename = disposition.params.filename ?? params.name;
  const contentId = headerOf(headers, 'content-id')?.replace(/^<|>$/g, '');
  const part: MimePart = {
    headers,
    type,
    params,
    disposition: disposition.value,
    ...(filename ? { filename } : {}),
    ...(contentId ? { contentId } : {}),
    children: [],
    raw: body,
  };
  if (!type.startsWith('multipart/') || depth >= mimeLimits.depth) return part;
  const inner = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const pieces = piecesOf(Buffer.from(body.buffer, body.byteOffset, body.byteLength), params.boundary);
  // Too many parts are none: the whole stays as it is, and is kept as a text.
  if (budget.parts + pieces.length > mimeLimits.parts) return part;
  for (const piece of pieces) part.children.push(parsePart(piece, depth + 1, budget, inner));
  return part;
}

/** The tree of a mail. Never throws: what cannot be read as MIME is a text. */
export function parseMime(bytes: Uint8Array): MimePart {
  // An mbox line, or one with blanks, before the headers is some forwarder's.
  const start =
    /^(?:[ \t]*\r?\n)*(?:>?From [^\n]*\n)?/.exec(Buffer.from(bytes.subarray(0, 1_000)).toString('latin1'))?.[0].length ?? 0;
  return parsePart(bytes.subarray(start), 0, { parts: 0 }, 'text/plain');
}

function decodeQuoted(body: Uint8Array): Uint8Array {
  const out = Buffer.alloc(body.length);
  let length = 0;
  const hex = (byte: number | undefined): number =>
    byte === undefined ? -1 : '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
  for (let place = 0; place < body.length; place++) {
    const byte = body[place]!;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const high = hex(body[place + 1]);
    const low = hex(body[place + 2]);
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      place += 2;
      continue;
    }
    // A soft line break, blanks before the line's end forgiven; a lone `=` stands for itself.
    let end = place + 1;
    while (body[end] === 0x20 || body[end] === 0x09) end += 1;
    if (end >= body.length) place = end;
    else if (body[end] === 0x0a) place = end;
    else if (body[end] === 0x0d) place = body[end + 1] === 0x0a ? end + 1 : end;
    else out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** Characters of a line of uuencode: 45 bytes, and its length. */
const uuLine = 61;

function decodeUu(body: Uint8Array): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Into one buffer: of short lines there may be as many as a third of the bytes.
  const out = Buffer.alloc(body.length);
  let length = 0;
  let open = false;
  for (let place = 0, next = 0; place < bytes.length; place = next) {
    const end = bytes.indexOf(0x0a, place);
    next = end === -1 ? bytes.length : end + 1;
    const line = bytes.toString('latin1', place, Math.min(next, place + 2 * uuLine)).replace(/\r?\n$/, '');
    if (/^begin [0-7]{3,4} /.test(line)) open = true;
    else if (line === 'end') break;
    else if (open && line.length > 0) {
      const value = (at: number): number => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0);
      const until = Math.min(length + value(0), out.length);
      for (let at = 1; at < line.length && length < until; at += 4) {
        const [one, two, three, four] = [value(at), value(at + 1), value(at + 2), value(at + 3)];
        for (const byte of [(one << 2) | (two >> 4), (two << 4) | (three >> 2), (three << 6) | four])
          if (length < until) out[length++] = byte & 255;
      }
    }
  }
  return out.subarray(0, length);
}

/** The body's bytes without their transfer encoding. */
export function bodyOf(part: MimePart): Uint8Array {
  const encoding = (headerOf(part.headers, 'content-transfer-encoding') ?? '').toLowerCase().replace(/[^a-z0-9-]/g, '');
  if (encoding === 'base64') return decodeBase64(part.raw);
  if (encoding === 'quoted-printable') return decodeQuoted(part.raw);
  if (/^(x-)?uu(encode)?$|^x-uue$/.test(encoding)) return decodeUu(part.raw);
  return part.raw;
}

/** Several Base64 texts one after the other, as some senders write them, are each ended by their padding. */
function decodeBase64(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body)
    .toString('latin1')
    .replace(/[^A-Za-z0-9+/=]/g, '');
  if (!/=[^=]/.test(text)) return Buffer.from(text, 'base64');
  const out = Buffer.alloc(text.length);
  let length = 0;
  for (const [piece] of text.matchAll(/[^=]+=*/g)) length += out.write(piece, length, 'base64');
  return out.subarray(0, length);
}

/** Bytes of a body that are read as text: more than is shown of the longest. */
const textAtMost = 8 * 1024 * 1024;

/** The body as text, lines ended by `\n`, format=flowed joined again (RFC 3676). */
export function textOf(part: MimePart): string {
  const text = decodeText(bodyOf(part).subarray(0, textAtMost), part.params.charset ?? charsetInside(part))
    .replace(/\r\n|\r/g, '\n')
    .replaceAll('\u0000', '');
  if (part.type !== 'text/plain' || part.params.format?.toLowerCase() !== 'flowed') return text;
  return unflow(text, part.params.delsp?.toLowerCase() === 'yes');
}

/** HTML may say its charset itself. */
function charsetInside(part: MimePart): string | undefined {
  if (part.type !== 'text/html') return undefined;
  const head = Buffer.from(bodyOf(part).subarray(0, 2_048)).toString('latin1');
  return /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
}

function unflow(text: string, dropSpace: boolean): string {
  const out: string[] = [];
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, quotes = '', rest = ''] = /^(>*)(.*)$/s.exec(line) ?? [];
    const whole = rest.startsWith(' ') ? rest.slice(1) : rest;
    const flows = whole.endsWith(' ') && whole !== '-- ';
    // Cut before it is joined: what was joined already is as long as the mail, and each look at it would cost as much.
    const content = flows && dropSpace ? whole.slice(0, -1) : whole;
    const last = out.length - 1;
    if (open === quotes && last >= 0) out[last] += content;
    else out.push(quotes === '' ? content : `${quotes} ${content}`);
    open = flows ? quotes : undefined;
  }
  return out.join('\n');
}
