/**
 * Just enough EDN (github.com/edn-format/edn) for lists of flat maps: keywords lose their namespace and colon, a
 * namespaced map `#:ns{…}` reads as a plain one, other tags are dropped.
 */
export type Edn = string | number | boolean | null | Edn[] | { [key: string]: Edn };

export class EdnError extends Error {
  override name = 'EdnError';
}

const DEEPEST = 64;

export function parseEdn(source: string): Edn {
  const reader = { source, at: 0 };
  const value = readValue(reader, 0);
  skipBlank(reader);
  if (reader.at < source.length) throw new EdnError(`unexpected text at ${reader.at}`);
  return value;
}

interface Reader {
  source: string;
  at: number;
}

const BLANK = /(?:[\s,]+|;[^\n]*)*/y;

function skipBlank(reader: Reader): void {
  BLANK.lastIndex = reader.at;
  BLANK.exec(reader.source);
  reader.at = BLANK.lastIndex;
}

function readValue(reader: Reader, depth: number): Edn {
  if (depth > DEEPEST) throw new EdnError('nested too deeply');
  skipBlank(reader);
  const ch = reader.source[reader.at];
  switch (ch) {
    case undefined:
      throw new EdnError('unexpected end');
    case '(':
      return readList(reader, ')', depth);
    case '[':
      return readList(reader, ']', depth);
    case '{':
      return readMap(reader, depth);
    case '"':
      return readString(reader);
    case '#':
      return readTagged(reader, depth);
    default:
      return readAtom(reader);
  }
}

function readList(reader: Reader, end: string, depth: number): Edn[] {
  reader.at += 1;
  const out: Edn[] = [];
  for (;;) {
    skipBlank(reader);
    if (reader.source[reader.at] === end) break;
    out.push(readValue(reader, depth + 1));
  }
  reader.at += 1;
  return out;
}

function readMap(reader: Reader, depth: number): Edn {
  const flat = readList(reader, '}', depth);
  const out: { [key: string]: Edn } = Object.create(null);
  for (let index = 0; index + 1 < flat.length; index += 2) out[String(flat[index])] = flat[index + 1]!;
  return out;
}

function readTagged(reader: Reader, depth: number): Edn {
  if (reader.source[reader.at + 1] === '{') {
    reader.at += 1;
    return readList(reader, '}', depth);
  }
  const tag = /^#_?:{0,2}[^\s,()[\]{}"]*/.exec(reader.source.slice(reader.at, reader.at + 200))![0];
  reader.at += tag.length;
  const value = readValue(reader, depth + 1);
  return tag === '#_' ? readValue(reader, depth + 1) : value;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function readString(reader: Reader): string {
  const match = /"((?:[^"\\]|\\[\s\S])*)"/y;
  match.lastIndex = reader.at;
  const found = match.exec(reader.source);
  if (!found) throw new EdnError('string without end');
  reader.at = match.lastIndex;
  return found[1]!.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  );
}

function readAtom(reader: Reader): Edn {
  const match = /[^\s,()[\]{}";]+/y;
  match.lastIndex = reader.at;
  const atom = match.exec(reader.source)?.[0];
  if (atom === undefined) throw new EdnError(`unexpected ${reader.source[reader.at]} at ${reader.at}`);
  reader.at += atom.length;
  if (atom === 'nil') return null;
  if (atom === 'true' || atom === 'false') return atom === 'true';
  if (/^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?[NM]?$/.test(atom)) return Number(atom.replace(/[NM]$/, ''));
  return atom.startsWith(':') ? atom.slice(atom.lastIndexOf('/') + 1).replace(/^:/, '') : atom;
}
