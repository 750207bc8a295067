import type { ExportFiles } from './export-shape.ts';
import { ImportFormatError } from './import-item.ts';

/** No line of a log is longer; without a bound one file without line ends would fill the memory. */
const LONGEST = 32 << 20;

/**
 * The lines of a file as bytes. Only LF (or CRLF) ends a line: U+2028 and a lone CR are characters of somebody's message, which
 * is why Node's readline does not serve here.
 */
export async function* readLines(files: ExportFiles, path: string): AsyncIterable<Buffer> {
  const stream = await files.stream(path);
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      let bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
        yield bytes[end - 1] === 13 ? bytes.subarray(0, end - 1) : bytes.subarray(0, end);
        bytes = bytes.subarray(end + 1);
      }
      if (bytes.length > LONGEST) throw new ImportFormatError(`${path} has a line longer than ${LONGEST} bytes`);
      rest = bytes;
    }
    if (rest.length > 0) yield rest;
  } finally {
    stream.destroy();
  }
}
