import { join } from 'node:path';
import { migrationSources } from '@rapport/modules';
import { checkUpgrade, findingLine, inOwnLanguage, readConfig, readSettings } from '@rapport/platform';
import { plannedMove } from '@rapport/platform/postgres';
import { bringUpToDate, connectOrStart } from '@rapport/server';
import type { Command } from 'commander';
import { assertHouse } from '../house.ts';
import { say, sayJson, tell } from '../terminal.ts';

const upToDate = (): string => inOwnLanguage('The database is up to date.', '数据库已是最新。');

/** What the next start would find and do; the present server or one of the present major version is asked, nothing is moved. */
async function check(json: boolean): Promise<void> {
  assertHouse();
  const settings = readSettings();
  const database = await connectOrStart(settings, tell);
  const found = await checkUpgrade({ settings, databaseUrl: database.url, sources: migrationSources() }).finally(() =>
    database.stop(),
  );
  const move = settings.databaseUrl
    ? undefined
    : await plannedMove({ dataDir: join(settings.dataDir, 'postgres'), bin: settings.pgBin });
  const ok = found.checks.every(({ state }) => state !== 'wrong');
  if (json) sayJson({ ok, pending: found.pending, move: move ?? null, checks: found.checks });
  else {
    for (const finding of found.checks) say(findingLine(finding));
    if (move)
      say(
        inOwnLanguage(
          `  · PostgreSQL: the next start moves the database from ${move.from} to ${move.to}; the old one is kept`,
          `  · PostgreSQL: 下次启动时把数据库从${move.from}迁移到${move.to}；旧的会保留`,
        ),
      );
    if (!ok) say(inOwnLanguage('An upgrade would be refused. Nothing was changed.', '升级会被拒绝。未作任何改动。'));
    else if (found.pending.length > 0)
      say(inOwnLanguage('The next start upgrades it. Nothing was changed.', '下次启动时升级。未作任何改动。'));
    else say(upToDate());
  }
  if (!ok) process.exitCode = 1;
}

async function migrate(): Promise<void> {
  const config = readConfig();
  const database = await connectOrStart(config, tell, true);
  const ran = await bringUpToDate(config, database.url, tell).finally(() => database.stop());
  say(ran.length === 0 ? upToDate() : inOwnLanguage(`${ran.length} migrations ran.`, `已执行${ran.length}个迁移。`));
}

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date, after a check and a backup (a start does so by itself)')
    .option('--check', 'only say what an upgrade would find and do; exit code 1 when it would be refused')
    .option('--json', 'with --check: one line of JSON: {ok, pending, move, checks}')
    .action(({ check: only, json }: { check?: boolean; json?: boolean }) => (only ? check(json ?? false) : migrate()));
}
