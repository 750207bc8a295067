import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb, createLogger, type Db } from '@rapport/platform';
import { type Child, type ServerChild, startChild, startServer } from './child.ts';
import type { SuiteRun } from './suite.ts';

/** A database and the product's server on it, both ours alone. */
export interface BenchHouse {
  db: Db;
  databaseUrl: string;
  dataDir: string;
  databasePid: number;
  databaseVersion: string;
  server: ServerChild;
  /** Begins the server again, at the port it had, after it was stopped or killed. */
  restart(): Promise<void>;
  /** Begins one more server on the same database. */
  another(): Promise<ServerChild>;
  /** Starts another process that counts as ours and ends with us. */
  start(file: string): Child;
  /** Pids of our processes besides database, server and families. */
  pids(): number[];
  /** Pids of other servers that we run, each with children. */
  families: number[];
}

interface Database {
  url: string;
  pid: number;
  version: string;
}

const addressOf = ({ url, pid, version }: Database) => ({ databaseUrl: url, databasePid: pid, databaseVersion: version });

/** Builds it under a temporary folder. Whatever was started is stopped when this fails. */
export async function openBenchHouse({ options, stops }: SuiteRun): Promise<BenchHouse> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rapport-bench-'));
  stops.push(() => rm(dataDir, { recursive: true, force: true }));
  const children: Child[] = [];
  const start = (file: string): Child => {
    const child = startChild(file);
    children.push(child);
    stops.push(() => child.stop());
    return child;
  };
  const database = await start('database-process.ts').ask<Database>({
    dataDir: join(dataDir, 'postgres'),
    bin: process.env.RAPPORT_PG_BIN,
  });
  const env = {
    RAPPORT_DATA: dataDir,
    DATABASE_URL: database.url,
    HOST: '127.0.0.1',
    RAPPORT_LOG: 'warn',
    RAPPORT_RATE_FACTOR: '1000000',
  };
  const serve = async (port: number): Promise<ServerChild> => {
    const { fromSource, profile } = options;
    const server = await startServer({ fromSource, profile, env: { ...env, PORT: String(port) } });
    stops.push(() => server.stop());
    return server;
  };
  const server = await serve(0);
  const db = createDb({ url: database.url, max: 2, logger: createLogger('error') });
  stops.push(() => db.close());
  const house: BenchHouse = {
    db,
    dataDir,
    ...addressOf(database),
    server,
    restart: async () => {
      house.server = await serve(house.server.port);
    },
    another: async () => {
      const more = await serve(0);
      house.families.push(more.pid);
      return more;
    },
    start,
    pids: () => children.map((c) => c.pid),
    families: [],
  };
  return house;
}
