import pg from 'pg';
import type { Logger } from './logger.ts';

// int8 as number: counters and milliseconds stay far below 2^53.
pg.types.setTypeParser(20, (value) => Number(value));
// timestamptz as Unix milliseconds.
pg.types.setTypeParser(1184, (value) => new Date(value).getTime());

export type Row = Record<string, unknown>;

/** What readers need: runs one parameterised statement. */
export interface Queryable {
  rows<T = Row>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** The first row, or undefined. */
  row<T = Row>(sql: string, params?: readonly unknown[]): Promise<T | undefined>;
}

/** A transaction. Writers take only this, so nothing is written outside one. */
export interface Tx extends Queryable {
  readonly isTransaction: true;
  /** Runs after the commit, in order; never when it rolls back. */
  afterCommit(act: () => void): void;
}

export interface Db extends Queryable {
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs a prepared statement of the hot path: planned once per connection. */
  prepared<T = Row>(name: string, sql: string, params: readonly unknown[]): Promise<T[]>;
  readonly pool: pg.Pool;
  /** Whether the database can be reached now. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/** Serialization failure, deadlock: the transaction did nothing and may be tried again. */
const retryable = new Set(['40001', '40P01']);

export const pgCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

async function run<T>(client: pg.ClientBase | pg.Pool, sql: string, params: readonly unknown[] = []): Promise<T[]> {
  const result = await client.query(sql, params as unknown[]);
  return result.rows as T[];
}

function txOf(client: pg.PoolClient, after: (() => void)[]): Tx {
  return {
    isTransaction: true,
    rows: (sql, params) => run(client, sql, params),
    row: async <T>(sql: string, params?: readonly unknown[]) => (await run<T>(client, sql, params))[0],
    afterCommit: (act) => {
      after.push(act);
    },
  };
}

export interface DbOptions {
  url: string;
  max?: number;
  logger: Logger;
  /** Milliseconds after which a statement is cancelled. */
  statementTimeout?: number;
}

/** One attempt: begin, work, commit, and then what waits for the commit. */
async function attemptOn<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const after: (() => void)[] = [];
  let broken: Error | undefined;
  let result: T;
  try {
    await client.query('begin');
    result = await work(txOf(client, after));
    // After a statement that failed, a commit only rolls back, and says so in its answer alone.
    if ((await client.query('commit')).command !== 'COMMIT') throw new Error('A statement failed, and the transaction went on.');
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
  for (const act of after) act();
  return result;
}

/** Ends the pool and waits until its connections are gone: its own promise does not, and a server stopped next would be told of as a failure. */
async function closePool(pool: pg.Pool): Promise<void> {
  let open = pool.totalCount;
  const gone = new Promise<void>((resolve) => {
    pool.on('remove', () => {
      open -= 1;
      if (open <= 0) resolve();
    });
    if (open === 0) resolve();
  });
  await pool.end();
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
}

/** A pool of connections to PostgreSQL. */
export function createDb(options: DbOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 12,
    application_name: 'rapport',
    statement_timeout: options.statementTimeout ?? 60_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // One that breaks in the middle of a transaction fails its statements; without a listener the process would end, too.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // A connection that breaks while idle is replaced by the pool; without a listener the process would end.
  pool.on('error', (error) => options.logger.warn({ code: pgCode(error) }, 'an idle database connection broke'));

  return {
    pool,
    rows: (sql, params) => run(pool, sql, params),
    row: async <T>(sql: string, params?: readonly unknown[]) => (await run<T>(pool, sql, params))[0],
    prepared: async <T>(name: string, sql: string, params: readonly unknown[]) =>
      (await pool.query({ name, text: sql, values: params as unknown[] })).rows as T[],
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await attemptOn(pool, work);
        } catch (error) {
          if (attempt >= 5 || !retryable.has(pgCode(error) ?? '')) throw error;
        }
      }
    },
    answers: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    close: () => closePool(pool),
  };
}

/** A writer's first line: throws when it was handed something that is not a transaction. */
export function assertTx(tx: Queryable): asserts tx is Tx {
  if (!('isTransaction' in tx)) throw new Error('This write needs a transaction.');
}
