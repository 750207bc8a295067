import pg from 'pg';
import type { Logger } from './logger.ts';
import { Histogram, type Metrics } from './metrics.ts';
import { Statements } from './statements.ts';

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
  /**
   * Runs a prepared statement, for what is asked often: read and planned once per connection, which is most of what a look-up by keys
   * costs. A name stands for one text.
   */
  prepared<T = Row>(name: string, sql: string, params: readonly unknown[]): Promise<T[]>;
}

/** A transaction. Writers take only this, so nothing is written outside one. */
export interface Tx extends Queryable {
  readonly isTransaction: true;
  /** Runs after the commit, in order; never when it rolls back. */
  afterCommit(act: () => void): void;
  /**
   * Runs in the transaction once its work is done, in order: for rows that many transactions write and that each of them takes last. Such an act
   * names no others.
   */
  beforeCommit(act: () => Promise<void>): void;
}

export interface Db extends Queryable {
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly pool: pg.Pool;
  /** What each reader's and writer's statements cost. */
  readonly statements: Statements;
  /** Seconds spent waiting for a connection of the pool. */
  readonly waits: Histogram;
  /** Whether the database can be reached now. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/** Whoever asks whether the database is there is answered within this many milliseconds. */
const answersWithin = 3_000;

/** Serialization failure, deadlock: the transaction did nothing and may be tried again. */
const retryable = new Set(['40001', '40P01']);

export const pgCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Runs a statement under its reader's name, and keeps count of it. */
async function run<T>(
  client: pg.ClientBase,
  { text, figures }: Asked,
  params: readonly unknown[],
  statements: Statements,
  waited = 0,
  name?: string,
): Promise<T[]> {
  const begun = performance.now();
  let rows: number | undefined;
  try {
    const result = await client.query({ text, values: params as unknown[], ...(name ? { name } : {}) });
    rows = result.rowCount ?? 0;
    return result.rows as T[];
  } finally {
    statements.done(figures, begun, rows, waited);
  }
}

type Asked = ReturnType<Statements['of']>;

/** What a transaction leaves for its end. */
interface Ends {
  before: (() => Promise<void>)[];
  after: (() => void)[];
}

function txOf(client: pg.PoolClient, { before, after }: Ends, statements: Statements, waited: number): Tx {
  return {
    isTransaction: true,
    rows: (sql, params = []) => run(client, statements.of(sql), params, statements, waited),
    row: async <T>(sql: string, params: readonly unknown[] = []) =>
      (await run<T>(client, statements.of(sql), params, statements, waited))[0],
    prepared: (name, sql, params) => run(client, statements.ofPrepared(name, sql), params, statements, waited, name),
    afterCommit: (act) => {
      after.push(act);
    },
    beforeCommit: (act) => {
      before.push(act);
    },
  };
}

export interface DbOptions {
  url: string;
  max?: number;
  logger: Logger;
  /** Milliseconds after which a statement is cancelled. */
  statementTimeout?: number;
  /** Milliseconds from which a statement is logged as slow; 0, the default, logs none. */
  slowStatement?: number;
}

/** A connection of the pool, and how long it was waited for (ms). */
async function connect(pool: pg.Pool, waits: Histogram): Promise<{ client: pg.PoolClient; waited: number }> {
  const begun = performance.now();
  const client = await pool.connect();
  const waited = performance.now() - begun;
  waits.observe(waited / 1_000);
  return { client, waited };
}

/** One attempt: begin, work, commit, and then what waits for the commit. */
async function attemptOn<T>(
  { pool, statements, waits }: Pick<Db, 'pool' | 'statements' | 'waits'>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { client, waited } = await connect(pool, waits);
  const commits = statements.figuresOf('transaction.commit');
  const ends: Ends = { before: [], after: [] };
  let broken: Error | undefined;
  let result: T;
  try {
    await client.query('begin');
    result = await work(txOf(client, ends, statements, waited));
    for (const act of ends.before) await act();
    // After a statement that failed, a commit only rolls back, and says so in its answer alone.
    const ending = performance.now();
    const { command } = await client.query('commit');
    statements.done(commits, ending, 0, waited);
    if (command !== 'COMMIT') throw new Error('A statement failed, and the transaction went on.');
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
  for (const act of ends.after) act();
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

/** One statement on any connection. A connection on which one failed is not used again, as `pool.query` has it. */
async function askPool<T>(
  { pool, statements, waits }: Pick<Db, 'pool' | 'statements' | 'waits'>,
  asked: Asked,
  params: readonly unknown[],
  name?: string,
): Promise<T[]> {
  const { client, waited } = await connect(pool, waits);
  let failed: Error | undefined;
  try {
    return await run<T>(client, asked, params, statements, waited, name);
  } catch (error) {
    failed = error as Error;
    throw error;
  } finally {
    client.release(failed);
  }
}

/** A network that swallows everything says neither yes nor no. */
const askWhetherThere = (pool: pg.Pool): Promise<boolean> =>
  Promise.race([
    pool.query('select 1').then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), answersWithin).unref()),
  ]);

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

  const statements = new Statements(options.logger, options.slowStatement ?? 0);
  const waits = new Histogram([0.001, 0.01, 0.1, 1, 10]);
  const parts = { pool, statements, waits };
  // The asker is found before the first await, while it is still on the stack.
  const onPool = <T>(sql: string, params: readonly unknown[] = [], name?: string): Promise<T[]> =>
    askPool<T>(parts, name ? statements.ofPrepared(name, sql) : statements.of(sql), params, name);

  let asking: Promise<boolean> | undefined;

  return {
    ...parts,
    rows: onPool,
    row: async <T>(sql: string, params?: readonly unknown[]) => (await onPool<T>(sql, params))[0],
    prepared: (name, sql, params) => onPool(sql, params, name),
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await attemptOn(parts, work);
        } catch (error) {
          if (attempt >= 5 || !retryable.has(pgCode(error) ?? '')) throw error;
        }
      }
    },
    answers() {
      // One question at a time: anybody may ask, and each would wait for a connection like the calls of people.
      asking ??= askWhetherThere(pool).finally(() => {
        asking = undefined;
      });
      return asking;
    },
    close: () => closePool(pool),
  };
}

/** A single connection as readers want it, outside of any pool. */
export function queryableOf(client: pg.Client): Queryable {
  const ask = async <T>(text: string, values: readonly unknown[] = [], name?: string) =>
    (await client.query({ text, values: values as unknown[], ...(name ? { name } : {}) })).rows as T[];
  return {
    rows: (sql, params) => ask(sql, params),
    row: async <T>(sql: string, params?: readonly unknown[]) => (await ask<T>(sql, params))[0],
    prepared: (name, sql, params) => ask(sql, params, name),
  };
}

/** A writer's first line: throws when it was handed something that is not a transaction. */
export function assertTx(tx: Queryable): asserts tx is Tx {
  if (!('isTransaction' in tx)) throw new Error('This write needs a transaction.');
}

/** The pool, what waits for it, and the statements by their readers' names. */
export function measureDb({ pool, statements, waits }: Db, metrics: Metrics): void {
  metrics.gauges('rapport_pool_connections', 'Connections to the database by state', 'state', () => [
    ['used', pool.totalCount - pool.idleCount],
    ['idle', pool.idleCount],
    ['most', pool.options.max],
  ]);
  metrics.gauge('rapport_pool_waiting', 'Calls that wait for a connection to the database', () => pool.waitingCount);
  metrics.histogram('rapport_pool_wait_seconds', 'Time waited for a connection to the database', waits);
  metrics.summaries('rapport_statement_seconds', "Time of statements by their reader's or writer's name", 'statement', () =>
    [...statements.all()].map((one) => [one.name, one]),
  );
  for (const [name, help, of] of [
    ['rapport_statement_rows_total', 'Rows that statements answered or changed', 'rows'],
    ['rapport_statement_failed_total', 'Statements that failed', 'failed'],
    ['rapport_statement_slow_total', 'Statements over RAPPORT_SLOW_QUERY_MS', 'slow'],
  ] as const)
    metrics.countedBy(name, help, 'statement', () => [...statements.all()].map((one) => [one.name, one[of]] as const));
}
