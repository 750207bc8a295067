import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Db, Queryable } from './db.ts';
import { inOwnLanguage } from './words.ts';

/** A folder of numbered SQL files (`0001-what.sql`) owned by one room. */
export interface MigrationSource {
  owner: string;
  folder: string;
}

interface Migration {
  owner: string;
  name: string;
  sql: string;
  hash: string;
}

function read(sources: readonly MigrationSource[]): Migration[] {
  return sources.flatMap(({ owner, folder }) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => {
        const sql = readFileSync(join(folder, file), 'utf8');
        return { owner, name: file.replace(/\.sql$/, ''), sql, hash: createHash('sha256').update(sql).digest('hex') };
      }),
  );
}

/** What the sources hold, in the order it runs: the ids (`owner/name`) and the hashes of the files. */
export function knownMigrations(sources: readonly MigrationSource[]): { id: string; hash: string }[] {
  return read(sources).map(({ owner, name, hash }) => ({ id: `${owner}/${name}`, hash }));
}

export interface MigrationState {
  /** How many have run; 0 in a new database. */
  ran: number;
  /** Ids that have not run. */
  pending: string[];
  /** Ids that ran with another text than the one known here. */
  changed: string[];
  /** Ids that ran and are not known here: a newer version's. */
  unknown: string[];
}

/** How the migrations known here stand to those that ran in a database. */
export async function migrationState(db: Queryable, sources: readonly MigrationSource[]): Promise<MigrationState> {
  const table = await db.row<{ found: string | null }>(`select to_regclass('public.migration')::text as found`);
  const rows = table?.found
    ? await db.rows<{ id: string; hash: string }>(`select owner || '/' || name as id, hash from migration order by at, id`)
    : [];
  const ran = new Map(rows.map(({ id, hash }) => [id, hash]));
  const known = knownMigrations(sources);
  const ids = new Set(known.map(({ id }) => id));
  return {
    ran: rows.length,
    pending: known.flatMap(({ id }) => (ran.has(id) ? [] : [id])),
    changed: known.flatMap(({ id, hash }) => (ran.has(id) && ran.get(id) !== hash ? [id] : [])),
    unknown: rows.flatMap(({ id }) => (ids.has(id) ? [] : [id])),
  };
}

/** Ids of migrations that have not run in this database; all of them when it is new. */
export async function pendingMigrations(db: Queryable, sources: readonly MigrationSource[]): Promise<string[]> {
  return (await migrationState(db, sources)).pending;
}

async function runOne(client: pg.ClientBase, migration: Migration): Promise<void> {
  const { owner, name, hash } = migration;
  try {
    await client.query(migration.sql);
    // The clock, not the transaction's time: files of one transaction keep their order.
    await client.query('insert into migration (owner, name, hash, at) values ($1, $2, $3, clock_timestamp())', [
      owner,
      name,
      hash,
    ]);
  } catch (error) {
    throw new Error(
      inOwnLanguage(
        `The migration ${owner}/${name} failed: ${(error as Error).message}. Nothing of it was kept: the database is as it was before.`,
        `迁移${owner}/${name}失败：${(error as Error).message}。没有保留任何改动，数据库与之前相同。`,
      ),
      { cause: error },
    );
  }
}

/** What is to run, in order. */
async function due(client: pg.ClientBase, sources: readonly MigrationSource[], only?: ReadonlySet<string>): Promise<Migration[]> {
  const known = new Map<string, string>();
  for (const row of (await client.query('select owner, name, hash from migration')).rows)
    known.set(`${row.owner}/${row.name}`, row.hash);
  return read(sources).filter((m) => {
    const id = `${m.owner}/${m.name}`;
    const before = known.get(id);
    if (before === m.hash || only?.has(id) === false) return false;
    if (before === undefined) return true;
    throw new Error(
      inOwnLanguage(
        `The migration ${id} was changed after it ran here. Restore the file; write a new one for what is new.`,
        `迁移${id}执行之后被改动过。请恢复该文件；新的改动写入新的文件。`,
      ),
    );
  });
}

/**
 * Brings the database up to date: forward only, one server at a time, all files in one transaction – one that fails leaves the database as it
 * was, for the version before. Answers the names of what it ran. A file that was changed after it ran is an error. With `only`, the other ids
 * are left for later.
 */
export async function migrate(
  db: Db,
  sources: readonly MigrationSource[],
  progress: (line: string) => void = () => {},
  only?: ReadonlySet<string>,
): Promise<string[]> {
  const client = await db.pool.connect();
  try {
    await client.query(`set statement_timeout = 0`);
    await client.query('select pg_advisory_lock(84200001)');
    await client.query(
      'create table if not exists migration (owner text, name text, hash text not null, at timestamptz not null default now(), primary key (owner, name))',
    );
    const list = await due(client, sources, only);
    if (list.length === 0) return [];
    await client.query('begin');
    try {
      for (const migration of list) {
        progress(inOwnLanguage(`migrating ${migration.owner}/${migration.name}`, `执行迁移${migration.owner}/${migration.name}`));
        await runOne(client, migration);
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
    return list.map(({ owner, name }) => `${owner}/${name}`);
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
    await client.query('reset statement_timeout').catch(() => undefined);
    client.release();
  }
}
