import type { Readable } from 'node:stream';
import type pg from 'pg';
import { createDb } from '../db.ts';
import { createJobs } from '../jobs.ts';
import type { Logger } from '../logger.ts';
import { knownMigrations, type MigrationSource, migrate } from '../migrate.ts';
import { enqueueKept, jobTable, obstaclesOf, quoted, type SequencePlace, tablesOf } from './catalogue.ts';
import { openCopyClient } from './copy-client.ts';
import { copyIn } from './copy-stream.ts';

/** A table's rows in the text form of `copy`. */
export interface StockedTable {
  name: string;
  columns: string[];
  bytes(): Readable;
  /** How many rows there are; asked when all bytes were taken. */
  rows(): number | Promise<number>;
}

/** What a database holds, wherever it comes from: a backup, another cluster. */
export interface Stock {
  migrations: readonly { id: string; hash: string }[];
  tables: readonly StockedTable[];
  sequences: readonly SequencePlace[];
  jobs(): Readable;
}

export interface LoadOptions {
  /** Migrations of this Rapport. */
  sources: readonly MigrationSource[];
  logger: Logger;
  progress?: ((step: 'tables', done: number, total: number) => void) | undefined;
}

/** @throws an error naming the migration that this Rapport does not know: what a newer one wrote cannot be understood */
export function assertKnown(what: string, migrations: Stock['migrations'], sources: readonly MigrationSource[]): void {
  const known = new Map(knownMigrations(sources).map(({ id, hash }) => [id, hash]));
  const strange = migrations.find(({ id, hash }) => known.get(id) !== hash);
  if (strange)
    throw new Error(`${what}: this one does not know its migration ${strange.id}. Use the version that made it, or a later one.`);
}

async function loadTables(client: pg.Client, stock: Stock, options: LoadOptions): Promise<Map<string, number>> {
  const shapes = new Map((await tablesOf(client)).map((table) => [table.name, new Set(table.columns)]));
  // Migrations put rows of their own into some tables: what comes takes their place.
  if (shapes.size > 0) await client.query(`truncate ${[...shapes.keys()].map(quoted).join(', ')}`);
  const counts = new Map<string, number>();
  for (const [at, table] of stock.tables.entries()) {
    options.progress?.('tables', at, stock.tables.length);
    const shape = shapes.get(table.name);
    const strange = shape ? table.columns.find((column) => !shape.has(column)) : table.name;
    if (strange !== undefined) throw new Error(`The table ${table.name} is not one that Rapport's migrations make (${strange}).`);
    const sql = `copy ${quoted(table.name)} (${table.columns.map(quoted).join(', ')}) from stdin`;
    const taken = await copyIn(client, sql, table.bytes());
    const rows = await table.rows();
    if (taken !== rows) throw new Error(`The table ${table.name} took ${taken} rows instead of ${rows}.`);
    counts.set(table.name, rows);
  }
  options.progress?.('tables', stock.tables.length, stock.tables.length);
  return counts;
}

/** All or nothing, in one transaction. `last_tx` is not carried: each row gets this transaction's, as if written now (SY6a). */
async function loadRows(client: pg.Client, stock: Stock, options: LoadOptions): Promise<void> {
  await client.query('begin');
  const obstacles = await obstaclesOf(client);
  for (const { off } of obstacles) await client.query(off);
  const counts = await loadTables(client, stock, options);
  for (const { name, last } of stock.sequences) {
    if (last !== null) await client.query('select setval($1::regclass, $2::bigint)', [quoted(name), last]);
  }
  for (const { on } of [...obstacles].reverse()) await client.query(on);
  await client.query(`${jobTable} on commit drop`);
  await copyIn(client, 'copy kept_job from stdin', stock.jobs());
  await client.query(enqueueKept);
  // No epoch: the next start opens a new one, and clients that knew the old house rebase.
  await client.query('delete from epoch');
  await client.query('delete from log_reader');
  for (const [name, rows] of counts) {
    const counted = await client.query<{ n: number }>(`select count(*) as n from ${quoted(name)}`);
    if (counted.rows[0]?.n !== rows) throw new Error(`The table ${name} has ${counted.rows[0]?.n} rows instead of ${rows}.`);
  }
  await client.query('commit');
  await client.query('analyze');
}

/** Fills a database without tables: in the shape that the stock had, so that later migrations run afterwards, as an upgrade. */
export async function loadDatabase(url: string, stock: Stock, options: LoadOptions): Promise<void> {
  const db = createDb({ url, logger: options.logger, max: 2, statementTimeout: 0 });
  try {
    await migrate(db, options.sources, undefined, new Set(stock.migrations.map(({ id }) => id)));
    await createJobs({ db, logger: options.logger }).migrate();
  } finally {
    await db.close();
  }
  const client = await openCopyClient(url);
  try {
    await loadRows(client, stock, options);
  } finally {
    await client.end();
  }
}
