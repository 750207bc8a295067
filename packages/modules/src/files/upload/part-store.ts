import { type Cipher, createCipheriv } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pgCode as codeOf, type Platform } from '@rapport/platform';
import type { Bytes } from '../bytes/bytes.ts';

const block = 16;

/**
 * The key stream of AES-256-CTR (NIST SP 800-38A) from any byte on. Parts lie in the data folder for hours at most; what
 * is kept for good is sealed anew, with authentication.
 */
function cipherAt(key: Uint8Array, offset: number): Cipher {
  const counter = Buffer.alloc(block);
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / block)), 8);
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  cipher.update(Buffer.alloc(offset % block));
  return cipher;
}

/** Uploads under way, one file each, readable only with the key in the upload's row. */
export class PartStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}.part`);
  }

  async create(id: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const handle = await open(this.pathOf(id), 'wx', 0o600);
    await handle.close();
  }

  /** How many bytes have arrived; undefined when there is no such upload here. */
  async size(id: string): Promise<number | undefined> {
    const found = await stat(this.pathOf(id)).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    return found?.size;
  }

  /** Appends; what arrived before a break is kept. Answers the new size. */
  async append(id: string, key: Uint8Array, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const handle = await open(this.pathOf(id), 'r+');
    const cipher = cipherAt(key, offset);
    let at = offset;
    try {
      for await (const chunk of bytes) {
        const sealed = cipher.update(chunk);
        let done = 0;
        while (done < sealed.length) done += (await handle.write(sealed, done, sealed.length - done, at + done)).bytesWritten;
        at += sealed.length;
      }
      return at;
    } finally {
      await handle.datasync().catch(() => undefined);
      await handle.close();
    }
  }

  cut(id: string, size: number): Promise<void> {
    return truncate(this.pathOf(id), size);
  }

  open(id: string, key: Uint8Array, size: number): Bytes {
    const path = this.pathOf(id);
    return {
      size,
      async read(start, end) {
        const parts: Buffer[] = [];
        for await (const part of readPart(path, key, start, Math.min(end, size))) parts.push(part);
        return Buffer.concat(parts);
      },
      stream: () => Readable.from(readPart(path, key, 0, size), { objectMode: false }),
    };
  }

  remove(id: string): Promise<void> {
    return rm(this.pathOf(id), { force: true });
  }
}

async function* readPart(path: string, key: Uint8Array, start: number, end: number): AsyncGenerator<Buffer> {
  if (end <= start) return;
  const cipher = cipherAt(key, start);
  for await (const chunk of createReadStream(path, { start, end: end - 1, highWaterMark: 256 * 1024 })) {
    yield cipher.update(chunk as Buffer);
  }
}

/** The house's own: `platform.keep(partsOf)`. */
export const partsOf = (platform: Platform): PartStore => new PartStore(join(platform.config.dataDir, 'uploads'));
