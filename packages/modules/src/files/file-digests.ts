import { createHash } from 'node:crypto';
import { BlobError, type Platform } from '@rapport/platform';
import { DamagedBytesError } from './bytes/sealed-bytes.ts';
import { openBytes } from './bytes/stored-bytes.ts';
import { blobById, digestsById, undigested } from './reader.ts';
import { setDigest } from './writer.ts';

/** Said of bytes that were gone when they were asked for. It stays said: were they found again, what was recorded without them would differ. */
const gone = Buffer.alloc(0);

const isLost = (error: unknown): boolean =>
  error instanceof DamagedBytesError || (error instanceof BlobError && error.trouble === 'missing');

/** Reads the bytes once; undefined when `goOn` says to end. A store that is away for now is an error. */
async function read(platform: Platform, file: string, blobId: string, goOn: () => boolean): Promise<Buffer | undefined> {
  const blob = await blobById(platform.db, blobId);
  if (!blob) return gone;
  const hash = createHash('sha256');
  try {
    for await (const chunk of await openBytes(platform, blob)) {
      if (!goOn()) return undefined;
      hash.update(chunk as Buffer);
    }
  } catch (error) {
    if (!isLost(error)) throw error;
    platform.logger.warn(
      { err: error, file },
      'the bytes of a file could not be read for the record, which goes on without them',
    );
    return gone;
  }
  return hash.digest();
}

async function reckon(platform: Platform, file: string, blob: string, goOn: () => boolean): Promise<Buffer | undefined> {
  const digest = await read(platform, file, blob, goOn);
  // Of two that reckon at once the first has said it.
  return digest && platform.db.transaction((tx) => setDigest(tx, file, digest));
}

/**
 * SHA-256 of the bytes of files, for the record. Those whose bytes were gone when they were first asked for are left out, for good (FI12).
 * What was stored before digests were is reckoned here, unless `reckonDigests` came before.
 */
export async function fileDigests(platform: Platform, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (ids.length === 0) return found;
  for (const { file, blob, digest } of await digestsById(platform.db, ids)) {
    const bytes = digest ?? (await reckon(platform, file, blob, () => true));
    if (bytes && bytes.length > 0) found.set(file, bytes);
  }
  return found;
}

const page = 100;

/** Reckons the digests of all files that have none, as long as `goOn` says so: bytes are not to be read in the readers' turn. */
export async function reckonDigests(platform: Platform, goOn: () => boolean): Promise<void> {
  for (;;) {
    const files = await undigested(platform.db, page);
    if (files.length === 0) return;
    platform.logger.info({ files: files.length }, 'files of an earlier version are read for the record');
    for (const { file, blob } of files) {
      if (!goOn()) return;
      await reckon(platform, file, blob, goOn);
    }
  }
}
