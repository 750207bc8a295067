import type { Readable } from 'node:stream';
import type { Platform, Tx } from '@rapport/platform';
import { openBytes, storeBytes } from './bytes/stored-bytes.ts';
import { eraseSoon } from './clean-up.ts';
import { blobById, digestsById } from './reader.ts';
import { completeBlob, doomBlobs } from './writer.ts';

/** Bytes of a file, for whoever packs it. */
export interface FileBytes {
  /** SHA-256. */
  digest: Buffer;
  size: number;
  open(): Promise<Readable>;
}

/** Files whose bytes are there, with their digests, whoever asks. Files whose digest is not known yet are left out: `fileDigests` makes it known. */
export async function bytesOfFiles(platform: Platform, ids: readonly string[]): Promise<Map<string, FileBytes>> {
  const found = new Map<string, FileBytes>();
  if (ids.length === 0) return found;
  for (const { file, blob: id, digest } of await digestsById(platform.db, ids)) {
    const blob = digest ? await blobById(platform.db, id) : undefined;
    if (digest && blob) found.set(file, { digest, size: blob.size, open: () => openBytes(platform, blob) });
  }
  return found;
}

/** Seals bytes that are nobody's file into a blob; swept unless `keepBytes` is committed within a day. */
export const sealBytes = async (platform: Platform, source: AsyncIterable<Uint8Array>): Promise<{ blob: string; size: number }> =>
  storeBytes(platform, source);

export const keepBytes = (tx: Tx, { blob, size }: { blob: string; size: number }): Promise<void> => completeBlob(tx, blob, size);

/** Destroys their keys in this transaction, and the bytes after it. */
export async function dropBytes(platform: Platform, tx: Tx, blobs: readonly string[]): Promise<void> {
  if (blobs.length === 0) return;
  await doomBlobs(tx, blobs, platform.clock.now());
  await eraseSoon(tx, platform);
}

/** From `start` up to `end`, which is left out; undefined where they are gone. */
export async function openKept(
  platform: Platform,
  id: string,
  range?: { start: number; end: number },
): Promise<{ size: number; bytes: Readable } | undefined> {
  const blob = await blobById(platform.db, id);
  return blob && { size: blob.size, bytes: await openBytes(platform, blob, range?.start, range?.end) };
}
