import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, patched } from './bytes.ts';
import { chunkSize, DamagedBytesError, open, seal, sealedRange } from './sealed-bytes.ts';

const key = randomBytes(32);
const blob = '01900000-0000-7000-8000-000000000001';

async function sealed(plain: Buffer): Promise<Buffer> {
  let size = -1;
  const bytes = await buffer(
    seal(key, blob, Readable.from([plain.subarray(0, 7), plain.subarray(7)]), (counted) => {
      size = counted;
    }),
  );
  expect(size).toBe(plain.length);
  return bytes;
}

function opened(bytes: Buffer, size: number, start = 0, end = size, as = blob): Promise<Buffer> {
  const range = sealedRange(size, start, end);
  return buffer(open(key, as, size, { start, end }, Readable.from([bytes.subarray(range.start, range.end)])));
}

const sizes = [0, 1, 16, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize, 3 * chunkSize + 5];

describe('sealed bytes', () => {
  it.each(sizes)('FI6 %i bytes open as they were', async (size) => {
    const plain = randomBytes(size);
    expect((await opened(await sealed(plain), size)).equals(plain)).toBe(true);
  });

  it('FI6 any range opens without the rest', async () => {
    const plain = randomBytes(3 * chunkSize + 999);
    const bytes = await sealed(plain);
    const any = fc.tuple(fc.nat(plain.length), fc.nat(plain.length)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    await fc.assert(
      fc.asyncProperty(any, async ([start, end]) => {
        expect((await opened(bytes, plain.length, start, end)).equals(plain.subarray(start, end))).toBe(true);
      }),
      { numRuns: 60 },
    );
    const { start, end } = sealedRange(plain.length, chunkSize, chunkSize + 1);
    expect(end - start).toBe(chunkSize + 16);
  });

  it('FI6 a changed, cut, swapped or foreign chunk is noticed', async () => {
    const plain = randomBytes(2 * chunkSize + 100);
    const bytes = await sealed(plain);
    const changed = Buffer.from(bytes);
    changed[chunkSize + 50] = changed[chunkSize + 50]! ^ 1;
    await expect(opened(changed, plain.length)).rejects.toThrow(DamagedBytesError);
    await expect(opened(bytes.subarray(0, bytes.length - 1), plain.length)).rejects.toThrow(DamagedBytesError);
    // Cut exactly at a chunk, with the size in the row lowered to match: the mark of the last chunk is missing.
    await expect(opened(bytes.subarray(0, 4 + 2 * (chunkSize + 16)), 2 * chunkSize)).rejects.toThrow(DamagedBytesError);
    const one = bytes.subarray(4, 4 + chunkSize + 16);
    const two = bytes.subarray(4 + chunkSize + 16, 4 + 2 * (chunkSize + 16));
    const swapped = Buffer.concat([bytes.subarray(0, 4), two, one, bytes.subarray(4 + 2 * (chunkSize + 16))]);
    await expect(opened(swapped, plain.length)).rejects.toThrow(DamagedBytesError);
    await expect(opened(bytes, plain.length, 0, plain.length, blob.replace('1', '2'))).rejects.toThrow(DamagedBytesError);
  });

  it('FI5 patches lie over the stream wherever its pieces end', async () => {
    const plain = randomBytes(1000);
    const patches = [
      { at: 0, bytes: Buffer.alloc(3) },
      { at: 95, bytes: Buffer.alloc(10, 1) },
      { at: 990, bytes: Buffer.alloc(10, 2) },
    ];
    const wanted = Buffer.from(plain);
    for (const patch of patches) patch.bytes.copy(wanted, patch.at);
    for (const step of [1, 7, 100, 1000]) {
      const pieces = Array.from({ length: Math.ceil(1000 / step) }, (_, i) => plain.subarray(i * step, i * step + step));
      expect((await buffer(patched(Readable.from(pieces), patches))).equals(wanted)).toBe(true);
    }
    expect((await bytesOf(plain).read(990, 2000)).length).toBe(10);
  });
});
