import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inOwnLanguage } from '../words.ts';
import { SUPERUSER } from './cluster.ts';
import { listeningPid } from './orphans.ts';
import { freePort, type Launch, launchPostmaster, type Postmaster } from './postmaster.ts';

const PORT_TRIES = 5;
const READY_MS = 10 * 60_000;

export interface LaunchServer extends Omit<Launch, 'port'> {
  password: string;
  /** Taken when it is free. */
  port?: number | undefined;
  progress(line: string): void;
}

/** Superuser's address of a database. Holds a secret: not for logs. */
export function addressOf(password: string, port: number, database = 'rapport'): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/** PostgreSQL's own codes: starting up, shutting down, recovery; anything else than these and a refusal is a real error. */
function isNotYet(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === '57P03' || code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '53300';
}

async function connectWhenReady(given: LaunchServer, server: Postmaster, port: number): Promise<pg.Client | undefined> {
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  const begun = Date.now();
  for (let told = false; !ended && Date.now() - begun < READY_MS; await sleep(40)) {
    if ((await listeningPid(given.cluster, port)) !== server.pid) continue;
    const client = new pg.Client({
      connectionString: addressOf(given.password, port, 'postgres'),
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!isNotYet(error) && Date.now() - begun > 5_000) throw error;
    }
    if (!told && Date.now() - begun > 3_000) {
      told = true;
      given.progress(
        inOwnLanguage('The database is recovering what it had not yet written to its tables', '数据库正在恢复尚未写入表中的内容'),
      );
    }
  }
  return undefined;
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_database where datname = 'rapport'");
  if (rowCount === 0) await client.query('create database rapport');
}

/** Starts a server on a cluster and waits until it answers; makes its database when it is not there. */
export async function launchServer(given: LaunchServer): Promise<{ server: Postmaster; port: number }> {
  let said = '';
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const port = await freePort(attempt === 0 ? given.port : undefined);
    const server = launchPostmaster({ ...given, port });
    const client = await connectWhenReady(given, server, port).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    if (client !== undefined) {
      await createDatabase(client).finally(() => client.end());
      return { server, port };
    }
    await server.stop();
    said = server.said();
    // Another process took the port in between, or the last server's memory is just being given back: worth another try.
    if (!/could not bind|in use|pre-existing shared memory/.test(said)) break;
    await sleep(300);
  }
  throw new Error(`The database did not start (its log: ${given.logFile}):\n${said}`);
}
