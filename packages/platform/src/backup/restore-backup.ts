import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Blobs } from '../blobs/blobs.ts';
import type { Logger } from '../logger.ts';
import type { MigrationSource } from '../migrate.ts';
import { openCopyClient } from './copy-client.ts';
import type { BackupProgress } from './create-backup.ts';
import { checkFile, readKept, unpackKept } from './kept-files.ts';
import { assertKnown, loadDatabase } from './load-database.ts';
import { blobsIn, hashOf, type Manifest, readManifest } from './manifest.ts';
import { isHalfRestored, isWholeIn, markFolder, releaseDatabase, takeDatabase, unmarkFolder } from './restore-mark.ts';
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

/**
 * Reads a backup's manifest and every file it names.
 * @throws BackupDamagedError naming the first file that is missing, short or changed
 */
export async function verifyBackup(path: string, progress: BackupProgress = () => undefined): Promise<Manifest> {
  const manifest = await readManifest(path);
  const files = [manifest.blobs, ...manifest.tables, manifest.jobs, manifest.key];
  const total = files.length + manifest.blobs.count;
  let done = 0;
  for (const file of files) {
    progress('check', done++, total);
    await checkFile(path, file);
  }
  for await (const file of blobsIn(path, manifest)) {
    progress('check', done++, total);
    await checkFile(path, file);
  }
  progress('check', total, total);
  return manifest;
}

/** What an earlier, cut off restore of this backup left is no obstacle: it is written over. */
async function assertEmptyFolder(options: RestoreOptions, manifest: Manifest): Promise<void> {
  const dir = options.dataDir;
  const again = isHalfRestored(dir);
  for (const name of again ? [] : ['keys/master.key', 'postgres/cluster']) {
    if (existsSync(join(dir, name))) throw new NotEmptyError(`There is a house already in ${dir} (${name}).`);
  }
  // With files that stayed where they were, that is where they should be.
  if (manifest.blobs.left) return;
  const own = new Set<string>();
  if (again) for await (const { id } of blobsIn(options.path, manifest)) own.add(id);
  for await (const id of options.blobs.list())
    if (!own.has(id)) throw new NotEmptyError('There are files already where files are kept.');
}

async function fillDatabase(url: string, options: RestoreOptions, manifest: Manifest): Promise<void> {
  const client = await openCopyClient(url);
  try {
    if (!(await takeDatabase(client))) throw new NotEmptyError('There are tables already in the database.');
    const tables = manifest.tables.map((table) => ({
      ...table,
      bytes: () => unpackKept(options.path, table),
      rows: () => table.rows,
    }));
    const { migrations, sequences } = manifest;
    await loadDatabase(url, { migrations, sequences, tables, jobs: () => unpackKept(options.path, manifest.jobs) }, options);
  } finally {
    await client.end();
  }
}

async function fillBlobs(options: RestoreOptions, manifest: Manifest): Promise<void> {
  const total = manifest.blobs.count;
  let done = 0;
  for await (const kept of blobsIn(options.path, manifest)) {
    options.progress?.('files', done++, total);
    const size = await options.blobs.write(kept.id, readKept(options.path, kept));
    if (size !== kept.bytes) throw new Error(`The file ${kept.id} took ${size} bytes instead of ${kept.bytes}.`);
  }
  options.progress?.('files', total, total);
}

async function keyOf(options: RestoreOptions, manifest: Manifest): Promise<Buffer> {
  const text = await readFile(join(options.path, manifest.key.file), 'utf8');
  return manifest.key.sealed ? openKey(text, options.passphrase) : Buffer.from(text.trim(), 'base64');
}

async function writeKey(dataDir: string, key: Buffer): Promise<void> {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'master.key');
  await writeFile(`${file}.part`, `${key.toString('base64')}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.part`, file);
}

async function fillPlace(url: string, options: RestoreOptions, manifest: Manifest, key: Buffer): Promise<void> {
  await fillDatabase(url, options, manifest);
  await fillBlobs(options, manifest);
  await writeKey(options.dataDir, key);
}

/** Takes the marks away: from here on it is a house. */
async function release(url: string, options: RestoreOptions, manifest: Manifest): Promise<void> {
  await markFolder(options.dataDir, hashOf(JSON.stringify(manifest)));
  const client = await openCopyClient(url);
  await releaseDatabase(client).finally(() => client.end());
  await unmarkFolder(options.dataDir);
}

/**
 * Restores a backup into an empty place: first everything of it is checked, then the place, then it is written. One that was cut off may be
 * run again. Answers the manifest.
 * @throws BackupDamagedError, NotEmptyError, PassphraseError — before anything was written
 */
export async function restoreBackup(given: RestoreOptions): Promise<Manifest> {
  const options = { ...given, path: resolve(given.path) };
  const { dataDir } = options;
  const manifest = await verifyBackup(options.path, options.progress);
  assertKnown(`The backup was made by another Rapport (${manifest.version})`, manifest.migrations, options.sources);
  const key = await keyOf(options, manifest);
  const again = isHalfRestored(dataDir);
  const whole = again && (await isWholeIn(dataDir, hashOf(JSON.stringify(manifest))));
  if (!whole) {
    await assertEmptyFolder(options, manifest);
    await markFolder(dataDir);
  }
  const database = await options.openDatabase();
  try {
    if (!whole) await fillPlace(database.url, options, manifest, key);
    await release(database.url, options, manifest);
  } catch (error) {
    // Found to be somebody else's: what we marked a moment ago is not a restore's.
    if (error instanceof NotEmptyError && !again) await unmarkFolder(dataDir);
    throw error;
  } finally {
    await database.stop();
  }
  return manifest;
}
