import { existsSync, readFileSync } from 'node:fs';
import type { Language } from '@rapport/contract';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import { masterKeyFile, type Setting, type Settings, settingsOf } from '../config.ts';
import { createDb, type Db } from '../db.ts';
import type { Logger } from '../logger.ts';
import type { MigrationSource } from '../migrate.ts';
import { createVault } from '../vault.ts';
import {
  checkBinaries,
  checkClock,
  checkDatabase,
  checkMigrations,
  databaseAway,
  hasOwnCluster,
  type Limits,
  usualLimits,
} from './database.ts';
import { type Found, found, inWords, type NamedCheck } from './found.ts';
import { checkHouse } from './house.ts';
import { checkDisk, checkFolder, checkKey, checkNode, checkOffice, checkOpenFiles, checkPort } from './machine.ts';
import { checkAddress, checkBusAddress, checkMail, checkStore, checkToken } from './outside.ts';

export interface Examination {
  settings: Setting[];
  checks: NamedCheck[];
}

export interface ExaminationDeps {
  settings: Settings;
  clock: Clock;
  logger: Logger;
  sources: readonly MigrationSource[];
  language: Language;
  /** The running server's database, or one started for as long as this takes. */
  openDatabase(): Promise<{ url: string; stop(): Promise<void> }>;
}

/** What the driver or PostgreSQL says of a database that does not answer; never its address, which may hold a password. */
export const reasonOf = (error: unknown): string =>
  error instanceof pg.DatabaseError ? error.message : ((error as NodeJS.ErrnoException).code ?? (error as Error).message);

/** Everything that the database tells, of itself and of the house in it. */
export async function lookAtDatabase(
  deps: Pick<ExaminationDeps, 'clock' | 'sources'> & {
    db: Db;
    vault: Parameters<typeof checkHouse>[0]['vault'];
    keyFile: string;
  },
  limits: Limits = usualLimits,
): Promise<Found[]> {
  const { db, clock, sources } = deps;
  const migrations = await checkMigrations(db, sources);
  return [
    ...(await checkDatabase(db, limits)),
    migrations,
    await checkClock(db, clock, limits),
    // Before its tables are there nothing can be said of the house.
    ...(migrations.finding === 'migrations-done' ? await checkHouse(deps, limits) : []),
  ];
}

function vaultOf({ dataDir }: Settings): ReturnType<typeof createVault> | undefined {
  try {
    return createVault(Buffer.from(readFileSync(masterKeyFile(dataDir), 'utf8').trim(), 'base64'));
  } catch {
    return undefined;
  }
}

async function examineDatabase(deps: ExaminationDeps): Promise<Found[]> {
  const { settings } = deps;
  if (!settings.databaseUrl && !hasOwnCluster(settings)) return [await checkBinaries(settings)];
  let opened: { url: string; stop(): Promise<void> };
  try {
    opened = await deps.openDatabase();
  } catch (error) {
    return [databaseAway(settings, reasonOf(error))];
  }
  const db = createDb({ url: opened.url, logger: deps.logger, max: 1, statementTimeout: 20_000 });
  const keyFile = masterKeyFile(settings.dataDir);
  try {
    return await lookAtDatabase({ ...deps, db, keyFile, vault: existsSync(keyFile) ? vaultOf(settings) : undefined });
  } catch (error) {
    return [databaseAway(settings, reasonOf(error))];
  } finally {
    await db.close();
    await opened.stop();
  }
}

/** Looks at every setting and at what it leads to, from outside a server; changes nothing. */
export async function examine(deps: ExaminationDeps): Promise<Examination> {
  const { settings } = deps;
  const machine = [
    checkNode(),
    checkFolder(settings),
    checkKey(settings),
    ...(await checkDisk(settings)),
    ...(await checkOpenFiles()),
    await checkPort(settings),
    await checkOffice(settings),
  ];
  const blocked = machine.some(({ finding }) => finding === 'folder-is-file' || finding === 'folder-not-writable');
  const database = blocked ? [] : await examineDatabase(deps);
  const outside = await Promise.all([
    checkAddress(settings.url, deps.clock),
    checkMail(settings),
    checkStore(settings),
    checkToken(settings),
  ]);
  const all = [...machine, ...database, ...checkBusAddress(settings), ...outside.flat()];
  return { settings: settingsOf(settings), checks: all.map((one) => inWords(one, deps.language)) };
}

/** What is said of settings that cannot be read. */
export const unreadable = (error: Error, language: Language): Examination => ({
  settings: [],
  checks: [inWords(found('settings-unreadable', { reason: error.message }), language)],
});
