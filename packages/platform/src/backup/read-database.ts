import type pg from 'pg';
import { jobsToKeep, quoted, type SequencePlace, sequencesOf, type TableShape, tablesOf } from './catalogue.ts';

/** What a database held at the instant of the reading transaction, but for the rows themselves. */
export interface Described {
  postgres: string;
  migrations: { id: string; hash: string }[];
  tables: TableShape[];
  sequences: SequencePlace[];
}

/**
 * Begins reading: one snapshot for all tables until the transaction ends, writers go on meanwhile. Holds the lock that migrations take alone,
 * so that the shape of tables stays while they are read.
 */
export async function beginReading(client: pg.Client): Promise<Described> {
  const { rows: lock } = await client.query<{ free: boolean }>('select pg_try_advisory_lock_shared(84200001) as free');
  if (!lock[0]?.free) throw new Error('The database is being migrated at this moment. Try again when that is done.');
  // Rows of large tables are put in order: in memory as far as that is cheap, on the database's disk beyond.
  await client.query(`begin isolation level repeatable read, read only; set local work_mem = '64MB'`);
  const { rows: version } = await client.query<{ server_version: string }>('show server_version');
  const { rows: migrations } = await client.query<{ id: string; hash: string }>(
    `select owner || '/' || name as id, hash from migration order by at, id`,
  );
  return {
    postgres: version[0]?.server_version ?? '',
    migrations,
    tables: await tablesOf(client),
    sequences: await sequencesOf(client),
  };
}

/** All rows of a table, or those of a condition. */
export function copyOfTable({ name, columns }: TableShape, condition?: string): string {
  const named = columns.map(quoted).join(', ');
  return condition
    ? `copy (select ${named} from ${quoted(name)} where ${condition}) to stdout`
    : `copy ${quoted(name)} (${named}) to stdout`;
}

/** Waiting jobs in the form that a load takes. */
export const copyOfJobs = `copy (${jobsToKeep}) to stdout`;
