import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationSources } from '@rapport/modules';
import { createLogger, readConfig, systemClock, upgradeDatabase } from '@rapport/platform';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SmallDisk } from '../small-disk.ts';
import { cloneDatabase, type TestDatabase } from '../test-database.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
if (!canMount) console.warn('\nNOT TRIED: upgrades on a full disk, which only root on Linux can make.\n');

describe.skipIf(!canMount)('upgrades on a disk that is full', () => {
  let place: string;
  let disk: SmallDisk;
  let database: TestDatabase;
  let client: pg.Client;
  let upgrades = 0;

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'rapport-full-'));
    // The server of the database has an account of its own.
    await chmod(place, 0o755);
    disk = new SmallDisk(join(place, 'disk'));
    await disk.open(160);
    database = await cloneDatabase();
    client = new pg.Client({ connectionString: database.url, application_name: 'a program of the test' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
    await disk.close();
    await rm(place, { recursive: true, force: true });
  });
  beforeEach(async (context) => {
    if (!disk.mounted) context.skip('NOT TRIED: this account may not mount a disk');
    await disk.free();
  });

  async function upgrade(sql: string, said: (line: string) => void = () => undefined): Promise<string[]> {
    const folder = join(place, 'later');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '0001-one.sql'), sql);
    return upgradeDatabase({
      config: readConfig({ RAPPORT_DATA: join(disk.folder, 'data') }, '9.1.0'),
      databaseUrl: database.url,
      sources: [...migrationSources(), { owner: 'later', folder }],
      logger: createLogger('silent'),
      // Backups are called by the second.
      clock: { ...systemClock, now: () => systemClock.now() + 1_000 * upgrades++ },
      language: 'en',
      progress: said,
    });
  }
  const backups = () => readdir(join(disk.folder, 'data/backups')).catch(() => [] as string[]);
  const there = async (table: string): Promise<boolean> =>
    (await client.query('select to_regclass($1) is not null as there', [table])).rows[0].there;

  it('UP16 too little room is seen before anything is done', async () => {
    // A key of its own is made where there is room yet.
    await mkdir(join(disk.folder, 'data'), { recursive: true });
    readConfig({ RAPPORT_DATA: join(disk.folder, 'data') });
    await disk.fill();
    await expect(upgrade('create table later_one (n int)')).rejects.toThrow(/disk: 0 MiB free, .* wanted .*Make room in .*data/);
    expect(await there('later_one')).toBe(false);
    expect(await backups()).toEqual([]);
  });

  it('UP17 a disk that fills up under the backup ends the upgrade before anything is changed; with room it goes through', async () => {
    await mkdir(join(disk.folder, 'data/backups'), { recursive: true });
    let filled: Promise<void> | undefined;
    const { bavail, bsize } = await statfs(disk.folder);
    expect(bavail * bsize).toBeGreaterThan(110 * 2 ** 20);
    // Somebody else takes the room once the upgrade has looked; writing is over before the backup has its first table.
    const failed = upgrade('create table later_one (n int)', (line) => {
      if (line.includes('disk:')) filled ??= disk.fill();
    });
    await expect(failed).rejects.toThrow(/The backup before the upgrade failed: .*Nothing was changed\. Make room in /s);
    await filled;
    expect(await there('later_one')).toBe(false);
    expect((await backups()).filter((name) => !name.endsWith('.part'))).toEqual([]);
    await disk.free();
    expect(await upgrade('create table later_one (n int)')).toEqual(['later/0001-one']);
    expect(await backups()).toEqual([expect.stringMatching(/-before-9\.1\.0$/)]);
    expect(await there('later_one')).toBe(true);
    await client.query(`drop table later_one; delete from migration where owner = 'later'`);
  });

  it('UP18 a migration that the disk of the database has no room for leaves everything as it was', async () => {
    const folder = join(disk.folder, 'tables');
    await mkdir(folder);
    const server = await stat((await client.query('show data_directory')).rows[0].data_directory);
    await chown(folder, server.uid, server.gid);
    const space = `full_${new URL(database.url).pathname.slice(1)}`;
    await client.query(`create tablespace ${space} location '${folder}'`);
    const sql = `create table later_one (n int);
      create table later_two tablespace ${space} as select n, repeat(md5(n::text), 30) as filler from generate_series(1, 250000) n;`;
    await expect(upgrade(sql)).rejects.toThrow(
      /later\/0001-one failed: .*(could not extend file|No space left on device).*A backup from just before lies in/s,
    );
    expect([await there('later_one'), await there('later_two')]).toEqual([false, false]);
    expect((await client.query(`select 1 from migration where owner = 'later'`)).rowCount).toBe(0);
    expect(await upgrade('create table later_one (n int)')).toEqual(['later/0001-one']);
    await client.query(`drop tablespace ${space}`);
  });
});
