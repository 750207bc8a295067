import type { Readable } from 'node:stream';

/** Where bytes live, by random id: opaque, already encrypted by their owner. Drivers: a folder, an S3 bucket. */
export interface Blobs {
  /** Writes a whole blob; durable when it resolves. Answers its size. */
  write(id: string, bytes: Readable): Promise<number>;
  /** Reads a blob or a part of it; `start` and `end` are byte offsets, `end` exclusive. */
  read(id: string, range?: { start: number; end: number }): Promise<Readable>;
  size(id: string): Promise<number | undefined>;
  /** Removes a blob; removing what is not there is no error. */
  remove(id: string): Promise<void>;
  /** Every id, for backup and for finding orphans. */
  list(): AsyncIterable<string>;
}
