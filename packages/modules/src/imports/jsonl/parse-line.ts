/** A NUL, or half of a surrogate pair, as JSON may escape it: bytes that are no UTF-8 bring neither. */
const unstorable = /\\u(?:0000|[dD][89a-fA-F])/;
const nul = /\0/g;

const storable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(nul, '').toWellFormed() : value;

/** What a line says, without characters that no database stores: whoever wrote it may mean harm. @throws SyntaxError */
export function parseLine(line: Buffer): unknown {
  const text = line.toString('utf8');
  return unstorable.test(text) ? JSON.parse(text, storable) : JSON.parse(text);
}
