import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { newBytes } from '../random.ts';
import type { Vault } from '../vault.ts';
import { placeLength } from './erasable.ts';

const format = 'rapport-key-book/1';
const genAt = placeLength;
const keyAt = genAt + 4;
/** Place (25) ‖ generation (4) ‖ key (32). */
export const entryLength = keyAt + 32;
const chunkPlain = entryLength * 960;
const tagLength = 16;
const chunkLength = chunkPlain + tagLength;
const headerMost = 64 * 1024;

const Header = z.object({
  format: z.literal(format),
  id: z.uuid(),
  /** Rises with every writing of this book. */
  n: z.int().positive(),
  /** Unix ms. */
  at: z.number(),
  /** The book's own key, sealed under a master key (base64). */
  key: z.base64(),
  /** The master keys, as a backup has them; null when they are kept apart. */
  ring: z.object({ sealed: z.boolean(), text: z.string() }).nullable(),
});
export type BookHeader = z.infer<typeof Header>;

/** Thrown for a key book that is not whole. */
export class KeyBookDamagedError extends Error {
  override name = 'KeyBookDamagedError';
  constructor(file: string) {
    super(`The key book ${file} is damaged: bring a copy of the newest one. Without it backups cannot be restored.`);
  }
}

export const genOf = (entry: Buffer): number => entry.readUInt32BE(genAt);
export const keyOf = (entry: Buffer): Buffer => entry.subarray(keyAt, entryLength);
export function putEntry(into: Buffer, gen: number, key: Uint8Array): Buffer {
  into.writeUInt32BE(gen, genAt);
  into.set(key, keyAt);
  return into;
}

/** Each chunk is sealed at its place, the last one as the last: none can be left out or put elsewhere. */
function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce[0] = last ? 1 : 0;
  nonce.writeBigUInt64BE(BigInt(index), 4);
  return nonce;
}

const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Writes a book: entries in the order of their places. Durable when `end` resolves. */
export class BookWriter {
  private readonly handle: FileHandle;
  private readonly key: Buffer;
  private readonly about: Buffer;
  private readonly chunk = Buffer.alloc(chunkPlain);
  private filled = 0;
  private index = 0;

  private constructor(handle: FileHandle, key: Buffer, about: Buffer) {
    this.handle = handle;
    this.key = key;
    this.about = about;
  }

  static async make(file: string, vault: Vault, about: Omit<BookHeader, 'format' | 'key'>): Promise<BookWriter> {
    const key = newBytes(32);
    const header: BookHeader = { format, ...about, key: vault.seal(key).toString('base64') };
    const line = Buffer.from(`${JSON.stringify(header)}\n`);
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(line);
    return new BookWriter(handle, key, hashOf(line));
  }

  /** The entry is copied. */
  async put(entry: Buffer): Promise<void> {
    entry.copy(this.chunk, this.filled, 0, entryLength);
    this.filled += entryLength;
    if (this.filled === chunkPlain) await this.flush(false);
  }

  private async flush(last: boolean): Promise<void> {
    const cipher = createCipheriv('aes-256-gcm', this.key, nonceOf(this.index++, last));
    cipher.setAAD(this.about);
    const body = cipher.update(this.chunk.subarray(0, this.filled));
    cipher.final();
    await this.handle.writeFile(Buffer.concat([body, cipher.getAuthTag()]));
    this.filled = 0;
  }

  async end(): Promise<void> {
    await this.flush(true);
    await this.handle.sync();
    await this.close();
  }

  async close(): Promise<void> {
    this.key.fill(0);
    this.chunk.fill(0);
    await this.handle.close();
  }
}

/** What a book says of itself, without any key; undefined when this is none. */
export async function readHeader(file: string): Promise<{ header: BookHeader; length: number; about: Buffer } | undefined> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerMost), 0, headerMost, 0);
    const end = buffer.subarray(0, bytesRead).indexOf(10);
    if (end < 0 || !buffer.subarray(0, end).includes(format)) return undefined;
    const parsed = Header.safeParse(JSON.parse(buffer.toString('utf8', 0, end)));
    if (!parsed.success) return undefined;
    return { header: parsed.data, length: end + 1, about: hashOf(buffer.subarray(0, end + 1)) };
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Reads a book from its beginning, entry by entry; asks for places come in their order. */
export class BookReader {
  /** The entry it stands at; undefined at the end. Its bytes change when the reader moves. */
  current: Buffer | undefined;
  private readonly file: string;
  private readonly handle: FileHandle;
  private readonly key: Buffer;
  private readonly about: Buffer;
  private chunk: Buffer = Buffer.alloc(0);
  private at = 0;
  private index = 0;
  private offset = 0;
  private left: number;
  private ended = false;

  private constructor(file: string, handle: FileHandle, key: Buffer, about: Buffer, left: number) {
    this.file = file;
    this.handle = handle;
    this.key = key;
    this.about = about;
    this.left = left;
  }

  /** @throws KeyBookDamagedError, or an error where no master key at hand opens it */
  static async open(file: string, vault: Pick<Vault, 'open'>): Promise<BookReader> {
    const found = await readHeader(file);
    if (!found) throw new KeyBookDamagedError(file);
    const key = vault.open(Buffer.from(found.header.key, 'base64'));
    const handle = await open(file, 'r');
    const { size } = await handle.stat();
    const reader = new BookReader(file, handle, key, found.about, size - found.length);
    reader.offset = found.length;
    try {
      await reader.advance();
    } catch (error) {
      await handle.close();
      throw error;
    }
    return reader;
  }

  private async load(): Promise<boolean> {
    if (this.ended) return false;
    const last = this.left <= chunkLength;
    const length = last ? this.left : chunkLength;
    if (length < tagLength) throw new KeyBookDamagedError(this.file);
    this.ended = last;
    const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(length), 0, length, this.offset);
    if (bytesRead !== length) throw new KeyBookDamagedError(this.file);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonceOf(this.index++, last));
    decipher.setAAD(this.about);
    decipher.setAuthTag(buffer.subarray(length - tagLength));
    this.chunk = decipher.update(buffer.subarray(0, length - tagLength));
    try {
      decipher.final();
    } catch {
      throw new KeyBookDamagedError(this.file);
    }
    this.offset += length;
    this.left -= length;
    this.at = 0;
    return true;
  }

  /** To the next entry. */
  async advance(): Promise<void> {
    while (this.at >= this.chunk.length) {
      if (await this.load()) continue;
      this.current = undefined;
      return;
    }
    this.current = this.chunk.subarray(this.at, this.at + entryLength);
    this.at += entryLength;
  }

  /** The entry of a place; undefined when the book has none. Places are asked for in their order. */
  async find(place: Buffer): Promise<Buffer | undefined> {
    for (;;) {
      if (!this.current) return undefined;
      const order = this.current.compare(place, 0, placeLength, 0, placeLength);
      if (order === 0) return this.current;
      if (order > 0) return undefined;
      await this.advance();
    }
  }

  async close(): Promise<void> {
    this.key.fill(0);
    await this.handle.close();
  }
}
