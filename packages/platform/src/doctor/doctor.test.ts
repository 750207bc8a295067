import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneDatabase, type TestHouse, testHouse, until } from '@rapport/dev';
import { migrationSources, roomChecks } from '@rapport/modules';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, systemClock } from '../clock.ts';
import { readSettings } from '../config.ts';
import { createDb } from '../db.ts';
import { masterKeyFile } from '../keys/key-source.ts';
import { createLogger } from '../logger.ts';
import { startPostgres } from '../postgres/index.ts';
import { noteBackup } from '../upkeep.ts';
import { checkDatabase, checkMigrations, type Limits, usualLimits } from './database.ts';
import { examine } from './examine.ts';
import { findings } from './findings.ts';
import { inWords, type NamedCheck } from './found.ts';
import { checkFolder, checkKey, checkOpenFiles, checkPort, judgeRoom } from './machine.ts';
import { checkAddress, checkMail, checkStore } from './outside.ts';
import { examineRunning } from './running.ts';

let kit: TestHouse;
const others: pg.Client[] = [];
const places: string[] = [];

async function another(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: kit.databaseUrl, application_name: 'a report' });
  client.on('error', () => undefined);
  await client.connect();
  others.push(client);
  return client;
}
async function place(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'rapport-doctor-test-'));
  places.push(made);
  return made;
}

const looked = (limits: Partial<Limits> = {}): Promise<NamedCheck[]> =>
  examineRunning(kit.house.platform, { sources: migrationSources(), rooms: roomChecks }, 'en', { ...usualLimits, ...limits });
const findingsOf = (checks: readonly NamedCheck[]): string[] => checks.map(({ finding }) => finding);
const one = async (finding: string, limits: Partial<Limits> = {}): Promise<NamedCheck> => {
  const checks = await looked(limits);
  const found = checks.find((check) => check.finding === finding);
  expect(findingsOf(checks)).toContain(finding);
  return found!;
};
/** The finding and what is put into its words. */
const says = (found: { finding: string; params: Record<string, unknown> }) => [found.finding, found.params] as const;
const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

beforeAll(async () => {
  kit = await testHouse();
});
afterAll(async () => {
  for (const client of others) await client.end().catch(() => undefined);
  await kit.stop();
  for (const folder of places) await rm(folder, { recursive: true, force: true });
});

describe('what the doctor says', () => {
  it('HE1 has words in both languages for everything, with the same things put into them, and a cure for what is wrong', () => {
    for (const [finding, entry] of Object.entries(findings)) {
      const { state, found, cure } = entry as { state: string; found: readonly string[]; cure?: readonly string[] };
      const holes = (words: string | undefined) => [...(words ?? '').matchAll(/\{\w+\}/g)].map(String).sort();
      expect([finding, found.length, holes(found[1])]).toEqual([finding, 2, holes(found[0])]);
      if (state === 'wrong') expect(cure, finding).toHaveLength(2);
      if (cure) expect([finding, holes(cure[1])]).toEqual([finding, holes(cure[0])]);
    }
    const full = judgeRoom('/srv', 1e8, 1e12);
    expect(inWords(full, 'zh-CN')).toMatchObject({
      name: 'disk',
      state: 'wrong',
      title: '磁盘',
      cure: expect.stringContaining('清理'),
    });
    expect(inWords(full, 'en')).toMatchObject({ title: 'Disk', found: '0.1 GiB free of 931.3 (/srv)' });
  });

  it('finds a running house well', async () => {
    const checks = await looked();
    const wrong = checks.filter(({ state, name }) => state === 'wrong' && name !== 'durability');
    expect(wrong).toEqual([]);
    expect(new Set(checks.map(({ name }) => name)).size).toBeGreaterThan(18);
    expect(findingsOf(checks)).toEqual(expect.arrayContaining(['nodes-good', 'bus-local', 'readers-up', 'jobs-good']));
  });

  it('is the same from the command line and from within', async () => {
    const settings = readSettings({ RAPPORT_DATA: kit.dataDir, DATABASE_URL: kit.databaseUrl, RAPPORT_URL: kit.url, PORT: '0' });
    const outside = await examine({
      settings,
      clock: systemClock,
      logger: createLogger('silent'),
      sources: migrationSources(),
      rooms: roomChecks,
      language: 'zh-CN',
      openDatabase: async () => ({ url: kit.databaseUrl, stop: async () => undefined }),
    });
    const shared = (checks: readonly NamedCheck[]) =>
      findingsOf(checks).filter((finding) => !/^((port|token|proxy|load)-|database-(good|slow))/.test(finding));
    expect(shared(outside.checks).sort()).toEqual(shared(await looked()).sort());
    expect(outside.checks.find(({ name }) => name === 'database')!.found).toMatch(/毫秒应答/);
  });
});

describe('the machine', () => {
  it('the folder, the key and the port', async () => {
    const dataDir = await place();
    expect(checkFolder({ dataDir: join(dataDir, 'x') }).finding).toBe('folder-not-yet');
    await writeFile(join(dataDir, 'file'), '');
    expect(checkFolder({ dataDir: join(dataDir, 'file') }).finding).toBe('folder-is-file');
    const file = masterKeyFile(kit.dataDir);
    expect(checkKey({ dataDir: kit.dataDir }).finding).toBe('key-good');
    await chmod(file, 0o644);
    expect(says(checkKey({ dataDir: kit.dataDir }))).toEqual(['key-open', { file, mode: '644' }]);
    await chmod(file, 0o600);
    expect(checkKey({ dataDir, databaseUrl: 'postgres://x' }).finding).toBe('key-not-here');
    const port = Number(new URL(kit.url).port);
    expect((await checkPort({ port, host: '127.0.0.1' })).finding).toBe('port-ours');
    const stranger = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    expect((await checkPort({ port: (stranger.address() as AddressInfo).port, host: '127.0.0.1' })).finding).toBe('port-taken');
    stranger.close();
  });

  it('a low limit of open files', async () => {
    const child = spawn('sh', ['-c', 'ulimit -n 256; exec sleep 30']);
    await until(async () => (await checkOpenFiles(child.pid))[0]?.finding === 'files-too-few');
    child.kill('SIGKILL');
    const enough = spawn('sh', ['-c', 'ulimit -n 2000; exec sleep 30']);
    await until(async () => (await checkOpenFiles(enough.pid))[0]?.finding === 'files-few');
    expect((await checkOpenFiles(enough.pid))[0]!.params).toEqual({ limit: 2000, sockets: 1700 });
    enough.kill('SIGKILL');
  });
});

describe('the database', () => {
  it('a held snapshot, with its process and program', async () => {
    const report = await another();
    await report.query('begin isolation level repeatable read');
    await report.query('select count(*) from message');
    const { rows } = await report.query('select pg_backend_pid() as pid');
    const held = await one('snapshot-held', { snapshotSeconds: 0 });
    expect(held.found).toContain(`process ${rows[0].pid}, a report, idle in transaction`);
    expect(held.cure).toContain(`pg_terminate_backend(${rows[0].pid})`);
    await report.query('rollback');
    expect(findingsOf(await looked({ snapshotSeconds: 5 }))).toContain('snapshot-fresh');
  });

  it('a long wait for a lock, and whom it waits for by name', async () => {
    const holder = await another();
    const waiter = await another();
    await holder.query('begin');
    await holder.query('/* reports.hold */ lock table conversation in access exclusive mode');
    const { rows } = await holder.query('/* reports.hold */ select pg_backend_pid() as pid');
    const waiting = waiter.query('select count(*) from conversation');
    await until(async () => findingsOf(await looked({ lockSeconds: 0.05 })).includes('locks-waited'));
    const waited = await one('locks-waited', { lockSeconds: 0.05 });
    expect(waited.found).toContain(`process ${rows[0].pid} (reports.hold)`);
    await holder.query('rollback');
    await waiting;
    expect(findingsOf(await looked({ lockSeconds: 0.05 }))).toContain('locks-free');
  });

  it('an order of text that changed under the indexes', async () => {
    const client = await another();
    const name = `sorted_${Date.now()}`;
    // The test server sorts by bytes, which has no version: a database with ICU's order has one.
    await client.query(`create database ${name} template template0 locale_provider icu icu_locale 'und' locale 'C'`);
    const url = new URL(kit.databaseUrl);
    url.pathname = `/${name}`;
    const db = createDb({ url: url.href, logger: createLogger('silent'), max: 1 });
    const sorted = async () => (await checkDatabase(db, usualLimits)).find(({ finding }) => finding.startsWith('collation'));
    expect((await sorted())?.finding).toBe('collation-good');
    await db.rows(`update pg_database set datcollversion = '1.0' where datname = current_database()`);
    expect(await sorted()).toMatchObject({ finding: 'collation-changed', params: { kept: '1.0', database: name } });
    await db.close();
    await client.query(`drop database ${name} with (force)`);
  });

  it('a clock that is off, migrations to come, and a database of a newer Rapport', async () => {
    const client = await another();
    const { clock } = kit.house.platform;
    kit.house.platform.clock = manualClock(Date.now() + 90_000);
    expect((await one('clock-behind')).found).toMatch(/^the database is (89|90|91)\d{3} ms behind ours$/);
    kit.house.platform.clock = clock;
    const db = createDb({ url: kit.databaseUrl, logger: createLogger('silent'), max: 1 });
    await client.query(`insert into migration (owner, name, hash) values ('later', '0001-x', 'x')`);
    expect(says(await checkMigrations(db, migrationSources()))).toEqual(['migrations-newer', { first: 'later/0001-x' }]);
    await client.query(`delete from migration where owner = 'later' or name = '0004-upkeep'`);
    expect(says(await checkMigrations(db, migrationSources()))).toEqual([
      'migrations-pending',
      { count: 1, first: 'platform/0004-upkeep' },
    ]);
    const { id, hash } = { id: '0004-upkeep', hash: 'x' };
    await client.query(`insert into migration (owner, name, hash) values ('platform', $1, $2)`, [id, hash]);
    await db.close();
  });

  it('an unreachable one, with no word of its password', async () => {
    const port = await closedPort();
    const settings = readSettings({
      RAPPORT_DATA: await place(),
      PORT: '0',
      DATABASE_URL: `postgres://me:geheim@127.0.0.1:${port}/x`,
    });
    const { checks } = await examine({
      settings,
      clock: systemClock,
      logger: createLogger('silent'),
      sources: migrationSources(),
      rooms: roomChecks,
      language: 'en',
      openDatabase: async () => ({ url: settings.databaseUrl!, stop: async () => undefined }),
    });
    const away = checks.find(({ name }) => name === 'database')!;
    expect(away).toMatchObject({ finding: 'database-away', state: 'wrong', found: 'it does not answer (ECONNREFUSED)' });
    expect(JSON.stringify(checks)).not.toContain('geheim');
  });

  it('an archive that does not work, durability switched off, an idle slot, a standby, few connections', async () => {
    const dataDir = await place();
    const first = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN, durable: true });
    await first.stop();
    await writeFile(
      join(dataDir, 'cluster', 'local.conf'),
      `archive_mode = on\narchive_command = 'false'\nwal_level = replica\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 25\n`,
    );
    const own = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN, durable: true });
    const db = createDb({ url: own.url, logger: createLogger('silent'), max: 3 });
    const finding = async (limits: Partial<Limits> = {}) =>
      (await checkDatabase(db, { ...usualLimits, ...limits })).map((found) => says(found));
    await db.rows(`select pg_create_physical_replication_slot('gone', true)`);
    await db.rows(`select pg_switch_wal()`);
    await until(async () => (await finding()).some(([name]) => name === 'archive-failing'));
    const all = await finding({ slotBytes: -1 });
    expect(all).toContainEqual(['durability-off', { names: 'full_page_writes, synchronous_commit' }]);
    expect(all).toContainEqual(['replication-slot-idle', { slot: 'gone', lag: expect.any(Number) }]);
    const crowd = await Promise.all(
      Array.from({ length: 22 }, async () => {
        const client = new pg.Client({ connectionString: own.url });
        client.on('error', () => undefined);
        await client.connect();
        return client;
      }),
    );
    await until(async () => (await finding()).some(([name]) => name === 'connections-few'));
    for (const client of crowd) await client.end();
    await db.rows('alter system set default_transaction_read_only = on');
    await db.rows('select pg_reload_conf()');
    await until(async () => (await finding()).some(([name]) => name === 'database-read-only'));
    await db.close();
    await own.stop();
  });
});

describe('the house', () => {
  it('another master key than the one it was begun with', async () => {
    const db = await cloneDatabase();
    const first = await testHouse();
    const settings = readSettings({ RAPPORT_DATA: kit.dataDir, DATABASE_URL: first.databaseUrl, PORT: '0' });
    const { checks } = await examine({
      settings,
      clock: systemClock,
      logger: createLogger('silent'),
      sources: migrationSources(),
      rooms: roomChecks,
      language: 'en',
      openDatabase: async () => ({ url: first.databaseUrl, stop: async () => undefined }),
    });
    expect(checks.find(({ finding }) => finding === 'key-other')).toMatchObject({ state: 'wrong', name: 'key' });
    await first.stop();
    await db.drop();
  });

  it('jobs that were given up, and jobs that nobody does', async () => {
    const client = await another();
    const add = `select id from graphile_worker.add_job('nobody.does', '{}'::json, max_attempts => 1)`;
    const { rows } = await client.query(add);
    await one('jobs-late', { jobSeconds: -1 });
    await client.query('update graphile_worker._private_jobs set attempts = 1 where id = $1', [rows[0].id]);
    expect((await one('jobs-failed')).found).toBe('1 given up, the last: nobody.does');
    await client.query('select graphile_worker.complete_jobs(array[$1]::bigint[])', [rows[0].id]);
    expect(findingsOf(await looked())).toContain('jobs-good');
  });

  it('a reader of the log that is behind', async () => {
    const group = await kit.group();
    await kit.say(kit.owner, group);
    await until(async () => findingsOf(await looked({ readerSeconds: -1 })).includes('readers-up'));
    const client = await another();
    // A reader that nobody runs: those that run note themselves how far they saw, at any moment.
    await client.query(`insert into log_reader (name, seen) values ('stopped', '1:1:')`);
    await client.query(
      `insert into log_reader_stream (reader, stream_id, ev)
       select 'stopped', s.id, case when s.id = $1 then 0 else s.ev end from stream s
       where s.kind = (select kind from stream where id = $1)`,
      [group],
    );
    const behind = await one('readers-behind', { readerSeconds: -1 });
    expect(behind.found).toMatch(/^stopped is 1 streams and \d+ s behind$/);
    await client.query(`delete from log_reader_stream where reader = 'stopped'`);
    await client.query(`delete from log_reader where name = 'stopped'`);
  });

  it('dead nodes, mixed versions, nodes that do not hear one another', async () => {
    const client = await another();
    const add = (version: string, line: string, age: string) =>
      client.query(
        `insert into node (id, version, address, line, seen_at) values (gen_random_uuid(), $1, 'http://b.test', $2, clock_timestamp() - $3::interval)`,
        [version, line, age],
      );
    await add('9.9.9', 'away', '0 seconds');
    const checks = await looked({ nodeSeconds: 3 });
    expect(findingsOf(checks)).toEqual(expect.arrayContaining(['nodes-versions', 'bus-away']));
    await client.query(`update node set line = 'heard' where version = '9.9.9'`);
    expect(findingsOf(await looked({ nodeSeconds: 3 }))).toContain('bus-none');
    await client.query(`delete from node where version = '9.9.9'`);
    await add('0.1.0', 'heard', '5 seconds');
    expect((await one('nodes-dead', { nodeSeconds: 3 })).found).toMatch(/^1 not seen for \d+ s \(http:\/\/b\.test\)$/);
    await client.query(`delete from node where address = 'http://b.test'`);
  });

  it('nodes that keep files in different places', async () => {
    const client = await another();
    const add = (store: string) =>
      client.query(
        `insert into node (id, version, address, store) select gen_random_uuid(), version, 'b.test:8420', $1 from node`,
        [store],
      );
    await add('');
    expect(findingsOf(await looked())).not.toContain('files-apart');
    await client.query(`delete from node where address = 'b.test:8420'`);
    await add('folder:another');
    const apart = await one('files-apart');
    expect(apart).toMatchObject({ name: 'files', state: 'wrong', cure: expect.stringContaining('S3_URL') });
    expect(apart.found).toMatch(/^the nodes \(\S+:\d+, b\.test:8420\) keep files in 2 different places$/);
    await client.query(`delete from node where address = 'b.test:8420'`);
  });

  it('backups that are too old', async () => {
    const { db } = kit.house.platform;
    expect(findingsOf(await looked())).toContain('backup-none');
    await noteBackup(db, { at: Date.now() - 9 * 86_400_000, version: '0.1.0', bytes: 1 });
    expect((await one('backup-old')).found).toBe('the last one is 9 days old');
    await noteBackup(db, { at: Date.now() - 3 * 3_600_000, version: '0.1.0', bytes: 1 });
    expect((await one('backup-good')).found).toBe('the last one 3 h ago');
  });
});

describe('outside', () => {
  it('a mail server and a bucket that do not answer', async () => {
    const port = await closedPort();
    const mail = await checkMail({ smtpUrl: `smtp://me:geheim@127.0.0.1:${port}`, mailFrom: 'x@rapport.test' });
    const store = await checkStore({ s3Url: `http://key:geheim@127.0.0.1:${port}/bucket`, dataDir: kit.dataDir });
    expect([mail.finding, store.finding]).toEqual(['mail-refused', 'files-unreachable']);
    expect(JSON.stringify([mail, store])).not.toContain('geheim');
  });

  it('a public address that leads elsewhere, is silent or is not enciphered', async () => {
    expect((await checkAddress(kit.url, systemClock)).map(({ finding }) => finding)).toEqual(['address-answers']);
    expect((await checkAddress(kit.url, systemClock, ['another node'])).map(({ finding }) => finding)).toEqual([
      'address-elsewhere',
    ]);
    const stranger = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const elsewhere = await checkAddress(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}`, systemClock);
    expect(elsewhere.map(({ finding }) => finding)).toEqual(['address-elsewhere']);
    stranger.close();
    const silent = await checkAddress(`http://127.0.0.1:${await closedPort()}`, systemClock);
    expect(silent.map(({ finding }) => finding)).toEqual(['address-silent']);
  });

  it('a proxy that is not believed', async () => {
    const headers = { 'sec-fetch-mode': 'navigate', 'x-forwarded-for': '203.0.113.7' };
    for (let n = 0; n < 6; n++) {
      // `fetch` would write its own mode.
      const [answer] = (await once(get(kit.url, { headers }), 'response')) as [IncomingMessage];
      answer.resume();
    }
    expect((await one('proxy-untrusted')).cure).toContain('RAPPORT_TRUST_PROXY=127.0.0.1');
  });
});
