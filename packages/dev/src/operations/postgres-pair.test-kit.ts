import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DatabaseUser, databaseUser, findBinaries } from '@rapport/platform/postgres';
import pg from 'pg';
import { TcpProxy } from '../cluster/tcp-proxy.ts';
import { freePort } from '../free-port.ts';

const run = promisify(execFile);

/** A primary and its standby, and the one address through which a house reaches whichever leads. */
export interface PostgresPair {
  /** Superuser's address by way of the address. */
  url: string;
  /** The primary dies at once; the standby is promoted, and the address leads to it. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

interface Place {
  folder: string;
  bin: string;
  env: Record<string, string>;
  user: DatabaseUser | undefined;
}

const as = ({ user, env }: Place) => ({ env: { ...process.env, ...env }, ...(user ? { uid: user.uid, gid: user.gid } : {}) });

async function serve(place: Place, data: string, port: number): Promise<ChildProcess> {
  const child = spawn(
    join(place.bin, 'postgres'),
    ['-D', data, '-p', String(port), '-k', '', '-c', 'listen_addresses=127.0.0.1', '-c', 'logging_collector=off'],
    { ...as(place), stdio: 'ignore' },
  );
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}`);
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'rapport', database: 'postgres' });
    const answered = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (answered) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('PostgreSQL did not answer');
}

async function sql(port: number, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'rapport', database: 'postgres' });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGQUIT');
  await gone;
}

/** Waits until the standby answers for every commit. */
async function followed(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { rows } = await sql(port, `select 1 from pg_stat_replication where state = 'streaming' and sync_state = 'sync'`);
    if (rows.length === 1) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the standby does not follow');
}

async function open(place: Place): Promise<{ address: TcpProxy; children: ChildProcess[]; ports: number[] }> {
  const { folder, bin } = place;
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  await run(join(bin, 'initdb'), ['-D', first, '-A', 'trust', '-U', 'rapport', '--encoding=UTF8', '--locale=C'], as(place));
  await writeFile(join(first, 'postgresql.auto.conf'), 'max_connections = 120\nfsync = off\nsynchronous_commit = on\n');
  const ports = [await freePort(), await freePort()];
  const primary = await serve(place, first, ports[0]!);
  const from = ['-h', '127.0.0.1', '-p', String(ports[0]), '-U', 'rapport'];
  await run(join(bin, 'pg_basebackup'), [...from, '-D', second, '-R', '-X', 'stream', '-c', 'fast'], as(place));
  const standby = await serve(place, second, ports[1]!);
  // An answer to a sender then means that the standby has it, too.
  await sql(ports[0]!, `alter system set synchronous_standby_names = '*'`);
  await sql(ports[0]!, 'select pg_reload_conf()');
  await followed(ports[0]!);
  return { address: await TcpProxy.to('127.0.0.1', ports[0]!), children: [primary, standby], ports };
}

export async function postgresPair(): Promise<PostgresPair> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-pair-'));
  await chmod(folder, 0o755);
  const user = await databaseUser(folder);
  await mkdir(join(folder, 'own'));
  if (user) await chown(folder, user.uid, user.gid);
  const binaries = await findBinaries({ bin: process.env.RAPPORT_PG_BIN, user, place: join(folder, 'own') });
  const place: Place = { folder, bin: binaries.folder, env: binaries.env, user };
  const { address, children, ports } = await open(place);
  return {
    url: `postgres://rapport@127.0.0.1:${address.port}/postgres`,
    async failOver() {
      children[0]!.kill('SIGKILL');
      address.set('cut');
      await sql(ports[1]!, 'alter system reset synchronous_standby_names');
      await sql(ports[1]!, 'select pg_promote()');
      address.lead(ports[1]!);
      address.set('open');
    },
    async stop() {
      await address.close();
      await Promise.all(children.map(kill));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
