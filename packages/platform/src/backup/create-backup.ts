import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { BlobError, type Blobs } from '../blobs/blobs.ts';
import type { Clock } from '../clock.ts';
import { jobsToKeep, quoted, sequencesOf, tablesOf } from './catalogue.ts';
import { copyOut } from './copy-stream.ts';
import { describeFile, keepFile } from './kept-files.ts';
import { format, type KeptTable, type Manifest, writeManifest } from './manifest.ts';
import { sealKey } from './sealed-key.ts';

/** How far a step is: `done` of `total` tables or files. */
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
  progress?: BackupProgress;
}

/** A connection of its own, without the limits of the house's pool: a large table takes its time. */
export async function openCopyClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'rapport backup' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(
    `set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set datestyle = 'iso'; set intervalstyle = 'postgres';
     set timezone = 'UTC'; set bytea_output = 'hex'; set search_path = public`,
  );
  return client;
}

async function keepTables(client: pg.Client, folder: string, progress: BackupProgress): Promise<KeptTable[]> {
  const kept: KeptTable[] = [];
  const tables = await tablesOf(client);
  for (const { name, columns } of tables) {
    progress('tables', kept.length, tables.length);
    const { bytes, rows } = copyOut(client, `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) to stdout`);
    const file = await keepFile(folder, `tables/${name}.copy.gz`, bytes, true);
    kept.push({ name, columns, rows: await rows, ...file });
  }
  progress('tables', tables.length, tables.length);
  return kept;
}

/** Everything of the database, as it was at one instant: one snapshot for all tables, writers go on meanwhile. */
async function keepDatabase(
  options: BackupOptions,
  folder: string,
): Promise<Pick<Manifest, 'postgres' | 'migrations' | 'tables' | 'sequences' | 'jobs'>> {
  const client = await openCopyClient(options.databaseUrl);
  try {
    // The lock that migrations take alone: the shape of tables stays while they are read.
    const { rows: lock } = await client.query<{ free: boolean }>('select pg_try_advisory_lock_shared(84200001) as free');
    if (!lock[0]?.free) throw new Error('The database is being migrated at this moment. Try again when that is done.');
    await client.query('begin isolation level repeatable read, read only');
    const { rows: version } = await client.query<{ server_version: string }>('show server_version');
    const { rows: migrations } = await client.query<{ id: string; hash: string }>(
      `select owner || '/' || name as id, hash from migration order by at, id`,
    );
    const tables = await keepTables(client, folder, options.progress ?? (() => undefined));
    const sequences = await sequencesOf(client);
    const { bytes, rows } = copyOut(client, `copy (${jobsToKeep}) to stdout`);
    const file = await keepFile(folder, 'jobs.copy.gz', bytes, true);
    await client.query('commit');
    return { postgres: version[0]?.server_version ?? '', migrations, tables, sequences, jobs: { ...file, rows: await rows } };
  } finally {
    await client.end();
  }
}

/** Copies the blobs not yet copied; one that is removed meanwhile is left out. */
function blobKeeper(options: BackupOptions, folder: string) {
  const done = new Set<string>();
  let total = 0;
  const list = createWriteStream(join(folder, 'blobs.jsonl'), { mode: 0o600, flags: 'wx', flush: true });
  async function keepOne(id: string): Promise<void> {
    let bytes: Readable;
    try {
      bytes = await options.blobs.read(id);
    } catch (error) {
      if (error instanceof BlobError && error.trouble === 'missing') return;
      throw error;
    }
    const kept = await keepFile(folder, `blobs/${id.slice(-2)}/${id}`, bytes, false);
    total += kept.bytes;
    done.add(id);
    list.write(`${JSON.stringify({ id, ...kept })}\n`);
  }
  return {
    async keepNew() {
      const fresh: string[] = [];
      for await (const id of options.blobs.list()) if (!done.has(id)) fresh.push(id);
      for (const [at, id] of fresh.entries()) {
        options.progress?.('files', at, fresh.length);
        await keepOne(id);
      }
      options.progress?.('files', fresh.length, fresh.length);
    },
    async end() {
      list.end();
      await finished(list);
      return { count: done.size, total };
    },
  };
}

async function fill(options: BackupOptions, folder: string): Promise<Manifest> {
  const at = options.clock.now();
  // A blob is written before its row and removed after it. So: all blobs, then the rows, then the blobs that came meanwhile, and
  // every row of the snapshot finds its bytes.
  const blobs = blobKeeper(options, folder);
  await blobs.keepNew();
  const database = await keepDatabase(options, folder);
  await blobs.keepNew();
  const counts = await blobs.end();
  const list = await describeFile(folder, 'blobs.jsonl');
  const sealed = Boolean(options.passphrase);
  const text = options.passphrase
    ? sealKey(options.masterKey, options.passphrase)
    : `${Buffer.from(options.masterKey).toString('base64')}\n`;
  const key = await keepFile(
    folder,
    sealed ? 'keys/master.key.sealed' : 'keys/master.key',
    Readable.from([Buffer.from(text)]),
    false,
  );
  return { format, version: options.version, at, ...database, blobs: { ...list, ...counts }, key: { ...key, sealed } };
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
  await mkdir(part, { recursive: true, mode: 0o700 });
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
