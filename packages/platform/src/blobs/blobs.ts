import type { Readable } from 'node:stream';

/** Where bytes live, by random id: opaque, already encrypted by their owner. Drivers: a folder, an S3 bucket. */
export interface Blobs {
  /** Writes a whole blob; durable when it resolves. Answers its size. Nothing is left when it fails. */
  write(id: string, bytes: Readable): Promise<number>;
  /** Reads a blob or a part of it; `start` and `end` are byte offsets, `end` exclusive. */
  read(id: string, range?: { start: number; end: number }): Promise<Readable>;
  size(id: string): Promise<number | undefined>;
  /** Removes a blob; removing what is not there is no error. */
  remove(id: string): Promise<void>;
  /** Every id, for backup and for finding orphans. */
  list(): AsyncIterable<string>;
}

/** `missing`: no such blob. `full`: no room on the disk or in the bucket. `unreachable`: the store does not answer as it should. */
export type BlobTrouble = 'missing' | 'full' | 'unreachable';

/** What a driver throws; the message names no secret and may be shown to an administrator. */
export class BlobError extends Error {
  readonly trouble: BlobTrouble;
  constructor(trouble: BlobTrouble, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BlobError';
    this.trouble = trouble;
  }
}

const blobId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Ids become file names and object keys, so nothing but a UUID in lower case passes. */
export function assertBlobId(id: string): void {
  if (!blobId.test(id)) throw new Error('A blob id must be a UUID in lower case.');
}

export const isBlobId = (text: string): boolean => blobId.test(text);
