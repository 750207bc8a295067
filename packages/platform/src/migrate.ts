import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db, Queryable } from './db.ts';

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

/** Ids of migrations that have not run in this database; all of them when it is new. */
export async function pendingMigrations(db: Queryable, sources: readonly MigrationSource[]): Promise<string[]> {
  const table = await db.row<{ found: string | null }>(`select to_regclass('public.migration')::text as found`);
  const ran = table?.found ? await db.rows<{ id: string }>(`select owner || '/' || name as id from migration`) : [];
  const known = new Set(ran.map(({ id }) => id));
  return knownMigrations(sources).flatMap(({ id }) => (known.has(id) ? [] : [id]));
}

/**
 * Brings the database up to date: forward only, each file in a transaction of its own, one server at a time. Answers the
 * names of what it ran. A file that was changed after it ran is an error. With `only`, the other ids are left for later.
 */
export async function migrate(
  db: Db,
  sources: readonly MigrationSource[],
  progress: (line: string) => void = () => {},
  only?: ReadonlySet<string>,
): Promise<string[]> {
  const client = await db.pool.connect();
  const ran: string[] = [];
  try {
    await client.query(`set statement_timeout = 0`);
    await client.query('select pg_advisory_lock(84200001)');
    await client.query(
      'create table if not exists migration (owner text, name text, hash text not null, at timestamptz not null default now(), primary key (owner, name))',
    );
    const known = new Map<string, string>();
    for (const row of (await client.query('select owner, name, hash from migration')).rows)
      known.set(`${row.owner}/${row.name}`, row.hash);
    for (const m of read(sources)) {
      const id = `${m.owner}/${m.name}`;
      const before = known.get(id);
      if (before === m.hash || only?.has(id) === false) continue;
      if (before)
        throw new Error(`The migration ${id} was changed after it ran here. Restore the file; write a new one for what is new.`);
      progress(`migrating ${id}`);
      try {
        await client.query('begin');
        await client.query(m.sql);
        await client.query('insert into migration (owner, name, hash) values ($1, $2, $3)', [m.owner, m.name, m.hash]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`The migration ${id} failed: ${(error as Error).message}`, { cause: error });
      }
      ran.push(id);
    }
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
    await client.query('reset statement_timeout').catch(() => undefined);
    client.release();
  }
  return ran;
}
