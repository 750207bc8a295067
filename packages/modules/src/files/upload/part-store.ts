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
export interface PartStore {
  create(id: string): Promise<void>;
  /** How many bytes have arrived; undefined when there is no such upload here. */
  size(id: string): Promise<number | undefined>;
  /** Appends; what arrived before a break is kept. Answers the new size. */
  append(id: string, key: Uint8Array, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  cut(id: string, size: number): Promise<void>;
  open(id: string, key: Uint8Array, size: number): Bytes;
  remove(id: string): Promise<void>;
}

export function createPartStore(folder: string): PartStore {
  const pathOf = (id: string): string => join(folder, `${id}.part`);
  return {
    async create(id) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const handle = await open(pathOf(id), 'wx', 0o600);
      await handle.close();
    },
    async size(id) {
      const found = await stat(pathOf(id)).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      });
      return found?.size;
    },
    async append(id, key, offset, bytes) {
      const handle = await open(pathOf(id), 'r+');
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
    },
    cut: (id, size) => truncate(pathOf(id), size),
    open: (id, key, size) => {
      async function* read(start: number, end: number): AsyncGenerator<Buffer> {
        if (end <= start) return;
        const cipher = cipherAt(key, start);
        for await (const chunk of createReadStream(pathOf(id), { start, end: end - 1, highWaterMark: 256 * 1024 })) {
          yield cipher.update(chunk as Buffer);
        }
      }
      return {
        size,
        async read(start, end) {
          const parts: Buffer[] = [];
          for await (const part of read(start, Math.min(end, size))) parts.push(part);
          return Buffer.concat(parts);
        },
        stream: () => Readable.from(read(0, size), { objectMode: false }),
      };
    },
    remove: (id) => rm(pathOf(id), { force: true }),
  };
}

/** The house's own: `platform.keep(partsOf)`. */
export const partsOf = (platform: Platform): PartStore => createPartStore(join(platform.config.dataDir, 'uploads'));
