import { CardFileError, most } from './card.ts';

/** A property of a card (RFC 6350 §3.3), decoded but for what its value has of structure. */
export interface Property {
  line: number;
  /** Upper case, without its group. */
  name: string;
  /** `TYPE`s, lower case; those of 2.1, which had no name, too. */
  types: ReadonlySet<string>;
  value: string;
}

const heading = /^(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9-]+)((?:;(?:[^":;]|"[^"]*")*)*):/;

/** Of longer ones, pictures as a rule, the rest is of no use. */
const mostValue = most.cell;

/** Most of a line that is looked at for how its value is written. */
const mostHead = 1_000;

interface Raw {
  line: number;
  text: string;
}

const isQuotedPrintable = (text: string): boolean => /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(text);

/** Lines without their folds (RFC 6350 §3.2), and without the soft breaks of vCard 2.1. */
function* unfolded(text: string): Generator<Raw> {
  let open: Raw | undefined;
  let head = '';
  let [quoted, soft] = [false, false];
  let line = 0;
  for (const raw of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    line++;
    const more = soft ? raw.replace(/^[ \t]+/, '') : open && /^[ \t]/.test(raw) ? raw.slice(1) : undefined;
    if (!open || more === undefined) {
      if (open) yield open;
      open = { line, text: '' };
      [head, quoted] = ['', false];
    }
    const given = more ?? raw;
    if (head.length < mostHead && !head.includes(':')) {
      head = `${head}${given}`.slice(0, mostHead);
      quoted = isQuotedPrintable(head);
    }
    soft = quoted && given.endsWith('=');
    // Only appended to, never looked at: a card may be broken off into millions of pieces.
    if (open.text.length < mostValue) open.text += soft ? given.slice(0, -1) : given;
  }
  if (open) yield open;
}

function decodedBytes(value: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const hex = value[i] === '=' ? value.slice(i + 1, i + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    } else bytes.push(...new TextEncoder().encode(value[i]));
  }
  return Uint8Array.from(bytes);
}

/** Quoted-printable (RFC 2045 §6.7) in the set of characters that the property names, or else the one it is in. */
function quotedPrintable(value: string, charset: string | undefined): string {
  const bytes = decodedBytes(value);
  for (const name of [charset, 'utf-8', 'gb18030'])
    try {
      if (name) return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      // Another one.
    }
  return new TextDecoder().decode(bytes);
}

function propertyOf({ line, text }: Raw): Property | undefined {
  const match = heading.exec(text.slice(0, mostValue));
  if (!match) return undefined;
  const types = new Set<string>();
  let [encoding, charset]: (string | undefined)[] = [];
  for (const parameter of (match[2] ?? '').match(/;(?:[^";]|"[^"]*")*/g) ?? []) {
    const [, name = 'TYPE', value = ''] = /^;(?:([A-Za-z0-9-]+)=)?(.*)$/.exec(parameter) ?? [];
    const key = name.toUpperCase();
    if (key === 'ENCODING' || /^(quoted-printable|base64|b|8bit|7bit)$/i.test(value)) encoding = value.toLowerCase();
    else if (key === 'CHARSET') charset = value;
    else if (key === 'TYPE') for (const type of value.replaceAll('"', '').split(',')) types.add(type.trim().toLowerCase());
    else if (key === 'PREF') types.add('pref');
  }
  const value = text.slice(match[0].length, match[0].length + mostValue);
  const decoded = encoding === 'quoted-printable' ? quotedPrintable(value, charset) : value;
  return { line, name: match[1]!.toUpperCase(), types, value: encoding === 'base64' || encoding === 'b' ? '' : decoded };
}

/** Cards of a file, each with its properties in order; what stands between them, and cards within cards, are left out. */
export function* vcardsIn(text: string): Generator<{ line: number; properties: Property[] }> {
  let card: { line: number; properties: Property[] } | undefined;
  let depth = 0;
  let cards = 0;
  for (const raw of unfolded(text)) {
    const property = propertyOf(raw);
    if (!property) continue;
    if (property.name === 'BEGIN' && /^vcard$/i.test(property.value.trim())) {
      if (depth++ === 0) card = { line: raw.line, properties: [] };
      if (++cards > most.cards) throw new CardFileError('too-many', `The file has more than ${most.cards} cards.`);
    } else if (property.name === 'END' && depth > 0) {
      if (--depth === 0 && card) yield card;
    } else if (depth === 1 && card && card.properties.length < 500) card.properties.push(property);
  }
  if (depth > 0)
    throw new CardFileError('unreadable', `The card that begins at line ${card?.line ?? 1} does not end: END:VCARD is missing.`);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', N: '\n' };

/** Text without its escapes (RFC 6350 §3.4). */
export const unescaped = (text: string): string => text.replace(/\\(.)/gs, (_, char: string) => escapes[char] ?? char);

/** Parts of a structured value, their escapes undone. */
export const partsOf = (value: string, separator: ';' | ','): string[] => {
  const parts = [''];
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    if (char === '\\' && i + 1 < value.length) parts.push(`${parts.pop()}${char}${value.charAt(++i)}`);
    else if (char === separator) parts.push('');
    else parts.push(`${parts.pop()}${char}`);
  }
  return parts.map((part) => unescaped(part).trim());
};
