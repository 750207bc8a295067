import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlatform, migrateHouse } from '@rapport/modules';
import { createLogger, readConfig } from '@rapport/platform';
import pg from 'pg';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

const template = 'rapport_template';
const serverUrl = (): string => {
  const url = process.env.RAPPORT_TEST_PG;
  if (!url) throw new Error('There is no test database server: run tests through vitest, which starts one.');
  return url;
};

function onDatabase(name: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.toString();
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: onDatabase('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Migrates the template once for all test files of a run; whoever comes second waits for the lock. */
async function ensureTemplate(admin: pg.Client): Promise<void> {
  await admin.query('select pg_advisory_lock(84200002)');
  try {
    const known = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [template]);
    if (known.rowCount) return;
    await admin.query(`drop database if exists ${template}`);
    await admin.query(`create database ${template}`);
    const dataDir = await mkdtemp(join(tmpdir(), 'rapport-template-'));
    const platform = createPlatform({
      config: readConfig({ RAPPORT_DATA: dataDir }),
      databaseUrl: onDatabase(template),
      logger: createLogger('silent'),
      poolSize: 2,
    });
    try {
      await migrateHouse(platform);
    } finally {
      await platform.db.close();
      await rm(dataDir, { recursive: true, force: true });
    }
    await admin.query(`alter database ${template} is_template true`);
  } finally {
    await admin.query('select pg_advisory_unlock(84200002)');
  }
}

/** A fresh, migrated database of one's own: a copy of the template, so it costs a file copy. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(async (admin) => {
    await ensureTemplate(admin);
    await admin.query(`create database ${name} template ${template}`);
  });
  return {
    url: onDatabase(name),
    drop: () => asAdmin(async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`))),
  };
}
