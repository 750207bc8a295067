import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { cloneDatabase, type TestDatabase } from '@rapport/dev';
import { erasable, migrationSources } from '@rapport/modules';
import type { Platform } from '@rapport/platform';
import {
  createBackup,
  createBlobs,
  createDb,
  createLogger,
  type Manifest,
  newId,
  type Restored,
  restoreBackup,
  systemClock,
} from '@rapport/platform';

const logger = createLogger('silent');
export const openDb = (url: string) => createDb({ url, logger, max: 2 });

/** A database without a table in it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const database = await cloneDatabase();
  const db = openDb(database.url);
  await db.rows('drop schema public cascade');
  await db.rows('drop schema graphile_worker cascade');
  await db.rows('create schema public');
  await db.close();
  return database;
}

/** A folder for backups and the houses restored from them; all of it goes with `clear`. */
export class BackupPlace {
  readonly folder: string;
  private readonly ends: (() => Promise<unknown>)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<BackupPlace> {
    return new BackupPlace(await mkdtemp(join(tmpdir(), 'rapport-backup-')));
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  async freshDatabase(): Promise<TestDatabase> {
    const database = await emptyDatabase();
    this.atTheEnd(() => database.drop());
    return database;
  }

  /** Restores a backup of this place into a folder and a database of their own. */
  async restored(name: string, passphrase?: string): Promise<{ dataDir: string; url: string }> {
    const dataDir = this.at(`restored-${newId()}`);
    const { url } = await this.freshDatabase();
    await restoreInto(this.at(name), dataDir, url, passphrase);
    return { dataDir, url };
  }

  /** Done when all goes, the last first. */
  atTheEnd(end: () => Promise<unknown>): void {
    this.ends.push(end);
  }

  async clear(): Promise<void> {
    for (const end of this.ends.reverse()) await end();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Every table's rows as text, without transaction ids and what is made anew after a restore, in a hash: equal when the tables are. */
export async function tableHashes(url: string): Promise<Record<string, string>> {
  const db = openDb(url);
  const tables = await db.rows<{ name: string; columns: string }>(
    `select c.relname as name, (select string_agg(format('%I', a.attname), ', ' order by a.attname) from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid <> 'xid8'::regtype) as columns
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and c.relname not in ('migration', 'epoch', 'log_reader', 'node', 'search_message', 'idempotency', 'upload') order by 1`,
  );
  const found: Record<string, string> = {};
  for (const { name, columns } of tables) {
    const some = name === 'log_reader_stream' ? `where reader <> 'search'` : '';
    const row = await db.row<{ h: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(md5(r::text), '' order by md5(r::text))), '') as h
       from (select ${columns} from "${name}" ${some}) r`,
    );
    found[name] = row!.h;
  }
  await db.close();
  return found;
}

/** The same once nothing changes any more, look after look: readers of the log come after, on a busy machine late. */
export async function settledHashes(url: string): Promise<Record<string, string>> {
  let last = await tableHashes(url);
  for (let alike = 0; alike < 4; ) {
    await sleep(400);
    const now = await tableHashes(url);
    alike = isDeepStrictEqual(last, now) ? alike + 1 : 0;
    last = now;
  }
  return last;
}

/** A backup of a house as the command takes it. */
export const backUpHouse = (platform: Platform, databaseUrl: string, path: string, passphrase?: string): Promise<Manifest> =>
  createBackup({
    path,
    databaseUrl,
    blobs: platform.blobs,
    keys: () => platform.config.keys,
    erasable,
    version: platform.config.version,
    clock: systemClock,
    ...(passphrase ? { passphrase } : {}),
  });

/** Restores into a folder and a database that runs already. */
export const restoreInto = (path: string, dataDir: string, url: string, passphrase?: string): Promise<Restored> =>
  restoreBackup({
    path,
    dataDir,
    blobs: createBlobs({ dataDir }),
    openDatabase: async () => ({ url, stop: async () => undefined }),
    sources: migrationSources(),
    logger,
    ...(passphrase ? { passphrase } : {}),
  });

export interface Command {
  child: ChildProcess;
  /** Its exit code (null when a signal ended it) and all it said. */
  ended: Promise<{ code: number | null; said: string }>;
}

/** A command in a process of its own, to be killed or starved; `blocks`: the largest file it may write, in 512 bytes (POSIX ulimit -f). */
export function runApart(args: readonly string[], env: Record<string, string>, blocks?: number): Command {
  const script = fileURLToPath(new URL('./run-command.test-kit.ts', import.meta.url));
  const node = ['--import', 'tsx', '-C', 'rapport-source', script, ...args];
  const { RAPPORT_TEST_PG: _, ...inherited } = process.env;
  const options = { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  const child = blocks
    ? spawn('/bin/sh', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, ...node], options)
    : spawn(process.execPath, node, options);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, said })) };
}
