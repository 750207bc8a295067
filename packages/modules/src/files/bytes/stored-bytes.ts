import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Fault } from '@rapport/contract';
import { BlobError, newId, type Platform } from '@rapport/platform';
import type { BlobRow } from '../rows.ts';
import { insertBlob } from '../writer.ts';
import { open, seal, sealedRange } from './sealed-bytes.ts';

/** A full store is the caller's to know; everything else is ours. */
export function storageFault(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  const full = (error instanceof BlobError && error.trouble === 'full') || code === 'ENOSPC' || code === 'EDQUOT';
  return full ? new Fault('storage-full') : error;
}

/** Lets a stream through; `done` is told the SHA-256 of its bytes at the end. */
async function* digested(source: AsyncIterable<Uint8Array>, done: (digest: Buffer) => void): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  done(hash.digest());
}

export interface StoredBytes {
  blob: string;
  size: number;
  /** SHA-256. */
  digest: Buffer;
}

/**
 * Seals bytes under a key of their own into a new blob; durable when it resolves. It counts as broken off until the
 * transaction that refers to it calls `completeBlob`.
 */
export async function storeBytes(platform: Platform, source: AsyncIterable<Uint8Array>): Promise<StoredBytes> {
  const blob = newId();
  const { key, wrapped } = platform.vault.newKey();
  await platform.db.transaction((tx) => insertBlob(tx, blob, wrapped, platform.clock.now()));
  let size = 0;
  let digest: Buffer = Buffer.alloc(0);
  const bytes = digested(source, (found) => {
    digest = found;
  });
  const sealed = seal(key, blob, bytes, (counted) => {
    size = counted;
  });
  try {
    await platform.blobs.write(blob, Readable.from(sealed, { objectMode: false }));
  } catch (error) {
    throw storageFault(error);
  } finally {
    key.fill(0);
  }
  return { blob, size, digest };
}

/** Reads a blob from `start` to `end` (exclusive), opened and checked chunk by chunk. */
export async function openBytes(platform: Platform, blob: BlobRow, start = 0, end = blob.size): Promise<Readable> {
  const key = platform.vault.unwrap(blob.wrappedKey);
  const { start: from, end: to } = sealedRange(blob.size, start, end);
  const sealed = await platform.blobs.read(blob.id, { start: from, end: to });
  return Readable.from(open(key, blob.id, blob.size, { start, end }, sealed), { objectMode: false });
}
