import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUseError, lockFolder, processStarted } from './folder-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = () => join(folder, 'rapport.lock');

/** A lock as another process would have left it. */
async function leave(change: { pid?: number; started?: string; space?: string }): Promise<void> {
  const lock = await lockFolder(folder);
  const mine = JSON.parse(await readFile(file(), 'utf8')) as object;
  await lock.release();
  await writeFile(file(), JSON.stringify({ ...mine, ...change }));
}

test('PG11 of many takers at once exactly one gets the folder, and leaves nothing behind', async () => {
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  const won = tries.filter((one) => one.status === 'fulfilled');
  expect(won).toHaveLength(1);
  for (const one of tries) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(FolderInUseError);
  await won[0]!.value.release();
  expect(await readdir(folder)).toEqual([]);
});

test('PG12 many takers over a dead holder: exactly one gets it', async () => {
  await leave({ pid: 4_190_000 });
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['rapport.lock']);
});

test('PG13 a number that now belongs to a stranger is no holder', async () => {
  expect(await processStarted(process.ppid)).toBeDefined();
  await leave({ pid: process.ppid, started: 'long ago' });
  await (await lockFolder(folder)).release();
});

test('PG14 a holder in another container counts while its heart beats, not after', async () => {
  await leave({ space: 'elsewhere boot pid:[1]' });
  const beat = setInterval(() => void utimes(file(), new Date(), new Date()), 300);
  await expect(lockFolder(folder)).rejects.toThrow(/in use by another Rapport \(process \d+ on elsewhere\)/);
  clearInterval(beat);
  await utimes(file(), new Date(), new Date(Date.now() - 60_000));
  await (await lockFolder(folder)).release();
});

test('PG15 a lock file that was cut short is mended', async () => {
  await writeFile(file(), '{"pid": 1');
  await utimes(file(), new Date(), new Date(Date.now() - 60_000));
  await (await lockFolder(folder)).release();
});
