import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import { newId } from '../random.ts';
import { blobsSuite } from './blobs-suite.test-kit.ts';
import { createFileSystemBlobs } from './file-system.ts';

const root = await mkdtemp(join(tmpdir(), 'rapport-blobs-'));
afterAll(() => rm(root, { recursive: true, force: true }));

blobsSuite('file system', async () => ({ blobs: createFileSystemBlobs(join(root, 'suite')), close: async () => undefined }));

it('BL11 a full disk is named as such and leaves no temporary file', async () => {
  const folder = join(root, 'full');
  const blobs = createFileSystemBlobs(folder);
  const id = newId();
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  const source = new Readable({
    read() {
      this.destroy(full);
    },
  });
  await expect(blobs.write(id, source)).rejects.toMatchObject({ trouble: 'full', message: expect.stringContaining('Make room') });
  expect((await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile())).toEqual([]);
});

it('BL12 files left over from a crash are not blobs', async () => {
  const folder = join(root, 'left-over');
  const blobs = createFileSystemBlobs(folder);
  const id = newId();
  await blobs.write(id, Readable.from([Buffer.from('kept')]));
  const place = join(folder, id.slice(-4, -2), id.slice(-2));
  await writeFile(join(place, `.${newId()}.${newId()}`), 'half');
  await mkdir(join(folder, 'zz'), { recursive: true });
  await writeFile(join(folder, 'notes.txt'), 'not a blob');
  const ids: string[] = [];
  for await (const found of blobs.list()) ids.push(found);
  expect(ids).toEqual([id]);
});
