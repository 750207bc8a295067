import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from './db.ts';

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

/**
 * Brings the database up to date: forward only, each file in a transaction of its own, one server at a time. Answers the
 * names of what it ran. A file that was changed after it ran is an error.
 */
export async function migrate(
  db: Db,
  sources: readonly MigrationSource[],
  progress: (line: string) => void = () => {},
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
      if (before === m.hash) continue;
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
