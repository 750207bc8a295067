import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { cloneDatabase, type TestDatabase } from '@rapport/dev';
import { migrationSources } from '@rapport/modules';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Blobs } from '../blobs/blobs.ts';
import { createBlobs } from '../blobs/create-blobs.ts';
import { type S3Simulator, startS3Simulator } from '../blobs/s3-simulator.test-kit.ts';
import { systemClock } from '../clock.ts';
import { createDb } from '../db.ts';
import { createLogger } from '../logger.ts';
import { newBytes, newId } from '../random.ts';
import { createBackup } from './create-backup.ts';
import { nothingErasable } from './erasable.ts';
import type { Manifest } from './manifest.ts';
import { type Restored, restoreBackup } from './restore-backup.ts';

const logger = createLogger('silent');
let place: string;
let bucket: S3Simulator;
let source: TestDatabase;
const drops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'rapport-s3-restore-'));
  bucket = await startS3Simulator('files', { accessKey: 'KEY', secretKey: 'secret/+', region: 'us-east-1' });
  source = await cloneDatabase();
});
afterAll(async () => {
  for (const drop of drops) await drop();
  await bucket.close();
  await source.drop();
  await rm(place, { recursive: true, force: true });
});

const inBucket = (): Blobs => createBlobs({ s3Url: `${bucket.url}/files`, dataDir: place });
const inFolder = (name: string): Blobs => createBlobs({ dataDir: join(place, name) });

const take = (name: string, blobs: Blobs, leaveFiles = false): Promise<Manifest> =>
  createBackup({
    path: join(place, name),
    databaseUrl: source.url,
    blobs,
    keys: () => new Map([[1, newBytes(32)]]),
    erasable: nothingErasable,
    version: '0.0.0',
    clock: systemClock,
    leaveFiles,
  });

async function restore(name: string, into: string, blobs: Blobs): Promise<Restored> {
  const database = await cloneDatabase();
  drops.push(() => database.drop());
  const db = createDb({ url: database.url, logger, max: 1 });
  await db.rows('drop schema public cascade');
  await db.rows('drop schema graphile_worker cascade');
  await db.rows('create schema public');
  await db.close();
  return restoreBackup({
    path: join(place, name),
    dataDir: join(place, into),
    blobs,
    openDatabase: async () => ({ url: database.url, stop: async () => undefined }),
    sources: migrationSources(),
    logger,
  });
}

async function contents(blobs: Blobs): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const id of blobs.list()) found.set(id, (await buffer(await blobs.read(id))).toString('base64'));
  return new Map([...found].sort());
}

test('BA14 files of a folder are restored into a bucket, and from there into a folder: the same bytes', async () => {
  const first = inFolder('first');
  for (let n = 0; n < 25; n++) await first.write(newId(), Readable.from([newBytes(1_000 + n)]));
  await first.write(newId(), Readable.from([Buffer.alloc(0)]));
  // More than one part of an upload to S3.
  await first.write(newId(), Readable.from(Array.from({ length: 12 }, () => newBytes(2 ** 20))));
  const given = await contents(first);
  expect((await take('of-folder', first)).blobs.count).toBe(27);
  await restore('of-folder', 'house-in-bucket', inBucket());
  expect(await contents(inBucket())).toEqual(given);
  expect(await readdir(join(place, 'house-in-bucket'))).toEqual(['keys']);

  await expect(restore('of-folder', 'another', inBucket())).rejects.toThrow(/files already/);
  expect((await take('of-bucket', inBucket())).blobs.count).toBe(27);
  await restore('of-bucket', 'last', inFolder('last'));
  expect(await contents(inFolder('last'))).toEqual(given);
});

test('BA15 a backup that left the files where they are is restored beside them', async () => {
  const manifest = await take('left', inBucket(), true);
  expect(manifest.blobs).toMatchObject({ left: true, count: 0, total: 0 });
  const before = await contents(inBucket());
  expect(before.size).toBe(27);
  await restore('left', 'beside', inBucket());
  expect(await contents(inBucket())).toEqual(before);
});
