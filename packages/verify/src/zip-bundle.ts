import { BadBundleError, type Bundle, isPath, mostFiles } from './bundle.ts';

/** Bytes that can be read anywhere: a file on a disk, or one chosen in a browser. */
export interface Source {
  readonly size: number;
  read(at: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Entry {
  path: string;
  method: number;
  packed: number;
  size: number;
  /** Of the local header. */
  at: number;
}

/** Times that an entry may grow; JSON lines of ours grow tenfold. Small ones may do as they like. */
const mostGrowth = 250;
const small = 1024 * 1024;
const bad = (what: string) => new BadBundleError(`The zip ${what}.`);
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function long(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw bad('has a size that no file has');
  return value;
}

const largeEnd = 56;
const locatorEnd = 20;

/**
 * Where the directory lies: right before its end, which are the last bytes. Anything else is not taken, since other programs would then look for
 * the directory elsewhere, and show other files than those that are verified here.
 */
async function directoryOf(source: Source): Promise<{ count: number; length: number; at: number }> {
  if (source.size < 22) throw bad('is cut off');
  const end = viewOf(await source.read(source.size - 22, 22));
  if (end.getUint32(0, true) !== 0x06054b50) throw bad('has no end, or is none');
  if (end.getUint32(4, true) !== 0 || end.getUint16(20, true) !== 0) throw bad('has other parts, or a comment');
  const small = { count: end.getUint16(10, true), length: end.getUint32(12, true), at: end.getUint32(16, true) };
  const large = await largeDirectoryOf(source);
  const { count, length, at } = large ?? small;
  const fits = (short: number, most: number, long: number) => short === long || (large !== undefined && short === most);
  if (!fits(small.count, 0xffff, count) || !fits(small.length, 0xffffffff, length) || !fits(small.at, 0xffffffff, at))
    throw bad('says two things of its directory');
  const tail = large ? largeEnd + locatorEnd + 22 : 22;
  if (at + length !== source.size - tail) throw bad('has its directory elsewhere than before its end');
  return { count, length, at };
}

/** What the large form says, wherever there is one. */
async function largeDirectoryOf(source: Source): Promise<{ count: number; length: number; at: number } | undefined> {
  const at = source.size - 22 - locatorEnd - largeEnd;
  if (at < 0) return undefined;
  const end = viewOf(await source.read(at, largeEnd + locatorEnd));
  if (end.getUint32(largeEnd, true) !== 0x07064b50) return undefined;
  if (end.getUint32(0, true) !== 0x06064b50 || long(end, largeEnd + 8) !== at) throw bad('has no end of its large form');
  return { count: long(end, 32), length: long(end, 40), at: long(end, 48) };
}

/** Takes sizes and place from the field of the large form, where the small form says that they stand there. */
function enlarge(entry: Entry, extra: DataView): void {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (at + 4 + length > extra.byteLength) throw bad('has a damaged directory');
    // Another name for those who heed it.
    if (extra.getUint16(at, true) === 0x7075) throw bad('names an entry in two ways');
    if (extra.getUint16(at, true) === 1) {
      let from = at + 4;
      const take = (): number => {
        if (from + 8 > at + 4 + length) throw bad('has a damaged directory');
        from += 8;
        return long(extra, from - 8);
      };
      if (entry.size === 0xffffffff) entry.size = take();
      if (entry.packed === 0xffffffff) entry.packed = take();
      if (entry.at === 0xffffffff) entry.at = take();
    }
    at += 4 + length;
  }
}

function checkEntry(entry: Entry, flags: number): void {
  const { path, method, packed, size } = entry;
  if (!isPath(path)) throw bad(`holds a path that bundles do not have: ${JSON.stringify(path.slice(0, 80))}`);
  if ((flags & 0x2041) !== 0) throw bad(`has an encrypted entry: ${path}`);
  if (method !== 0 && method !== 8) throw bad(`has an entry packed in an unknown way: ${path}`);
  if (method === 0 && packed !== size) throw bad(`has an entry of two sizes: ${path}`);
  if (size > small && size > packed * mostGrowth) throw bad(`has an entry that grows without measure: ${path}`);
}

/** Entries of the directory, each once; folders are passed over. */
function entriesIn(bytes: Uint8Array, count: number): Map<string, Entry> {
  const view = viewOf(bytes);
  const names = new TextDecoder('utf-8');
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw bad('has a damaged directory');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => view.getUint16(at + o, true)) as [
      number,
      number,
      number,
    ];
    const end = at + 46 + nameLength + extraLength + commentLength;
    if (end > bytes.length) throw bad('has a damaged directory');
    const path = names.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const entry: Entry = {
      path,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    };
    enlarge(entry, viewOf(bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)));
    const folder = path.endsWith('/') && entry.size === 0 && isPath(path.slice(0, -1));
    if (!folder) {
      checkEntry(entry, view.getUint16(at + 8, true));
      if (entries.has(path)) throw bad(`holds ${path} twice`);
      entries.set(path, entry);
    }
    at = end;
  }
  if (at !== bytes.length) throw bad('has a damaged directory');
  return entries;
}

/** No two entries share bytes: that is how small zips become large. */
function checkPlaces(entries: Iterable<Entry>, end: number): void {
  let free = end;
  for (const entry of [...entries].sort((one, other) => other.at - one.at)) {
    if (entry.at + 30 + entry.packed > free) throw bad(`has entries that lie in each other: ${entry.path}`);
    free = entry.at;
  }
}

const piece = 256 * 1024;

async function* packedBytes(source: Source, at: number, length: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; done += piece) yield source.read(at + done, Math.min(piece, length - done));
}

/** Unpacks by what browsers and Node have alike. */
async function* unpacked(entry: Entry, packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = new DecompressionStream('deflate-raw');
  const writer = inflate.writable.getWriter();
  const fed = (async () => {
    for await (const bytes of packed) await writer.write(bytes as Uint8Array<ArrayBuffer>);
    await writer.close();
  })();
  // Its failure is the reader's, too.
  fed.catch(() => undefined);
  const reader = inflate.readable.getReader();
  let size = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read().catch(() => {
        throw bad(`has an entry that does not unpack: ${entry.path}`);
      });
      if (done) break;
      size += value.length;
      if (size > entry.size) throw bad(`has an entry that is longer than it says: ${entry.path}`);
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (size !== entry.size) throw bad(`has an entry that is shorter than it says: ${entry.path}`);
}

async function* bytesOf(source: Source, entry: Entry): AsyncGenerator<Uint8Array> {
  const header = viewOf(await source.read(entry.at, 30));
  if (header.getUint32(0, true) !== 0x04034b50 || header.getUint16(8, true) !== entry.method)
    throw bad(`has an entry without a beginning: ${entry.path}`);
  const nameLength = header.getUint16(26, true);
  const start = entry.at + 30 + nameLength + header.getUint16(28, true);
  const name = new TextDecoder().decode(await source.read(entry.at + 30, nameLength));
  if (name !== entry.path) throw bad(`names an entry in two ways: ${entry.path}`);
  if (start + entry.packed > source.size) throw bad('is cut off');
  const packed = packedBytes(source, start, entry.packed);
  if (entry.method === 0) yield* packed;
  else yield* unpacked(entry, packed);
}

/** Opens a zip (stored and deflated entries, also of the large form). @throws BadBundleError for any other, and for bombs */
export async function openZip(source: Source): Promise<Bundle> {
  const { count, length, at } = await directoryOf(source);
  if (count > mostFiles || length > count * 600) throw bad('holds too many files');
  const entries = entriesIn(await source.read(at, length), count);
  checkPlaces(entries.values(), at);
  const found = (path: string): Entry => {
    const entry = entries.get(path);
    if (!entry) throw new BadBundleError(`There is no ${path}.`);
    return entry;
  };
  return {
    paths: [...entries.keys()].sort(),
    has: (path) => entries.has(path),
    size: (path) => found(path).size,
    stream: (path) => bytesOf(source, found(path)),
    close: () => source.close(),
  };
}
