import type { Language } from '@rapport/contract';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import { type Setting, type Settings, settingsOf } from '../config.ts';
import { createDb, type Db } from '../db.ts';
import { keyFileOf, readKeys } from '../keys/key-source.ts';
import type { Logger } from '../logger.ts';
import type { MigrationSource } from '../migrate.ts';
import { createVault, type Vault } from '../vault.ts';
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

/** What a room looks at of what it keeps in the database; once every migration has run. */
export type RoomCheck = (ground: { db: Db; clock: Clock; vault: Vault | undefined }) => Promise<Found[]>;

export interface ExaminationDeps {
  settings: Settings;
  clock: Clock;
  logger: Logger;
  sources: readonly MigrationSource[];
  language: Language;
  rooms: readonly RoomCheck[];
  /** The running server's database, or one started for as long as this takes. */
  openDatabase(): Promise<{ url: string; stop(): Promise<void> }>;
}

/** What the driver or PostgreSQL says of a database that does not answer; never its address, which may hold a password. */
export const reasonOf = (error: unknown): string =>
  error instanceof pg.DatabaseError ? error.message : ((error as NodeJS.ErrnoException).code ?? (error as Error).message);

/** Everything that the database tells, of itself and of the house in it. */
export async function lookAtDatabase(
  deps: Pick<ExaminationDeps, 'clock' | 'sources' | 'rooms'> & {
    db: Db;
    vault: Vault | undefined;
    keyFile: string;
    dataDir: string;
  },
  limits: Limits = usualLimits,
): Promise<Found[]> {
  const { db, clock, sources } = deps;
  const migrations = await checkMigrations(db, sources);
  const all = [...(await checkDatabase(db, limits)), migrations, await checkClock(db, clock, limits)];
  // Before its tables are there nothing can be said of the house.
  if (migrations.finding !== 'migrations-done') return all;
  all.push(...(await checkHouse(deps, limits)));
  for (const look of deps.rooms) all.push(...(await look(deps)));
  return all;
}

function vaultOf(settings: Settings): Vault | undefined {
  try {
    return createVault(readKeys(settings));
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
  const keyFile = keyFileOf(settings) ?? 'RAPPORT_MASTER_KEY';
  try {
    return await lookAtDatabase({ ...deps, db, keyFile, dataDir: settings.dataDir, vault: vaultOf(settings) });
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
