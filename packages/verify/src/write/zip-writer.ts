import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Deflated, Deflating } from './deflating.ts';

interface Written extends Deflated {
  path: Buffer;
  method: number;
  at: number;
}

const large = 0xffffffff;
const version = 45;
/** 1980-01-01, as the smallest that the format knows: bundles of the same content are the same bytes. */
const day = 0x21;
const utf8Names = 0x0800;
/** Bytes that wait to be written together. */
const together = 256 * 1024;

function localHeader({ path, method, crc, packed, size }: Written): Buffer {
  const header = Buffer.alloc(30 + path.length + 20);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(utf8Names, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(day, 12);
  header.writeUInt32LE(crc, 14);
  // Sizes stand in the field of the large form: they are not known when the header is written.
  header.writeUInt32LE(large, 18);
  header.writeUInt32LE(large, 22);
  header.writeUInt16LE(path.length, 26);
  header.writeUInt16LE(20, 28);
  path.copy(header, 30);
  const extra = 30 + path.length;
  header.writeUInt16LE(1, extra);
  header.writeUInt16LE(16, extra + 2);
  header.writeBigUInt64LE(BigInt(size), extra + 4);
  header.writeBigUInt64LE(BigInt(packed), extra + 12);
  return header;
}

function directoryEntry({ path, method, crc, packed, size, at }: Written): Buffer {
  const big = [size, packed, at].map((value) => value >= large);
  const extra = big.some(Boolean) ? 28 : 0;
  const entry = Buffer.alloc(46 + path.length + extra);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(version, 4);
  entry.writeUInt16LE(version, 6);
  entry.writeUInt16LE(utf8Names, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt16LE(day, 14);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(extra ? large : packed, 20);
  entry.writeUInt32LE(extra ? large : size, 24);
  entry.writeUInt16LE(path.length, 28);
  entry.writeUInt16LE(extra, 30);
  entry.writeUInt32LE(extra ? large : at, 42);
  path.copy(entry, 46);
  if (extra === 0) return entry;
  const from = 46 + path.length;
  entry.writeUInt16LE(1, from);
  entry.writeUInt16LE(24, from + 2);
  entry.writeBigUInt64LE(BigInt(size), from + 4);
  entry.writeBigUInt64LE(BigInt(packed), from + 12);
  entry.writeBigUInt64LE(BigInt(at), from + 20);
  return entry;
}

/** The end of the directory, the large form first: it is always there, so that no limit is met on the way. */
function endOf(count: number, length: number, at: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(version, 12);
  end.writeUInt16LE(version, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(length), 40);
  end.writeBigUInt64LE(BigInt(at), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(at + length), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x06054b50, 76);
  end.writeUInt16LE(Math.min(count, 0xffff), 84);
  end.writeUInt16LE(Math.min(count, 0xffff), 86);
  end.writeUInt32LE(Math.min(length, large), 88);
  end.writeUInt32LE(Math.min(at, large), 92);
  return end;
}

/** Thrown where a file would become larger than it may. */
export class TooLargeError extends Error {
  override name = 'TooLargeError';
}

/** Writes a zip of the large form (zip64), one entry after the other; nothing but a piece of the open one is held. */
export class ZipWriter {
  private readonly file: FileHandle;
  private readonly most: number;
  private readonly entries: Written[] = [];
  private at = 0;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  /** Bytes that lie in the file: the others wait. */
  private written = 0;
  private entry: { now: Written; header: Buffer; deflating?: Deflating } | undefined;

  private constructor(file: FileHandle, most: number) {
    this.file = file;
    this.most = most;
  }

  /** A new file; `most`: bytes that it may have. */
  static async create(path: string, most: number): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'wx', 0o600), most);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.at;
  }

  private async out(bytes: Uint8Array): Promise<void> {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    this.at += bytes.length;
    if (this.at > this.most) throw new TooLargeError(`The file would be larger than ${this.most} bytes.`);
    if (this.waitingBytes >= together) await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.waitingBytes === 0) return;
    const bytes = Buffer.concat(this.waiting);
    this.waiting = [];
    this.waitingBytes = 0;
    await this.file.appendFile(bytes);
    this.written += bytes.length;
  }

  private async enter(path: string, method: number, deflated: Deflated): Promise<NonNullable<ZipWriter['entry']>> {
    if (this.entry) throw new Error('An entry is open.');
    const { crc, size, packed } = deflated;
    const now = { path: Buffer.from(path), method, crc, size, packed, at: this.at };
    this.entry = { now, header: localHeader(now) };
    await this.out(this.entry.header);
    return this.entry;
  }

  async begin(path: string, how: 'stored' | 'deflated'): Promise<void> {
    const entry = await this.enter(path, how === 'stored' ? 0 : 8, { crc: 0, size: 0, packed: 0 });
    if (how === 'stored') return;
    entry.deflating = new Deflating((bytes) => {
      this.waiting.push(bytes);
      this.waitingBytes += bytes.length;
      this.at += bytes.length;
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.entry) throw new Error('No entry is open.');
    const { now, deflating } = this.entry;
    if (deflating) {
      await deflating.write(bytes);
      return this.out(new Uint8Array(0));
    }
    now.crc = crc32(bytes, now.crc);
    now.size += bytes.length;
    now.packed += bytes.length;
    return this.out(bytes);
  }

  async end(): Promise<void> {
    if (!this.entry) throw new Error('No entry is open.');
    const { now, header, deflating } = this.entry;
    if (deflating) {
      await deflating.end();
      Object.assign(now, { crc: deflating.crc, size: deflating.size, packed: deflating.packed });
    }
    this.entries.push(now);
    this.entry = undefined;
    const whole = localHeader(now);
    if (now.at < this.written) await this.file.write(whole, 0, whole.length, now.at);
    // Of a small entry all is waiting still.
    else whole.copy(header);
  }

  /** An entry that was deflated elsewhere. */
  async addDeflated(path: string, deflated: Deflated, packed: AsyncIterable<Uint8Array>): Promise<void> {
    const { now } = await this.enter(path, 8, deflated);
    for await (const bytes of packed) await this.out(bytes);
    this.entries.push(now);
    this.entry = undefined;
  }

  /** Ends the zip; on the disk when it resolves. Answers its size. */
  async finish(): Promise<number> {
    const from = this.at;
    for (const entry of this.entries) await this.out(directoryEntry(entry));
    await this.out(endOf(this.entries.length, this.at - from, from));
    await this.flush();
    await this.file.sync();
    await this.file.close();
    return this.at;
  }

  /** Lets go of the file, finished or not. */
  async abandon(): Promise<void> {
    this.entry?.deflating?.destroy();
    await this.file.close().catch(() => undefined);
  }
}
