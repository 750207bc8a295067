import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@rapport/platform/postgres';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser's address of the test run's own PostgreSQL. */
    testPostgres: string;
  }
}

/**
 * Starts one PostgreSQL for the whole test run, and hands out its superuser address as RAPPORT_TEST_PG and by
 * `inject('testPostgres')`. Test files make their own databases in it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.RAPPORT_TEST_PG;
  if (given !== undefined && given !== '') {
    project.provide('testPostgres', given);
    return async () => undefined;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'rapport-test-'));
  const clear = () => rm(dataDir, { recursive: true, force: true });
  const options = { dataDir, bin: process.env.RAPPORT_PG_BIN, durable: false, maxConnections: 200 };
  const postgres = await startPostgres(options).catch(async (error: unknown) => {
    await clear();
    throw error;
  });
  process.env.RAPPORT_TEST_PG = postgres.url;
  project.provide('testPostgres', postgres.url);
  return async () => {
    await postgres.stop();
    await clear();
  };
}
