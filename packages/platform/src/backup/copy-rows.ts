/**
 * Rows of COPY's text form, by the piece: a line break in a value is written as `\n`, so every byte 10 ends a row. Each byte is a character here
 * (latin1), which leaves values as they are.
 */
export async function* copyRows(bytes: AsyncIterable<unknown>): AsyncGenerator<string[]> {
  let begun: string[] = [];
  for await (const piece of bytes) {
    const rows = (piece as Buffer).toString('latin1').split('\n');
    if (rows.length > 1) {
      rows[0] = begun.join('') + rows[0];
      begun = [];
    }
    const open = rows.pop()!;
    if (open !== '') begun.push(open);
    if (rows.length > 0) yield rows;
  }
  if (begun.length > 0) throw new Error('The last row has no end.');
}

/** Bytes in hex as COPY writes them, at the beginning of a value. */
const hex = /^\\\\x((?:[0-9a-f]{2})*)$/;

/** Values of a row in less room: bytes as they are instead of in hex, after a mark and their length. */
export function packValues(values: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (const value of values) {
    const digits = value.length < 2 ** 17 ? hex.exec(value)?.[1] : undefined;
    const bytes = digits === undefined ? Buffer.from(value, 'latin1') : Buffer.from(digits, 'hex');
    const head = Buffer.allocUnsafe(5);
    head[0] = digits === undefined ? 0 : 1;
    head.writeUInt32BE(bytes.length, 1);
    parts.push(head, bytes);
  }
  return Buffer.concat(parts);
}

export function unpackValues(packed: Buffer): string[] {
  const values: string[] = [];
  for (let at = 0; at < packed.length; ) {
    const end = at + 5 + packed.readUInt32BE(at + 1);
    values.push(packed[at] === 1 ? `\\\\x${packed.toString('hex', at + 5, end)}` : packed.toString('latin1', at + 5, end));
    at = end;
  }
  return values;
}

/** What COPY writes for null. */
export const copyNull = '\\N';

/** Bytes as COPY writes them: `\\x` and hex. */
export const copyBytes = (text: string): Buffer => Buffer.from(text.slice(3), 'hex');
