import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { Settings } from '../config.ts';
import { createDb, type Db } from '../db.ts';
import type { Logger } from '../logger.ts';
import { type MigrationSource, pendingMigrations } from '../migrate.ts';
import { findBinaries, OLDEST_MAJOR } from '../postgres/find-binaries.ts';
import { type Check, good, note, wrong } from './check.ts';

export interface DatabaseCheck {
  settings: Settings;
  clock: Clock;
  logger: Logger;
  sources: readonly MigrationSource[];
  openDatabase(): Promise<{ url: string; stop(): Promise<void> }>;
}

async function checkBinaries(settings: Settings): Promise<Check> {
  const place = await mkdtemp(join(tmpdir(), 'rapport-doctor-'));
  try {
    const { version, folder } = await findBinaries({ bin: settings.pgBin, user: undefined, place });
    return note('database', `none yet; the first start makes one with PostgreSQL ${version} of ${folder}`);
  } catch (error) {
    return wrong('database', (error as Error).message, 'Install PostgreSQL, or set RAPPORT_PG_BIN or DATABASE_URL.');
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function checkVersion(db: Db): Promise<Check[]> {
  const row = await db.row<{ version: string; num: number; encoding: string; own: boolean }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as num,
       current_setting('server_encoding') as encoding, has_schema_privilege('public', 'create') as own`,
  );
  const found = `PostgreSQL ${row!.version} answers`;
  const checks: Check[] = [];
  if (row!.num < OLDEST_MAJOR * 10_000) checks.push(wrong('database', found, `Use PostgreSQL ${OLDEST_MAJOR} or newer.`));
  else checks.push(good('database', found));
  if (row!.encoding !== 'UTF8') checks.push(wrong('database encoding', row!.encoding, 'Make the database with encoding UTF8.'));
  if (!row!.own)
    checks.push(wrong('database rights', 'this user may not make tables', 'Let the user of DATABASE_URL own the database.'));
  return checks;
}

async function checkMigrations(db: Db, sources: readonly MigrationSource[]): Promise<Check> {
  const pending = await pendingMigrations(db, sources);
  if (pending.length === 0) return good('migrations', 'all have run');
  return note('migrations', `${pending.length} have not run (${pending[0]} …)`, 'The next start runs them, or: rapport migrate');
}

async function checkClock(db: Db, clock: Clock): Promise<Check> {
  const before = clock.now();
  const row = await db.row<{ now: number }>('select clock_timestamp() as now');
  const skew = Math.round(row!.now - (before + clock.now()) / 2);
  const found = `${Math.abs(skew)} ms ${skew < 0 ? 'behind' : 'ahead of'} ours`;
  if (Math.abs(skew) > 1_000) return wrong("database's clock", found, 'Let both machines keep the time (NTP).');
  return good("database's clock", found);
}

export async function checkDatabase(deps: DatabaseCheck): Promise<Check[]> {
  const { settings } = deps;
  if (!settings.databaseUrl && !existsSync(join(settings.dataDir, 'postgres', 'cluster'))) return [await checkBinaries(settings)];
  const cure = settings.databaseUrl
    ? 'Check DATABASE_URL, and that the server runs.'
    : `Read ${join(settings.dataDir, 'postgres', 'postgres.log')}.`;
  let opened: { url: string; stop(): Promise<void> };
  try {
    opened = await deps.openDatabase();
  } catch (error) {
    return [wrong('database', (error as Error).message, cure)];
  }
  const db = createDb({ url: opened.url, logger: deps.logger, max: 1 });
  try {
    return [...(await checkVersion(db)), await checkMigrations(db, deps.sources), await checkClock(db, deps.clock)];
  } catch (error) {
    const said =
      error instanceof pg.DatabaseError ? error.message : ((error as NodeJS.ErrnoException).code ?? (error as Error).message);
    return [wrong('database', `it does not answer (${said})`, cure)];
  } finally {
    await db.close();
    await opened.stop();
  }
}
