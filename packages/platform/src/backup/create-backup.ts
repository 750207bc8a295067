import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { BlobError, type Blobs } from '../blobs/blobs.ts';
import type { Clock } from '../clock.ts';
import type { TableShape } from './catalogue.ts';
import { openCopyClient } from './copy-client.ts';
import { copyOut } from './copy-stream.ts';
import { holdFiles } from './hold-files.ts';
import { describeFile, keepFile } from './kept-files.ts';
import { blobFile, format, type KeptTable, type Manifest, writeManifest } from './manifest.ts';
import { beginReading, copyOfJobs, copyOfTable } from './read-database.ts';
import { sealKey } from './sealed-key.ts';

/** How far a step is: `done` of `total` tables or files; files that are copied are counted as they come. */
export type BackupProgress = (step: 'tables' | 'files' | 'check', done: number, total: number) => void;

export interface BackupOptions {
  /** Folder to make; must not be there yet, or be empty. */
  path: string;
  databaseUrl: string;
  blobs: Blobs;
  masterKey: Uint8Array;
  /** Seals the master key; without one it lies in the backup as it is. */
  passphrase?: string;
  version: string;
  clock: Clock;
  /** Stored files stay where they are and are not copied: before an upgrade, which does not touch them. */
  leaveFiles?: boolean;
  progress?: BackupProgress;
}

async function keepTables(
  client: pg.Client,
  tables: readonly TableShape[],
  folder: string,
  progress: BackupProgress,
): Promise<KeptTable[]> {
  const kept: KeptTable[] = [];
  for (const table of tables) {
    progress('tables', kept.length, tables.length);
    const { bytes, rows } = copyOut(client, copyOfTable(table));
    const file = await keepFile(folder, `tables/${table.name}.copy.gz`, bytes, true);
    kept.push({ ...table, rows: await rows, ...file });
  }
  progress('tables', tables.length, tables.length);
  return kept;
}

/** Everything of the database, as it was at one instant. */
async function keepDatabase(
  options: BackupOptions,
  client: pg.Client,
  folder: string,
): Promise<Pick<Manifest, 'postgres' | 'migrations' | 'tables' | 'sequences' | 'jobs'>> {
  const described = await beginReading(client);
  const tables = await keepTables(client, described.tables, folder, options.progress ?? (() => undefined));
  const { bytes, rows } = copyOut(client, copyOfJobs);
  const file = await keepFile(folder, 'jobs.copy.gz', bytes, true);
  await client.query('commit');
  return { ...described, tables, jobs: { ...file, rows: await rows } };
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

async function keepAll(options: BackupOptions, client: pg.Client, folder: string): Promise<Omit<Manifest, 'key'>> {
  const at = options.clock.now();
  // A blob is written before its row, and none is erased while this is going on. So: all blobs, then the rows, then the blobs that came
  // meanwhile, and every row of the snapshot finds its bytes.
  if (!options.leaveFiles) await holdFiles(client);
  const blobs = blobKeeper(options, folder);
  if (!options.leaveFiles) await blobs.keepNew();
  const database = await keepDatabase(options, client, folder);
  if (!options.leaveFiles) await blobs.keepNew();
  const counts = await blobs.end();
  const list = await describeFile(folder, 'blobs.jsonl');
  return {
    format,
    version: options.version,
    at,
    ...database,
    blobs: { ...list, ...counts, ...(options.leaveFiles ? { left: true as const } : {}) },
  };
}

async function keepKey({ masterKey, passphrase }: BackupOptions, folder: string): Promise<Manifest['key']> {
  const text = passphrase ? sealKey(masterKey, passphrase) : `${Buffer.from(masterKey).toString('base64')}\n`;
  const file = passphrase ? 'keys/master.key.sealed' : 'keys/master.key';
  const kept = await keepFile(folder, file, Readable.from([Buffer.from(text)]), false);
  return { ...kept, sealed: Boolean(passphrase) };
}

async function fill(options: BackupOptions, folder: string): Promise<Manifest> {
  const client = await openCopyClient(options.databaseUrl);
  try {
    const all = await keepAll(options, client, folder);
    return { ...all, key: await keepKey(options, folder) };
  } finally {
    await client.end();
  }
}

/** Makes a folder durable: what was renamed into it stays. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/**
 * Takes a backup while the house runs: tables at one instant, blobs, keys, and a manifest with the hash of every file. It is built
 * beside and renamed when whole. Answers its manifest.
 */
export async function createBackup(options: BackupOptions): Promise<Manifest> {
  const path = resolve(options.path);
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
