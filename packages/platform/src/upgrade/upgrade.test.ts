import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '@rapport/contract';
import { cloneDatabase, type TestDatabase } from '@rapport/dev';
import { migrationSources } from '@rapport/modules';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyBackup } from '../backup/restore-backup.ts';
import { manualClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { checkUpgrade, upgradeDatabase } from './upgrade-database.ts';

const logger = createLogger('silent');

describe('upgrades', () => {
  let database: TestDatabase;
  let place: string;
  let client: pg.Client;
  const clock = manualClock(Date.UTC(2026, 10, 21, 20, 0, 0));

  beforeAll(async () => {
    database = await cloneDatabase();
    client = new pg.Client({ connectionString: database.url, application_name: 'a program of the test' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'rapport-upgrades-'));
    clock.advance(60_000);
    return () => rm(place, { recursive: true, force: true });
  });

  /** Everything released, and these files of a later version. */
  async function later(files: Record<string, string>) {
    for (const [name, sql] of Object.entries(files)) await writeFile(join(place, `${name}.sql`), sql);
    return [...migrationSources(), { owner: 'later', folder: place }];
  }
  const config = (env: Record<string, string> = {}) => readConfig({ RAPPORT_DATA: join(place, 'data'), ...env }, '9.1.0');
  function run(
    sources: Awaited<ReturnType<typeof later>>,
    env: Record<string, string> = {},
    lines: string[] = [],
    language: Language = 'en',
  ) {
    const progress = (line: string) => void lines.push(line);
    return upgradeDatabase({ config: config(env), databaseUrl: database.url, sources, logger, clock, language, progress });
  }
  const backups = () => readdir(join(place, 'data/backups')).catch(() => [] as string[]);
  const tables = async () =>
    (await client.query(`select tablename from pg_tables where schemaname = 'public' order by 1`)).rows.map((r) => r.tablename);
  const forget = () => client.query(`delete from migration where owner = 'later'; drop table if exists later_one, later_two`);

  it('UP10 what is pending runs after a backup in the shape of before; a second call finds nothing', async () => {
    const sources = await later({ '0001-one': 'create table later_one (n int)', '0002-two': 'create table later_two (n int)' });
    const lines: string[] = [];
    expect(await run(sources, {}, lines)).toEqual(['later/0001-one', 'later/0002-two']);
    expect(lines.join('\n')).toMatch(/2 to run: later\/0001-one, later\/0002-two[\s\S]*Backed up/);
    const [name] = await backups();
    expect(name).toMatch(/^\d{8}T\d{6}Z-before-9\.1\.0$/);
    const manifest = await verifyBackup(join(place, 'data/backups', name!));
    expect(manifest.migrations.map(({ id }) => id)).not.toContain('later/0001-one');
    expect(manifest.tables.map((table) => table.name)).not.toContain('later_one');
    expect(await run(sources)).toEqual([]);
    expect(await backups()).toHaveLength(1);
    const { rows } = await client.query('select version from upgrade order by at desc limit 1');
    expect(rows).toEqual([{ version: '9.1.0' }]);
    await forget();
  });

  it('UP11 one that fails leaves nothing behind, of those before it neither, and says how to go on', async () => {
    const before = await tables();
    const sources = await later({ '0001-one': 'create table later_one (n int)', '0002-two': 'select 1 / 0' });
    await expect(run(sources)).rejects.toThrow(
      /later\/0002-two failed: division by zero\. Nothing of it was kept.*start the version that ran until now.*backups/,
    );
    expect(await tables()).toEqual(before);
    expect((await client.query(`select 1 from migration where owner = 'later'`)).rowCount).toBe(0);
    expect(await run(migrationSources())).toEqual([]);
  });

  it('UP12 a database that a newer version brought up to date is refused, naming that version', async () => {
    await run(await later({ '0001-one': 'create table later_one (n int)' }));
    await expect(run(migrationSources())).rejects.toThrow(
      /brought up to date by Rapport 9\.1\.0 \(later\/0001-one\)\. Start Rapport 9\.1\.0 or later; or go back/,
    );
    await writeFile(join(place, '0001-one.sql'), 'create table later_one (n bigint)');
    await expect(run(await later({}))).rejects.toThrow(/later\/0001-one was changed after it ran here/);
    await forget();
  });

  it('UP13 a server that is running, a read-only database, and missing rights are refused with their cure', async () => {
    const sources = await later({ '0001-one': 'create table later_one (n int)' });
    const other = new pg.Client({ connectionString: database.url, application_name: 'rapport' });
    await other.connect();
    await expect(run(sources)).rejects.toThrow(/connections of a running rapport .*Stop every Rapport/);
    await expect(run(sources, {}, [], 'zh-CN')).rejects.toThrow(
      /^数据库没有升级，未作任何改动。其他服务：rapport正在运行，有\d+个连接（来自.*）。请停止使用该数据库的所有Rapport/,
    );
    await other.end();

    const { pathname } = new URL(database.url);
    await client.query(`alter database ${pathname.slice(1)} set default_transaction_read_only = on`);
    await expect(run(sources)).rejects.toThrow(/takes no writes.*default_transaction_read_only/);
    await client.query(`alter database ${pathname.slice(1)} reset default_transaction_read_only`);

    const role = `${pathname.slice(1)}_guest`;
    await client.query(`create role ${role} login password 'x'; grant all on all tables in schema public to ${role}`);
    const stranger = new URL(database.url);
    stranger.username = role;
    stranger.password = 'x';
    const settings = config();
    const { checks } = await checkUpgrade({ settings, databaseUrl: stranger.href, sources, language: 'en' });
    expect(checks.find(({ name }) => name === 'rights')).toMatchObject({ state: 'wrong', cure: expect.stringContaining('own') });
    await client.query(`drop owned by ${role}; drop role ${role}`);
    expect(await backups()).toEqual([]);
    expect(await tables()).not.toContain('later_one');
  });

  it('UP14 the last three are kept, what was cut off goes, and none is taken when it is turned off', async () => {
    for (let n = 1; n <= 5; n++) {
      await run(await later({ '0001-one': `select ${n}` }));
      await forget();
      clock.advance(1_000);
    }
    expect(await backups()).toHaveLength(3);
    const lines: string[] = [];
    await run(await later({ '0001-one': 'select 6' }), { RAPPORT_UPGRADE_BACKUP: '0' }, lines);
    expect(lines.join('\n')).toContain('none is taken (RAPPORT_UPGRADE_BACKUP=0)');
    expect(await backups()).toHaveLength(3);
    await forget();
  });

  it('UP15 a look says all of it and changes nothing', async () => {
    const sources = await later({ '0001-one': 'create table later_one (n int)' });
    const found = await checkUpgrade({ settings: config(), databaseUrl: database.url, sources });
    expect(found.pending).toEqual(['later/0001-one']);
    expect(found.checks.filter(({ state }) => state === 'wrong')).toEqual([]);
    expect(found.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['version', 'migrations', 'PostgreSQL', 'rights', 'identity', 'other servers', 'disk']),
    );
    const chinese = await checkUpgrade({ settings: config(), databaseUrl: database.url, sources, language: 'zh-CN' });
    // Beside a server that runs, where nothing is to be done, nothing is in the way.
    const server = new pg.Client({ connectionString: database.url, application_name: 'rapport' });
    await server.connect();
    const busy = await checkUpgrade({ settings: config(), databaseUrl: database.url, sources });
    expect(busy.checks.filter(({ state }) => state === 'wrong').map(({ name }) => name)).toEqual(['other servers']);
    const done = await checkUpgrade({ settings: config(), databaseUrl: database.url, sources: migrationSources() });
    expect([done.pending, done.checks.filter(({ state }) => state === 'wrong')]).toEqual([[], []]);
    await server.end();
    for (const { title, found: words } of chinese.checks) expect(`${title}${words}`).toMatch(/\p{Script=Han}/u);
    expect(await tables()).not.toContain('later_one');
    expect(await backups()).toEqual([]);
  });

  it('UP16 two nodes that start at once: one upgrades, the other waits and goes on', async () => {
    const sources = await later({ '0001-one': 'select pg_sleep(0.5); create table later_one (n int)' });
    const ran = await Promise.all([run(sources), run(sources), run(sources)]);
    expect(ran.flat()).toEqual(['later/0001-one']);
    expect(await backups()).toHaveLength(1);
    expect(await readFile(join(place, 'data/keys/master.key'), 'utf8')).not.toBe('');
    await forget();
  });
});
