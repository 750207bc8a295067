import { createCipheriv, createDecipheriv } from 'node:crypto';

/**
 * Bytes at rest: four bytes of format, then chunks of 64 KiB, each sealed with AES-256-GCM (NIST SP 800-38D) and followed by
 * its tag. The nonce is the chunk's number with a mark on the last one (the STREAM construction of Hoang, Reyhanitabar,
 * Rogaway and Vizár, 2015), so chunks can be opened alone, and none can be swapped, cut off or added. A key seals one blob.
 */
export const chunkSize = 64 * 1024;
const tagSize = 16;
const format = Buffer.from('RPF1');

/** The bytes were changed, cut or belong to something else. */
export class DamagedBytesError extends Error {
  constructor(blob: string) {
    super(`The stored bytes of blob ${blob} are damaged.`);
    this.name = 'DamagedBytesError';
  }
}

const lastChunk = (size: number): number => Math.max(0, Math.ceil(size / chunkSize) - 1);

function nonceOf(chunk: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(chunk));
  if (last) nonce[11] = 1;
  return nonce;
}

const boundTo = (blob: string): Buffer => Buffer.concat([format, Buffer.from(blob)]);

function sealChunk(key: Uint8Array, blob: string, chunk: number, last: boolean, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(chunk, last));
  cipher.setAAD(boundTo(blob));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(key: Uint8Array, blob: string, chunk: number, last: boolean, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(chunk, last));
  decipher.setAAD(boundTo(blob));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagSize));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagSize)), decipher.final()]);
  } catch {
    throw new DamagedBytesError(blob);
  }
}

/** Cuts a stream into buffers of one size; the last may be shorter, and an empty stream gives none. */
async function* blocksOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const given of source) {
    let rest = given;
    while (length + rest.length >= size) {
      const take = size - length;
      yield Buffer.concat([...held, rest.subarray(0, take)]);
      rest = rest.subarray(take);
      held = [];
      length = 0;
    }
    if (rest.length > 0) held.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(held);
}

/** Seals a stream; `done` is told its size before sealing. */
export async function* seal(
  key: Uint8Array,
  blob: string,
  source: AsyncIterable<Uint8Array>,
  done: (size: number) => void,
): AsyncGenerator<Buffer> {
  yield format;
  let chunk = 0;
  let size = 0;
  // One block is held back: only the end of the stream tells which one is the last.
  let held: Buffer = Buffer.alloc(0);
  let any = false;
  for await (const block of blocksOf(source, chunkSize)) {
    if (any) yield sealChunk(key, blob, chunk++, false, held);
    held = block;
    any = true;
    size += block.length;
  }
  yield sealChunk(key, blob, chunk, true, held);
  done(size);
}

/** Where the chunks lie that hold the bytes from `start` to `end` (exclusive): what is to be read from the store. */
export function sealedRange(size: number, start: number, end: number): { start: number; end: number; firstChunk: number } {
  const last = lastChunk(size);
  const first = Math.min(Math.floor(start / chunkSize), last);
  const final = Math.min(Math.floor(Math.max(start, end - 1) / chunkSize), last);
  const sealedChunk = chunkSize + tagSize;
  const stop = final === last ? size - last * chunkSize + tagSize : sealedChunk;
  return { start: format.length + first * sealedChunk, end: format.length + final * sealedChunk + stop, firstChunk: first };
}

/**
 * Opens what `sealedRange` named and gives the bytes from `start` to `end`.
 * @throws DamagedBytesError
 */
export async function* open(
  key: Uint8Array,
  blob: string,
  size: number,
  range: { start: number; end: number },
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const last = lastChunk(size);
  let { firstChunk: chunk } = sealedRange(size, range.start, range.end);
  let given = 0;
  for await (const block of blocksOf(sealed, chunkSize + tagSize)) {
    if (block.length < tagSize) throw new DamagedBytesError(blob);
    const plain = openChunk(key, blob, chunk, chunk === last, block);
    const at = chunk * chunkSize;
    const part = plain.subarray(Math.max(0, range.start - at), Math.max(0, range.end - at));
    given += part.length;
    if (part.length > 0) yield part;
    chunk++;
  }
  if (given !== range.end - range.start) throw new DamagedBytesError(blob);
}
