import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../random.ts';
import { BlobError, type Blobs } from './blobs.ts';

const mebi = 1024 * 1024;
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The stream in uneven pieces, as a network gives it. */
function pieces(bytes: Buffer): Readable {
  return Readable.from(
    (function* () {
      let at = 0;
      for (let n = 1; at < bytes.length; n = (n * 7 + 13) % 200_003) {
        yield bytes.subarray(at, at + n);
        at += n;
      }
    })(),
  );
}

async function idsOf(blobs: Blobs): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of blobs.list()) ids.push(id);
  return ids.sort();
}

/** What every driver of the blob contract must do. */
export function blobsSuite(name: string, open: () => Promise<{ blobs: Blobs; close: () => Promise<void> }>): void {
  describe(`blobs: ${name}`, () => {
    let blobs: Blobs;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ blobs, close } = await open());
    });
    afterAll(() => close());

    it.each([0, 1, 65_536, 3 * mebi + 17])('BL1 gives back the %i bytes it was given', async (size) => {
      const bytes = randomBytes(size);
      const id = newId();
      expect(await blobs.write(id, pieces(bytes))).toBe(size);
      expect(await blobs.size(id)).toBe(size);
      expect(hash(await buffer(await blobs.read(id)))).toBe(hash(bytes));
    });

    it.each([8 * mebi, 20 * mebi + 5])('BL2 a large blob of %i bytes comes back whole', async (size) => {
      const bytes = randomBytes(size);
      const id = newId();
      expect(await blobs.write(id, pieces(bytes))).toBe(size);
      expect(hash(await buffer(await blobs.read(id)))).toBe(hash(bytes));
      await blobs.remove(id);
    });

    it('BL3 reads parts: the beginning, the middle, the last byte, nothing', async () => {
      const bytes = randomBytes(100_000);
      const id = newId();
      await blobs.write(id, pieces(bytes));
      for (const [start, end] of [
        [0, 1],
        [40_000, 70_001],
        [99_999, 100_000],
        [500, 500],
      ] as const) {
        const part = await buffer(await blobs.read(id, { start, end }));
        expect(part.equals(bytes.subarray(start, end))).toBe(true);
      }
    });

    it('BL4 what is not there has no size, cannot be read, and can be removed', async () => {
      const id = newId();
      expect(await blobs.size(id)).toBeUndefined();
      await expect(blobs.read(id)).rejects.toMatchObject({ trouble: 'missing' });
      await blobs.remove(id);
    });

    it('BL5 a removed blob is gone, and its id may be used again', async () => {
      const id = newId();
      await blobs.write(id, pieces(Buffer.from('first')));
      await blobs.remove(id);
      expect(await blobs.size(id)).toBeUndefined();
      await blobs.write(id, pieces(Buffer.from('second')));
      expect((await buffer(await blobs.read(id))).toString()).toBe('second');
    });

    it('BL6 a source that breaks leaves nothing behind', async () => {
      for (const after of [10, 9 * mebi]) {
        const id = newId();
        const broken = Readable.from(
          (function* () {
            yield randomBytes(after);
            throw new Error('the source broke');
          })(),
        );
        await expect(blobs.write(id, broken)).rejects.toThrow('the source broke');
        expect(await blobs.size(id)).toBeUndefined();
        expect(await idsOf(blobs)).not.toContain(id);
      }
    });

    it('BL7 lists every id', async () => {
      const made = Array.from({ length: 25 }, () => newId());
      for (const id of made) await blobs.write(id, pieces(Buffer.from(id)));
      expect(await idsOf(blobs)).toEqual(expect.arrayContaining([...made].sort()));
    });

    it('BL8 an id that is no UUID is refused, so it can never leave the store', async () => {
      for (const id of ['../../etc/passwd', '', 'a/b', `${newId()}/..`, newId().toUpperCase()]) {
        await expect(blobs.write(id, pieces(Buffer.from('x')))).rejects.toThrow('UUID');
        await expect(blobs.read(id)).rejects.toThrow('UUID');
        await expect(blobs.remove(id)).rejects.toThrow('UUID');
      }
    });

    it('BL9 many writes at once do not disturb each other', async () => {
      const all = Array.from({ length: 12 }, () => ({ id: newId(), bytes: randomBytes(200_000) }));
      await Promise.all(all.map(({ id, bytes }) => blobs.write(id, pieces(bytes))));
      for (const { id, bytes } of all) expect(hash(await buffer(await blobs.read(id)))).toBe(hash(bytes));
    });

    it('BL10 troubles are BlobErrors', async () => {
      expect(await blobs.read(newId()).catch((error: unknown) => error)).toBeInstanceOf(BlobError);
    });
  });
}
