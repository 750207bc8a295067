import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type pg from 'pg';
import type { Blobs } from '../blobs/blobs.ts';
import { createDb } from '../db.ts';
import { createJobs } from '../jobs.ts';
import type { Logger } from '../logger.ts';
import { knownMigrations, type MigrationSource, migrate } from '../migrate.ts';
import { enqueueKept, isEmptyDatabase, jobTable, obstaclesOf, quoted, tablesOf } from './catalogue.ts';
import { copyIn } from './copy-stream.ts';
import { type BackupProgress, openCopyClient } from './create-backup.ts';
import { checkFile, readKept, unpackKept } from './kept-files.ts';
import { type KeptFile, type Manifest, readManifest } from './manifest.ts';
import { openKey } from './sealed-key.ts';

export interface RestoreOptions {
  /** Folder of the backup. */
  path: string;
  /** Data folder to fill: without keys, database or files in it. */
  dataDir: string;
  blobs: Blobs;
  /** Opens the empty database; called once everything else was found good. */
  openDatabase(): Promise<{ url: string; stop(): Promise<void> }>;
  /** Migrations of this Rapport. */
  sources: readonly MigrationSource[];
  logger: Logger;
  passphrase?: string;
  progress?: BackupProgress;
}

/** Thrown when there is something where a backup should go. */
export class NotEmptyError extends Error {
  override name = 'NotEmptyError';
  constructor(what: string) {
    super(
      `${what} A backup is restored into an empty place only: name an empty data folder with RAPPORT_DATA (and an empty database).`,
    );
  }
}

interface KeptBlob extends KeptFile {
  id: string;
}

async function blobsIn(folder: string, manifest: Manifest): Promise<KeptBlob[]> {
  const text = await readFile(join(folder, manifest.blobs.file), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as KeptBlob);
}

/**
 * Reads a backup's manifest and every file it names.
 * @throws BackupDamagedError naming the first file that is missing, short or changed
 */
export async function verifyBackup(path: string, progress: BackupProgress = () => undefined): Promise<Manifest> {
  const manifest = await readManifest(path);
  await checkFile(path, manifest.blobs);
  const files = [...manifest.tables, manifest.jobs, manifest.key, ...(await blobsIn(path, manifest))];
  for (const [at, file] of files.entries()) {
    progress('check', at, files.length);
    await checkFile(path, file);
  }
  progress('check', files.length, files.length);
  return manifest;
}

/** A backup of an older Rapport is loaded in its own shape and migrated afterwards; one of a newer cannot be understood. */
function assertKnown(manifest: Manifest, sources: readonly MigrationSource[]): void {
  const known = new Map(knownMigrations(sources).map(({ id, hash }) => [id, hash]));
  const strange = manifest.migrations.find(({ id, hash }) => known.get(id) !== hash);
  if (strange) {
    throw new Error(
      `The backup was made by another Rapport (${manifest.version}): this one does not know its migration ${strange.id}. Restore it with that version.`,
    );
  }
}

async function assertEmptyFolder(options: RestoreOptions): Promise<void> {
  const dir = options.dataDir;
  for (const name of ['keys/master.key', 'postgres/cluster']) {
    if (existsSync(join(dir, name))) throw new NotEmptyError(`There is a house already in ${dir} (${name}).`);
  }
  for await (const _ of options.blobs.list()) throw new NotEmptyError('There are files already where files are kept.');
}

async function loadTables(client: pg.Client, options: RestoreOptions, manifest: Manifest): Promise<void> {
  const shapes = new Map((await tablesOf(client)).map((table) => [table.name, table.columns]));
  // Migrations put rows of their own into some tables: what the backup has takes their place.
  if (shapes.size > 0) await client.query(`truncate ${[...shapes.keys()].map(quoted).join(', ')}`);
  for (const [at, table] of manifest.tables.entries()) {
    options.progress?.('tables', at, manifest.tables.length);
    if (!shapes.has(table.name)) throw new Error(`The backup has a table ${table.name} that its migrations do not make.`);
    const sql = `copy ${quoted(table.name)} (${table.columns.map(quoted).join(', ')}) from stdin`;
    const rows = await copyIn(client, sql, unpackKept(options.path, table));
    if (rows !== table.rows) throw new Error(`The table ${table.name} took ${rows} rows instead of ${table.rows}.`);
  }
  options.progress?.('tables', manifest.tables.length, manifest.tables.length);
}

/** All or nothing, in one transaction. `last_tx` is not in the backup: each row gets this transaction's, as if written now (SY6a). */
async function loadDatabase(client: pg.Client, options: RestoreOptions, manifest: Manifest): Promise<void> {
  await client.query('begin');
  const obstacles = await obstaclesOf(client);
  for (const { off } of obstacles) await client.query(off);
  await loadTables(client, options, manifest);
  for (const { name, last } of manifest.sequences) {
    if (last !== null) await client.query('select setval($1::regclass, $2::bigint)', [quoted(name), last]);
  }
  for (const { on } of [...obstacles].reverse()) await client.query(on);
  await client.query(`${jobTable} on commit drop`);
  await copyIn(client, 'copy kept_job from stdin', unpackKept(options.path, manifest.jobs));
  await client.query(enqueueKept);
  // No epoch: the next start opens a new one, and clients that knew the old house rebase.
  await client.query('delete from epoch');
  await client.query('delete from log_reader');
  for (const { name, rows } of manifest.tables) {
    const counted = await client.query<{ n: number }>(`select count(*) as n from ${quoted(name)}`);
    if (counted.rows[0]?.n !== rows) throw new Error(`The table ${name} has ${counted.rows[0]?.n} rows instead of ${rows}.`);
  }
  await client.query('commit');
  await client.query('analyze');
}

async function fillDatabase(url: string, options: RestoreOptions, manifest: Manifest): Promise<void> {
  const client = await openCopyClient(url);
  try {
    if (!(await isEmptyDatabase(client))) throw new NotEmptyError('There are tables already in the database.');
    const db = createDb({ url, logger: options.logger, max: 2, statementTimeout: 0 });
    try {
      await migrate(db, options.sources, undefined, new Set(manifest.migrations.map(({ id }) => id)));
      await createJobs({ db, logger: options.logger }).migrate();
    } finally {
      await db.close();
    }
    await loadDatabase(client, options, manifest);
  } finally {
    await client.end();
  }
}

async function fillBlobs(options: RestoreOptions, manifest: Manifest): Promise<void> {
  const blobs = await blobsIn(options.path, manifest);
  for (const [at, kept] of blobs.entries()) {
    options.progress?.('files', at, blobs.length);
    const size = await options.blobs.write(kept.id, readKept(options.path, kept));
    if (size !== kept.bytes) throw new Error(`The file ${kept.id} took ${size} bytes instead of ${kept.bytes}.`);
  }
  options.progress?.('files', blobs.length, blobs.length);
}

async function keyOf(options: RestoreOptions, manifest: Manifest): Promise<Buffer> {
  const text = await readFile(join(options.path, manifest.key.file), 'utf8');
  return manifest.key.sealed ? openKey(text, options.passphrase) : Buffer.from(text.trim(), 'base64');
}

/**
 * Restores a backup into an empty place: first everything of it is checked, then the place, then it is written. Answers the manifest.
 * @throws BackupDamagedError, NotEmptyError, PassphraseError — before anything was written
 */
export async function restoreBackup(given: RestoreOptions): Promise<Manifest> {
  const options = { ...given, path: resolve(given.path) };
  const manifest = await verifyBackup(options.path, options.progress);
  assertKnown(manifest, options.sources);
  const key = await keyOf(options, manifest);
  await assertEmptyFolder(options);
  const database = await options.openDatabase();
  try {
    await fillDatabase(database.url, options, manifest);
    await fillBlobs(options, manifest);
    const folder = join(options.dataDir, 'keys');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, 'master.key'), `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } finally {
    await database.stop();
  }
  return manifest;
}
