import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { BlobError, type Blobs } from '../blobs/blobs.ts';
import type { Clock } from '../clock.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { openCopyClient } from './copy-client.ts';
import { copyOut } from './copy-stream.ts';
import type { Erasable } from './erasable.ts';
import { holdFiles } from './hold-files.ts';
import { keepTables } from './keep-tables.ts';
import { describeFile, keepFile } from './kept-files.ts';
import type { BookHeader } from './key-book.ts';
import { syncFolder } from './key-place.ts';
import { blobFile, formats, type Manifest, writeManifest } from './manifest.ts';
import { beginReading, copyOfJobs } from './read-database.ts';
import { hasErasable, holdBook, keptRing, writeBook } from './write-book.ts';

/** How far a step is: `done` of `total` tables or files; files that are copied are counted as they come. */
export type BackupProgress = (step: 'tables' | 'files' | 'check', done: number, total: number) => void;

export interface BackupOptions {
  /** Folder to make; must not be there yet, or be empty. */
  path: string;
  databaseUrl: string;
  blobs: Blobs;
  /** The master keys; asked when the snapshot is taken. */
  keys: () => KeyRing;
  /** The master keys are not kept: they come from the environment or a program. */
  leaveKeys?: boolean;
  /** What must go from backups too once it was erased. */
  erasable: Erasable;
  /** Seals the master keys; without one they lie in the backup as they are. */
  passphrase?: string;
  version: string;
  clock: Clock;
  /** Stored files stay where they are and are not copied: before an upgrade, which does not touch them. */
  leaveFiles?: boolean;
  progress?: BackupProgress;
}

/** Copies the blobs not yet copied; one that is removed meanwhile is left out. */
function blobKeeper(options: BackupOptions, folder: string) {
  let count = 0;
  let total = 0;
  const list = createWriteStream(join(folder, 'blobs.jsonl'), { mode: 0o600, flags: 'wx', flush: true });
  const listed = finished(list);
  listed.catch(() => undefined);
  async function keepOne(id: string): Promise<void> {
    let bytes: Readable;
    try {
      bytes = await options.blobs.read(id);
    } catch (error) {
      if (error instanceof BlobError && error.trouble === 'missing') return;
      throw error;
    }
    const kept = await keepFile(folder, blobFile(id), bytes, false);
    total += kept.bytes;
    count += 1;
    if (!list.write(`${JSON.stringify({ id, ...kept })}\n`)) await Promise.race([once(list, 'drain'), listed]);
  }
  return {
    /** What lies in the backup already is passed over: no list of ids is held in memory. */
    async keepNew() {
      for await (const id of options.blobs.list()) {
        if (existsSync(join(folder, blobFile(id)))) continue;
        await keepOne(id);
        options.progress?.('files', count, count);
      }
    },
    async end() {
      list.end();
      await listed;
      return { count, total };
    },
  };
}

async function keepKey(ring: KeyRing, kept: BookHeader['ring'], folder: string): Promise<Manifest['key']> {
  const name = kept?.sealed ? 'keys/master.key.sealed' : 'keys/master.key';
  const file = await keepFile(folder, name, Readable.from([Buffer.from(kept?.text ?? '')]), false);
  return { ...file, sealed: kept?.sealed ?? false, numbers: [...ring.keys()], ...(kept ? {} : { left: true as const }) };
}

/** What is kept of one instant. */
async function keepAll(options: BackupOptions, client: pg.Client, folder: string): Promise<Manifest> {
  const { clock, erasable, leaveFiles, version, progress = () => undefined } = options;
  const at = clock.now();
  // A blob is written before its row, and none is erased while this is going on. So: all blobs, then the rows, then the blobs that came
  // meanwhile, and every row of the snapshot finds its bytes.
  if (!leaveFiles) await holdFiles(client);
  const blobs = blobKeeper(options, folder);
  if (!leaveFiles) await blobs.keepNew();
  await holdBook(client);
  const { tables: shapes, ...described } = await beginReading(client);
  const ring = options.keys();
  const kept = keptRing(ring, options);
  const place = dirname(options.path);
  const book = hasErasable(erasable, described.migrations)
    ? await writeBook(client, { place, erasable, ring, kept, at })
    : undefined;
  try {
    const tables = await keepTables(client, shapes, { folder, erasable, book }, progress);
    const { bytes, rows } = copyOut(client, copyOfJobs);
    const jobs = { ...(await keepFile(folder, 'jobs.copy.gz', bytes, true)), rows: await rows };
    await client.query('commit');
    if (!leaveFiles) await blobs.keepNew();
    const counts = await blobs.end();
    const list = { ...(await describeFile(folder, 'blobs.jsonl')), ...counts, ...(leaveFiles ? { left: true as const } : {}) };
    const key = await keepKey(ring, kept, folder);
    // Before the backup is one: there is none whose keys are not in the book.
    await book?.install();
    const format = book ? formats.boxed : formats.open;
    return {
      format,
      version,
      at,
      ...described,
      tables,
      jobs,
      blobs: list,
      key,
      ...(book ? { book: { id: book.id, n: book.n } } : {}),
    };
  } catch (error) {
    await book?.discard();
    throw error;
  }
}

async function fill(options: BackupOptions, folder: string): Promise<Manifest> {
  const client = await openCopyClient(options.databaseUrl);
  try {
    return await keepAll(options, client, folder);
  } finally {
    await client.end();
  }
}

/**
 * Takes a backup while the house runs: tables at one instant, blobs, keys, and a manifest with the hash of every file; and writes the key book
 * beside it anew. It is built beside and renamed when whole. Answers its manifest.
 */
export async function createBackup(given: BackupOptions): Promise<Manifest> {
  const options = { ...given, path: resolve(given.path) };
  const { path } = options;
  const there = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (there.length > 0) throw new Error(`${path} is not empty. A backup goes into a folder of its own.`);
  const part = `${path}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(dirname(part), { recursive: true, mode: 0o700 });
  // Not recursive: a folder that somebody else puts there in this moment would be theirs, and the key in it.
  await mkdir(part, { mode: 0o700 });
  try {
    const manifest = await fill(options, part);
    await writeManifest(part, manifest);
    await syncFolder(part);
    await rename(part, path);
    await syncFolder(dirname(path));
    return manifest;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}
