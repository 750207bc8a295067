import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Blobs } from '../blobs/blobs.ts';
import { type KeyRing, parseKeyRing } from '../keys/key-ring.ts';
import { writeKeys } from '../keys/key-source.ts';
import type { Logger } from '../logger.ts';
import type { MigrationSource } from '../migrate.ts';
import { openRows } from './boxed-table.ts';
import { openCopyClient } from './copy-client.ts';
import type { BackupProgress } from './create-backup.ts';
import { checkFile, readKept, unpackKept } from './kept-files.ts';
import type { BookReader } from './key-book.ts';
import { assertKnown, loadDatabase, type StockedTable } from './load-database.ts';
import { blobsIn, hashOf, type KeptTable, type Manifest, readManifest } from './manifest.ts';
import { bookForBackup, bookOpener, openRing } from './open-book.ts';
import { isHalfRestored, isWholeIn, markFolder, releaseDatabase, takeDatabase, unmarkFolder } from './restore-mark.ts';
import { PassphraseError } from './sealed-key.ts';

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
  /** Of an older backup, where the key book has another one by now. */
  olderPassphrase?: string;
  /** The key book, where it does not lie beside the backup. */
  keyBook?: string;
  /** Master keys that are kept apart from backups. */
  ownKeys?: () => KeyRing | undefined;
  progress?: BackupProgress;
}

/** What was restored, and how much of the backup had been erased since it was taken: units by their kind. */
export interface Restored {
  manifest: Manifest;
  gone: ReadonlyMap<number, number>;
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

/** A table of a backup as it is loaded; `gone`: units whose key is not there any more. */
function stocked(
  path: string,
  table: KeptTable,
  read: (() => Promise<BookReader>) | undefined,
  gone: Map<string, number>,
): StockedTable {
  const { boxed } = table;
  if (!boxed || !read) return { ...table, bytes: () => unpackKept(path, table), rows: () => table.rows };
  let dropped = 0;
  async function* bytes() {
    const book = await read!();
    try {
      const rows = openRows({ name: table.name, boxed: boxed! }, unpackKept(path, table), book);
      yield* rows.bytes;
      dropped = rows.told.dropped;
      gone.set(table.name, rows.told.gone);
    } finally {
      await book.close();
    }
  }
  return { ...table, bytes: () => Readable.from(bytes()), rows: () => table.rows - dropped };
}

async function fillDatabase(url: string, options: RestoreOptions, { manifest, read, gone }: Source): Promise<void> {
  const client = await openCopyClient(url);
  try {
    if (!(await takeDatabase(client))) throw new NotEmptyError('There are tables already in the database.');
    const tables = manifest.tables.map((table) => stocked(options.path, table, read, gone));
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

/** A backup that was found good, with what opens it. */
interface Source {
  manifest: Manifest;
  /** The master keys to write; none where they are kept apart. */
  keys: KeyRing | undefined;
  /** The key book from its beginning. */
  read: (() => Promise<BookReader>) | undefined;
  /** Units without a key, by table. */
  gone: Map<string, number>;
}

async function ringOf({ path, passphrase, olderPassphrase }: RestoreOptions, { key }: Manifest): Promise<KeyRing | undefined> {
  if (key.left) return undefined;
  const text = await readFile(join(path, key.file), 'utf8');
  return key.sealed ? openRing(text, [passphrase, olderPassphrase]) : parseKeyRing(text);
}

/** The master keys of the backup, and those of the key book: what was sealed since has other ones. */
async function sourceOf(options: RestoreOptions, manifest: Manifest): Promise<Source> {
  const gone = new Map<string, number>();
  const book = await bookForBackup(options.path, manifest, options.keyBook);
  if (!book) return { manifest, keys: await ringOf(options, manifest), read: undefined, gone };
  const { passphrase, olderPassphrase } = options;
  const { ring } = book.header;
  const later = ring ? (ring.sealed ? openRing(ring.text, [passphrase, olderPassphrase]) : parseKeyRing(ring.text)) : undefined;
  const enough = later && manifest.key.sealed && manifest.key.numbers?.every((n) => later.has(n));
  const own = await ringOf(options, manifest).catch((error: unknown) => {
    // Its passphrase was another one; the keys are the same.
    if (enough && error instanceof PassphraseError) return undefined;
    throw error;
  });
  const read = await bookOpener(book.file, later ?? options.ownKeys?.() ?? own ?? new Map());
  return { manifest, keys: own || later ? new Map([...(later ?? []), ...(own ?? [])]) : undefined, read, gone };
}

async function fillPlace(url: string, options: RestoreOptions, source: Source): Promise<void> {
  await fillDatabase(url, options, source);
  await fillBlobs(options, source.manifest);
  if (source.keys) writeKeys({ dataDir: options.dataDir }, source.keys);
}

/** Takes the marks away: from here on it is a house. */
async function release(url: string, options: RestoreOptions, manifest: Manifest): Promise<void> {
  await markFolder(options.dataDir, hashOf(JSON.stringify(manifest)));
  const client = await openCopyClient(url);
  await releaseDatabase(client).finally(() => client.end());
  await unmarkFolder(options.dataDir);
}

/** A unit may have rows in several tables: what counts is the table with the most. */
function goneByKind({ tables }: Manifest, gone: ReadonlyMap<string, number>): Map<number, number> {
  const kinds = new Map<number, number>();
  for (const { name, boxed } of tables)
    if (boxed) kinds.set(boxed.kind, Math.max(kinds.get(boxed.kind) ?? 0, gone.get(name) ?? 0));
  return kinds;
}

/**
 * Restores a backup into an empty place: first everything of it is checked, then the place, then it is written. What was erased since has no key
 * in the key book any more and comes back as nothing; the next start makes it erased for everybody. One that was cut off may be run again.
 * @throws BackupDamagedError, KeyBookError, NotEmptyError, PassphraseError — before anything was written
 */
export async function restoreBackup(given: RestoreOptions): Promise<Restored> {
  const options = { ...given, path: resolve(given.path) };
  const { dataDir } = options;
  const manifest = await verifyBackup(options.path, options.progress);
  assertKnown(`The backup was made by another Rapport (${manifest.version})`, manifest.migrations, options.sources);
  const source = await sourceOf(options, manifest);
  const again = isHalfRestored(dataDir);
  const whole = again && (await isWholeIn(dataDir, hashOf(JSON.stringify(manifest))));
  if (!whole) {
    await assertEmptyFolder(options, manifest);
    await markFolder(dataDir);
  }
  const database = await options.openDatabase();
  try {
    if (!whole) await fillPlace(database.url, options, source);
    await release(database.url, options, manifest);
  } catch (error) {
    // Found to be somebody else's: what we marked a moment ago is not a restore's.
    if (error instanceof NotEmptyError && !again) await unmarkFolder(dataDir);
    throw error;
  } finally {
    await database.stop();
  }
  return { manifest, gone: goneByKind(manifest, source.gone) };
}
