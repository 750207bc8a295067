import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestHouse, testHouse } from '@rapport/dev';
import { erasable } from '@rapport/modules';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBackup } from '../backup/create-backup.ts';
import { nothingErasable } from '../backup/erasable.ts';
import { bookFile } from '../backup/key-place.ts';
import { systemClock } from '../clock.ts';
import { noteBackup } from '../upkeep.ts';
import { checkBackupPlaces } from './backup-places.ts';

let kit: TestHouse;
let place: string;
beforeAll(async () => {
  kit = await testHouse();
  place = await mkdtemp(join(tmpdir(), 'rapport-backups-'));
});
afterAll(async () => {
  await kit.stop();
  await rm(place, { recursive: true, force: true });
});

it('old key books, backups without one, and those from before there were any are told, wherever backups were put', {
  timeout: 120_000,
}, async () => {
  const { db, blobs, config } = kit.house.platform;
  const take = (name: string, how = erasable) =>
    createBackup({
      path: join(place, name),
      databaseUrl: kit.databaseUrl,
      blobs,
      keys: () => config.keys,
      erasable: how,
      version: '0.2.0',
      clock: systemClock,
    });
  const { book } = await take('first');
  await noteBackup(db, { at: Date.now(), version: '0.2.0', bytes: 1, place });
  await noteBackup(db, { at: Date.now() + 1, version: '0.2.0', bytes: 1, place: join(place, 'not-there') });
  const told = () => checkBackupPlaces(db, kit.dataDir);
  expect(await told()).toEqual([]);
  const file = bookFile(place, book!.id);
  const forgotten = join(place, 'forgotten');
  await cp(file, forgotten);
  await take('before', nothingErasable);
  await take('second');
  const readable = { finding: 'backup-readable', params: { count: 1, folder: place } };
  expect(await told()).toEqual([{ finding: 'backup-old-book', params: { files: forgotten } }, readable]);
  await rm(forgotten);
  await rm(file);
  expect(await told()).toEqual([{ finding: 'backup-no-book', params: { count: 2, folder: place } }, readable]);
});
