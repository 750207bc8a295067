import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import type { SuiteRun } from './suite.ts';

/** What a house of a benchmark stands on: a folder, a PostgreSQL of its own, and the processes that count as ours. */
export interface Ground {
  dataDir: string;
  databaseUrl: string;
  databasePid: number;
  databaseVersion: string;
  /** Starts another process that counts as ours and ends with us. */
  start(file: string, asShipped?: boolean): Child;
  /** Pids of our processes besides database, server and families. */
  pids(): number[];
}

/** Asks a `database-process.ts`. Not durable: without a sync, for filling. */
export const startDatabase = (
  child: Child,
  dataDir: string,
  durable = true,
): Promise<{ url: string; pid: number; version: string }> =>
  child.ask({ dataDir: join(dataDir, 'postgres'), bin: process.env.RAPPORT_PG_BIN, durable });

/** In a folder that stays, or else under a temporary one. */
export async function openGround({ stops }: SuiteRun, folder?: string): Promise<Ground> {
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'rapport-bench-')));
  if (folder === undefined) stops.push(() => rm(dataDir, { recursive: true, force: true }));
  const children: Child[] = [];
  const start = (file: string, asShipped?: boolean): Child => {
    const child = startChild(file, asShipped);
    children.push(child);
    stops.push(() => child.stop());
    return child;
  };
  const { url, pid, version } = await startDatabase(start('database-process.ts'), dataDir);
  return {
    dataDir,
    databaseUrl: url,
    databasePid: pid,
    databaseVersion: version,
    start,
    pids: () => children.map((c) => c.pid),
  };
}

/** Environment of a server on such ground; port 0 takes a free one. */
export const serverEnv = (
  { dataDir, databaseUrl }: { dataDir: string; databaseUrl: string },
  port = 0,
): Record<string, string> => ({
  RAPPORT_DATA: dataDir,
  DATABASE_URL: databaseUrl,
  HOST: '127.0.0.1',
  PORT: String(port),
  RAPPORT_LOG: 'warn',
  RAPPORT_RATE_FACTOR: '1000000',
});
