import type { Bytes } from '../bytes/bytes.ts';

/** Storages that tell what program wrote a compound file, in its root. */
const marks: readonly (readonly [entry: string, type: string])[] = [
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['Book', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
];
const entrySize = 128;
/** Sectors of a directory that are read: some thousand entries. */
const mostSectors = 1_000;
const endOfChain = 0xfffffffa;

/** The directory of a compound file ([MS-CFB] 2.2, 2.3, 2.6), as far as it is looked at. */
async function directoryOf(source: Bytes): Promise<Buffer> {
  const header = await source.read(0, 512);
  const size = 1 << header.readUInt16LE(30);
  if (size !== 512 && size !== 4096) return Buffer.alloc(0);
  const sector = (n: number): Promise<Buffer> => source.read((n + 1) * size, (n + 2) * size);
  const parts: Buffer[] = [];
  for (let n = header.readUInt32LE(48); n < endOfChain && parts.length < mostSectors; ) {
    parts.push(await sector(n));
    const table = Math.floor(n / (size / 4));
    // Where the tables of larger files lie is told elsewhere; their directory begins earlier.
    if (table >= 109) break;
    n = (await sector(header.readUInt32LE(76 + table * 4))).readUInt32LE((n % (size / 4)) * 4);
  }
  return Buffer.concat(parts);
}

/** Names of what lies in the root; documents within a document lie below. */
function rootNames(directory: Buffer): Set<string> {
  const names = new Set<string>();
  const seen = new Set<number>();
  const waiting = [directory.readUInt32LE(76)];
  for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
    const at = n * entrySize;
    if (seen.has(n) || at + entrySize > directory.length) continue;
    seen.add(n);
    const length = Math.min(64, directory.readUInt16LE(at + 64));
    names.add(directory.toString('utf16le', at, at + Math.max(0, length - 2)));
    waiting.push(directory.readUInt32LE(at + 68), directory.readUInt32LE(at + 72));
  }
  return names;
}

/** The type of a file of Office 97 to 2003; undefined for other compound files and damaged ones. */
export async function compoundType(source: Bytes): Promise<string | undefined> {
  try {
    const names = rootNames(await directoryOf(source));
    return marks.find(([entry]) => names.has(entry))?.[1];
  } catch (error) {
    // A header may lie about any offset.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
