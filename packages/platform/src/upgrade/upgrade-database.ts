import { setTimeout as sleep } from 'node:timers/promises';
import type { Language } from '@rapport/contract';
import type pg from 'pg';
import { openCopyClient } from '../backup/copy-client.ts';
import { type Erasable, nothingErasable } from '../backup/erasable.ts';
import { HalfRestoredError, isHalfRestoredDatabase } from '../backup/restore-mark.ts';
import type { Clock } from '../clock.ts';
import type { Config, Settings } from '../config.ts';
import { createDb, type Queryable, queryableOf } from '../db.ts';
import { assertKey } from '../keys/key-mark.ts';
import type { Logger } from '../logger.ts';
import { type MigrationSource, migrate, migrationState } from '../migrate.ts';
import { inLanguage, inOwnLanguage, ownLanguage, type Words } from '../words.ts';
import { type Finding, findingLine } from './finding.ts';
import { type Preflight, preflight } from './preflight.ts';
import { backUpBeforeUpgrade } from './upgrade-backups.ts';

export interface UpgradeOptions {
  config: Config;
  databaseUrl: string;
  sources: readonly MigrationSource[];
  logger: Logger;
  clock: Clock;
  /** What must go from backups too once it was erased. */
  erasable?: Erasable;
  /** Of what is said; by itself that of whoever runs this. */
  language?: Language;
  progress(line: string): void;
}

/** Thrown when a database must not be upgraded as things are; nothing was changed. */
export class UpgradeRefusedError extends Error {
  override name = 'UpgradeRefusedError';
  readonly checks: readonly Finding[];
  constructor(checks: readonly Finding[], language: Language) {
    const isChinese = language === 'zh-CN';
    const lines = checks
      .filter(({ state }) => state === 'wrong')
      .map(({ title, found, cure }) => (isChinese ? `${title}：${found}。${cure}` : `${title}: ${found}. ${cure}`));
    const before: Words = ['The database is not upgraded, nothing was changed. ', '数据库没有升级，未作任何改动。'];
    super(`${inLanguage(before, language)}${lines.join(isChinese ? '' : ' ')}`);
    this.checks = checks;
  }
}

/** One upgrade at a time: a second node waits, and finds nothing left to do. */
const upgradeLock = 84_200_006;
/** A server that was just stopped needs a moment until its connections are gone. */
const patience = 8_000;

const isWrong = ({ state }: Finding): boolean => state === 'wrong';

/** The preflight; where only other servers are in the way, again until they are gone or patience is. */
async function examine(db: Queryable, { config, sources, language = ownLanguage() }: UpgradeOptions): Promise<Preflight> {
  const until = Date.now() + patience;
  for (;;) {
    const found = await preflight(db, { settings: config, sources, language });
    const bad = found.checks.filter(isWrong);
    if (bad.length === 0) return found;
    if (bad.some(({ name }) => name !== 'other servers') || Date.now() > until)
      throw new UpgradeRefusedError(found.checks, language);
    await sleep(250);
  }
}

async function backUp({
  config,
  databaseUrl,
  clock,
  erasable = nothingErasable,
  progress,
}: UpgradeOptions): Promise<string | undefined> {
  if (!config.upgradeBackup) return undefined;
  try {
    const path = await backUpBeforeUpgrade(config, databaseUrl, clock, erasable);
    progress(
      inOwnLanguage(
        `Backed up the database into ${path}; stored files stay where they are`,
        `数据库已备份到${path}；存储的文件保持原位`,
      ),
    );
    return path;
  } catch (error) {
    throw new Error(
      inOwnLanguage(
        `The backup before the upgrade failed: ${(error as Error).message} Nothing was changed. Make room in ${config.dataDir}; or take your own backup and set RAPPORT_UPGRADE_BACKUP=0.`,
        `升级前的备份失败：${(error as Error).message}未作任何改动。请清理${config.dataDir}的空间；或自行备份，并设置RAPPORT_UPGRADE_BACKUP=0。`,
      ),
      { cause: error },
    );
  }
}

async function noteVersion(client: pg.Client, version: string): Promise<void> {
  await client.query(
    `insert into upgrade (version) select $1 where $1 is distinct from (select version from upgrade order by at desc limit 1)`,
    [version],
  );
}

async function runMigrations(options: UpgradeOptions, backup: string | undefined): Promise<string[]> {
  const db = createDb({ url: options.databaseUrl, logger: options.logger, max: 1, statementTimeout: 0 });
  try {
    return await migrate(db, options.sources, options.progress);
  } catch (error) {
    const [kept, keptZh] = backup ? [` A backup from just before lies in ${backup}.`, `刚才的备份在${backup}。`] : ['', ''];
    const { message } = error as Error;
    throw new Error(
      inOwnLanguage(
        `${message} To go on, start the version that ran until now.${kept}`,
        `${message}要继续使用，请启动此前运行的版本。${keptZh}`,
      ),
      { cause: error },
    );
  } finally {
    await db.close();
  }
}

async function upgrade(client: pg.Client, options: UpgradeOptions): Promise<string[]> {
  const db = queryableOf(client);
  if (await isHalfRestoredDatabase(db)) throw new HalfRestoredError(inOwnLanguage('this database', '该数据库'));
  await assertKey(db, options.config);
  await client.query('select pg_advisory_lock($1)', [upgradeLock]);
  const state = await migrationState(db, options.sources);
  const isOther = state.unknown.length > 0 || state.changed.length > 0;
  if (state.ran === 0 || (state.pending.length === 0 && !isOther)) {
    const ran = await runMigrations(options, undefined);
    await noteVersion(client, options.config.version);
    return ran;
  }
  const { checks } = await examine(db, options);
  options.progress(
    inOwnLanguage(
      `Upgrading the database for Rapport ${options.config.version}`,
      `正在为Rapport ${options.config.version}升级数据库`,
    ),
  );
  for (const check of checks) options.progress(findingLine(check));
  const ran = await runMigrations(options, await backUp(options));
  await noteVersion(client, options.config.version);
  return ran;
}

/**
 * Brings the database up to date before a server listens: looks whether it can be, takes a backup of one that holds something, migrates.
 * Answers the ids of the migrations it ran; does nothing where none is pending.
 * @throws UpgradeRefusedError naming what is in the way and the cure; WrongKeyError
 */
export async function upgradeDatabase(options: UpgradeOptions): Promise<string[]> {
  const client = await openCopyClient(options.databaseUrl, 'rapport upgrade');
  try {
    return await upgrade(client, options);
  } finally {
    await client.end();
  }
}

/** What an upgrade would find; changes nothing. */
export async function checkUpgrade(options: {
  settings: Settings;
  databaseUrl: string;
  sources: readonly MigrationSource[];
  language?: Language;
}): Promise<Preflight> {
  const client = await openCopyClient(options.databaseUrl, 'rapport upgrade');
  try {
    return await preflight(queryableOf(client), { ...options, language: options.language ?? ownLanguage() });
  } finally {
    await client.end();
  }
}
