import { parseExact } from '@rapport/platform';
import { CallbackRefused } from './callback-box.ts';

/** A callback's fields: words, or fields within fields, or several of one name. Names are as the vendor writes them. */
export type Field = string | Fields | readonly Field[];
export interface Fields {
  readonly [name: string]: Field | undefined;
}

const maxDepth = 12;
const maxFields = 2_000;
const maxText = 1 << 20;

const namePattern = /[A-Za-z_][\w.-]*/y;
const entity = /&(?:lt|gt|amp|quot|apos|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&/g;
const named: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&apos;': "'" };
/** What XML 1.0 §2.2 allows. */
const isCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

const refuse = (what: string): never => {
  throw new CallbackRefused(`The callback is no XML that this channel writes: ${what}.`);
};

function unescaped(text: string): string {
  return text.replace(entity, (found, decimal?: string, hex?: string) => {
    const word = named[found];
    if (word !== undefined) return word;
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1;
    return isCharacter(code) ? String.fromCodePoint(code) : refuse('an unknown entity');
  });
}

/**
 * Reads the small XML that these callbacks are: elements and text. Everything else that XML may hold (DOCTYPE and with it
 * entities from elsewhere, processing instructions, comments, attributes) is refused, so nothing in it can be made to act.
 */
class XmlReader {
  private readonly source: string;
  private at = 0;
  private count = 0;

  constructor(source: string) {
    this.source = source;
  }

  document(): Fields {
    this.blank();
    if (this.takes('<?xml')) {
      const end = this.source.indexOf('?>', this.at);
      // The declaration is the only instruction there is, and it is short.
      if (end < 0 || end - this.at > 100) refuse('its declaration');
      this.at = end + 2;
    }
    this.blank();
    if (!this.takes('<')) refuse('text before the root');
    const root = this.element(1);
    this.blank();
    if (this.at < this.source.length) refuse('something after the root');
    return typeof root === 'object' && !Array.isArray(root) ? (root as Fields) : refuse('a root without fields');
  }

  private takes(words: string): boolean {
    if (!this.source.startsWith(words, this.at)) return false;
    this.at += words.length;
    return true;
  }

  private blank(): void {
    while (this.at < this.source.length && ' \t\r\n\ufeff'.includes(this.source[this.at]!)) this.at++;
  }

  private name(): string {
    namePattern.lastIndex = this.at;
    const found = namePattern.exec(this.source)?.[0] ?? refuse('a name, or markup other than elements');
    this.at += found.length;
    return found;
  }

  /** After its `<`. */
  private element(depth: number): Field {
    if (depth > maxDepth || ++this.count > maxFields) refuse('too much of it');
    const name = this.name();
    if (this.takes('/>')) return '';
    if (!this.takes('>')) refuse('attributes');
    let text = '';
    const inner = new Map<string, Field | Field[]>();
    for (;;) {
      text += this.text();
      if (this.takes(`</${name}>`)) break;
      if (!this.takes('<')) refuse('its end is missing');
      this.nest(inner, depth);
    }
    if (inner.size === 0) return text;
    if (text.trim() !== '') refuse('text between fields');
    return Object.assign(Object.create(null) as Fields, Object.fromEntries(inner));
  }

  private nest(inner: Map<string, Field | Field[]>, depth: number): void {
    const begin = this.at;
    const name = this.name();
    this.at = begin;
    const value = this.element(depth + 1);
    const earlier = inner.get(name);
    if (earlier === undefined) inner.set(name, value);
    else if (Array.isArray(earlier)) earlier.push(value);
    else inner.set(name, [earlier as Field, value]);
  }

  /** Text and CDATA up to the next tag. */
  private text(): string {
    let text = '';
    for (;;) {
      if (this.takes('<![CDATA[')) {
        const end = this.source.indexOf(']]>', this.at);
        if (end < 0) refuse('its end is missing');
        text += this.source.slice(this.at, end);
        this.at = end + 3;
        continue;
      }
      const next = this.source.indexOf('<', this.at);
      if (next < 0) refuse('its end is missing');
      if (next === this.at) return text;
      text += unescaped(this.source.slice(this.at, next));
      this.at = next;
    }
  }
}

function fieldOf(value: unknown, depth: number): Field | undefined {
  if (depth > maxDepth) return refuse('too much of it');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.flatMap((one) => fieldOf(one, depth + 1) ?? []);
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const field = fieldOf(inner, depth + 1);
    return field === undefined ? [] : [[name, field] as const];
  });
  return Object.assign(Object.create(null) as Fields, Object.fromEntries(entries));
}

/**
 * A callback's body, XML or JSON, told apart by how it begins. Names and words only: numbers come as text.
 * @throws CallbackRefused
 */
export function readCallback(body: Uint8Array): Fields {
  if (body.length > maxText) throw new CallbackRefused('The callback is larger than 1 MB.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new CallbackRefused('The callback is not UTF-8.');
  }
  if (!text.trimStart().startsWith('{')) return new XmlReader(text).document();
  try {
    return fieldOf(parseExact(text), 0) as Fields;
  } catch (error) {
    if (error instanceof CallbackRefused) throw error;
    throw new CallbackRefused('The callback is no JSON.');
  }
}

/** A field's words; the first of several; '' when there are none. */
export function wordsOf(fields: Fields | undefined, name: string): string {
  const value = fields?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}

/** The fields within a field. */
export function within(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'object' ? (first as Fields) : undefined;
}

/** Elements of an answer, words in CDATA. */
export const xmlOf = (fields: Readonly<Record<string, string | number>>): string =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) =>
      typeof value === 'number'
        ? `<${name}>${value}</${name}>`
        : `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`,
    )
    .join('')}</xml>`;
