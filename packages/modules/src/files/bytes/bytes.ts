import { Readable } from 'node:stream';

/** Bytes that can be read anywhere: an upload on disk, a buffer. */
export interface Bytes {
  readonly size: number;
  /** From `start` to `end` (exclusive); less when it ends earlier. */
  read(start: number, end: number): Promise<Buffer>;
  stream(): Readable;
}

export const bytesOf = (buffer: Buffer): Bytes => ({
  size: buffer.length,
  read: async (start, end) => buffer.subarray(start, end),
  stream: () => Readable.from(buffer.length > 0 ? [buffer] : []),
});

/** Bytes that replace those at a place, of the same length. */
export interface Patch {
  at: number;
  bytes: Buffer;
}

/** The stream with patches laid over it, in ascending order and without overlap. */
export async function* patched(source: AsyncIterable<Uint8Array>, patches: readonly Patch[]): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const given of source) {
    const chunk = Buffer.from(given);
    for (const patch of patches) {
      const from = Math.max(patch.at, at);
      const to = Math.min(patch.at + patch.bytes.length, at + chunk.length);
      if (from < to) patch.bytes.copy(chunk, from - at, from - patch.at, to - patch.at);
    }
    at += chunk.length;
    yield chunk;
  }
}
