import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb, createLogger, type Db } from '@rapport/platform';
import { type Child, type ServerChild, startChild, startServer } from './child.ts';
import { type Seeded, seedPeople } from './seed.ts';
import type { SuiteRun } from './suite.ts';

/** Everything one run needs: database, server, load generators, and people in it. */
export interface World extends Seeded {
  url: string;
  db: Db;
  databaseUrl: string;
  dataDir: string;
  databasePid: number;
  databaseVersion: string;
  server: ServerChild;
  /** The product's load, with a socket for every person. */
  load: Child;
  /** Calls a method as one of the people. */
  call<T>(person: number, method: string, input: object): Promise<T>;
  /** Starts another process that counts as ours and ends with us. */
  start(file: string): Child;
  /** Pids of our processes besides database, server and families. */
  pids(): number[];
  /** Pids of other servers that we run, each with children. */
  families: number[];
}

const caller =
  (url: string, tokens: readonly string[]) =>
  async <T>(person: number, method: string, input: object): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[person]}` },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as T;
    if (!response.ok) throw new Error(`${method} was refused: ${JSON.stringify(body).slice(0, 500)}`);
    return body;
  };

/** Builds the world under a temporary folder. Whatever was started is stopped when this fails. */
export async function openWorld({ options, stops, say }: SuiteRun, people: number): Promise<World> {
  const begun = performance.now();
  const dataDir = await mkdtemp(join(tmpdir(), 'rapport-bench-'));
  stops.push(() => rm(dataDir, { recursive: true, force: true }));
  const children: Child[] = [];
  const start = (file: string): Child => {
    const child = startChild(file);
    children.push(child);
    stops.push(() => child.stop());
    return child;
  };
  const database = await start('database-process.ts').ask<{ url: string; pid: number; version: string }>({
    dataDir: join(dataDir, 'postgres'),
    bin: process.env.RAPPORT_PG_BIN,
  });
  const env = {
    RAPPORT_DATA: dataDir,
    DATABASE_URL: database.url,
    HOST: '127.0.0.1',
    PORT: '0',
    RAPPORT_LOG: 'warn',
    RAPPORT_RATE_FACTOR: '1000000',
  };
  const server = await startServer({ fromSource: options.fromSource, profile: options.profile, env });
  stops.push(() => server.stop());
  const db = createDb({ url: database.url, max: 2, logger: createLogger('error') });
  stops.push(() => db.close());
  const seeded = await seedPeople(dataDir, database.url, people);
  const url = `http://127.0.0.1:${server.port}`;
  const load = start('load-process.ts');
  await load.ask({ do: 'connect', port: server.port, path: '/api/v1/socket', tokens: seeded.tokens });
  say(`${people} people are connected (${((performance.now() - begun) / 1_000).toFixed(1)} s; PostgreSQL ${database.version})`);
  return {
    ...seeded,
    url,
    db,
    databaseUrl: database.url,
    dataDir,
    databasePid: database.pid,
    databaseVersion: database.version,
    server,
    load,
    call: caller(url, seeded.tokens),
    start,
    pids: () => children.map((c) => c.pid),
    families: [],
  };
}
