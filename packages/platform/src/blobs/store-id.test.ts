import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createFileSystemBlobs } from './file-system.ts';
import { storeIdOf } from './store-id.ts';

const places: string[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await rm(place, { recursive: true, force: true });
});
async function place(): Promise<string> {
  places.push(await mkdtemp(join(tmpdir(), 'rapport-store-')));
  return places.at(-1)!;
}

it('a folder has one name for all who mount it, also for those that begin at once; another folder has another', async () => {
  const dataDir = await place();
  const names = await Promise.all(Array.from({ length: 8 }, () => storeIdOf({ dataDir })));
  expect(new Set(names).size).toBe(1);
  expect(names[0]).toMatch(/^folder:[0-9a-f-]{36}$/);
  expect(await storeIdOf({ dataDir: await place() })).not.toBe(names[0]);
  // The mark is no blob, and nothing else is left.
  expect(await readdir(join(dataDir, 'blobs'))).toEqual(['.store']);
  for await (const id of createFileSystemBlobs(join(dataDir, 'blobs')).list()) expect(id).toBeUndefined();
});

it('a bucket has its name, whatever key and address lead there', async () => {
  const dataDir = await place();
  const one = await storeIdOf({ dataDir, s3Url: 'https://key:secret@s3.test/files/house' });
  expect(one).toBe(await storeIdOf({ dataDir, s3Url: 'http://other:word@10.0.0.7:9000/files/house' }));
  expect(one).not.toMatch(/secret|key/);
  expect(await storeIdOf({ dataDir, s3Url: 'https://key:secret@s3.test/other' })).not.toBe(one);
});
