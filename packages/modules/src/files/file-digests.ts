import { createHash } from 'node:crypto';
import { BlobError, type Platform } from '@rapport/platform';
import { DamagedBytesError } from './bytes/sealed-bytes.ts';
import { openBytes } from './bytes/stored-bytes.ts';
import { blobById, digestsById } from './reader.ts';
import { setDigest } from './writer.ts';

const isLost = (error: unknown): boolean =>
  error instanceof DamagedBytesError || (error instanceof BlobError && error.trouble === 'missing');

/** Reads the bytes once; undefined when they cannot be read any more. A store that is away for now is an error. */
async function reckon(platform: Platform, file: string, blobId: string): Promise<Buffer | undefined> {
  const blob = await blobById(platform.db, blobId);
  if (!blob) return undefined;
  const hash = createHash('sha256');
  try {
    for await (const chunk of await openBytes(platform, blob)) hash.update(chunk as Buffer);
  } catch (error) {
    if (!isLost(error)) throw error;
    platform.logger.warn({ err: error, file }, 'the bytes of a file could not be read for the record');
    return undefined;
  }
  const digest = hash.digest();
  await platform.db.transaction((tx) => setDigest(tx, file, digest));
  return digest;
}

/** SHA-256 of the bytes of files, for the record; those whose bytes are gone are left out. */
export async function fileDigests(platform: Platform, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (ids.length === 0) return found;
  for (const { file, blob, digest } of await digestsById(platform.db, ids)) {
    const bytes = digest ?? (await reckon(platform, file, blob));
    if (bytes) found.set(file, bytes);
  }
  return found;
}
