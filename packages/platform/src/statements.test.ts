import { cloneDatabase, type TestDatabase, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDb, type Db, measureDb, type Queryable } from './db.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

const lines: { statement?: string; milliseconds?: number; rows?: number; waitedForConnection?: number; failed?: boolean }[] = [];
let database: TestDatabase;
let db: Db;
let other: Db;
beforeAll(async () => {
  database = await cloneDatabase();
  const logger = createLogger('warn', { write: (line) => void lines.push(JSON.parse(line)) });
  db = createDb({ url: database.url, logger, slowStatement: 250, max: 1 });
  other = createDb({ url: database.url, logger: createLogger('silent'), max: 1 });
});
afterAll(async () => {
  await db.close();
  await other.close();
  await database.drop();
});

async function sleepyReader(on: Queryable, secret: string): Promise<unknown> {
  await Promise.resolve();
  return on.rows('select pg_sleep(0.3), $1::text', [secret]);
}
const quickReader = (on: Queryable) => on.row<{ two: number }>('select 1 + 1 as two');

const figuresOf = (name: string) => [...db.statements.all()].find((one) => one.name === `statements.${name}`);
const said = (name: string) => lines.filter(({ statement }) => statement === `statements.${name}`);

describe('statements under the names of their readers', () => {
  it('a slow one is logged with its reader, duration, rows and waiting, never with what it was asked for', async () => {
    const holding = sleepyReader(db, '床前明月光');
    // The pool has one connection: what comes second waits for it.
    const second = sleepyReader(db, 'geheim');
    await Promise.all([holding, second, quickReader(db)]);
    const [first] = said('sleepyReader');
    expect(first).toMatchObject({ level: 40, msg: 'a slow statement', rows: 1 });
    expect(first!.milliseconds).toBeGreaterThanOrEqual(290);
    // One line a second and name: the second is in the figures.
    expect(figuresOf('sleepyReader')).toMatchObject({ count: 2, slow: 2, rows: 2, failed: 0 });
    expect(figuresOf('quickReader')).toMatchObject({ count: 1, slow: 0, rows: 1 });
    expect(said('quickReader')).toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/床前|geheim|pg_sleep/);
    expect(db.waits.count).toBe(3);
    expect(db.waits.sum).toBeGreaterThan(0.25);
  });

  it('the wait for a connection stands in the line of whoever waited', async () => {
    const held = db.transaction((tx) => tx.rows('select pg_sleep(0.2)'));
    const waiter = async (on: Queryable) => on.rows('select pg_sleep(0.3)');
    await Promise.all([held, waiter(db)]);
    expect(said('waiter')[0]!.waitedForConnection).toBeGreaterThanOrEqual(150);
  });

  it('in a transaction, from an arrow, a method and a nested function the nearest named one is meant', async () => {
    class Desk {
      async look(on: Queryable) {
        return on.row('select 3 as three');
      }
    }
    const outer = async (on: Queryable) => {
      const inner = () => on.rows('select 4 as four');
      return inner();
    };
    await db.transaction(async (tx) => {
      await quickReader(tx);
      await new Desk().look(tx);
      await outer(tx);
      await [1].map(() => tx.row('select 5 as five'))[0];
    });
    for (const name of ['quickReader', 'look', 'inner']) expect(figuresOf(name)?.count, name).toBeGreaterThan(0);
    expect([...db.statements.all()].map(({ name }) => name)).toContain('transaction.commit');
  });

  it('failures are counted, and logged when slow', async () => {
    const failing = (on: Queryable) => on.rows('select pg_sleep(0.3), 1 / (random() < 0)::int');
    await expect(failing(db)).rejects.toThrow('division');
    expect(figuresOf('failing')).toMatchObject({ count: 1, failed: 1, slow: 1, rows: 0 });
    expect(said('failing')[0]).toMatchObject({ failed: true });
  });

  it('PostgreSQL shows whose statement runs, and prepared ones stay prepared', async () => {
    const running = sleepyReader(db, 'x');
    const shown = async () =>
      (
        await other.rows<{ query: string }>(
          `select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
        )
      )
        .map(({ query }) => query)
        .join('\n');
    await until(async () => (await shown()).includes('/* statements.sleepyReader */ select'));
    await running;
    for (let n = 0; n < 3; n++) expect(await db.prepared('plus', 'select $1::int + 1 as n', [n])).toEqual([{ n: n + 1 }]);
    expect(await db.transaction((tx) => tx.rows('select $1::int + 1 as n', [1]))).toEqual([{ n: 2 }]);
    expect(await db.rows('select name from pg_prepared_statements')).toEqual([{ name: 'plus' }]);
  });

  it('figures come out by name, and the pool with them', async () => {
    const metrics = createMetrics();
    measureDb(db, metrics);
    const text = await metrics.text();
    expect(text).toMatch(/rapport_statement_seconds_count\{statement="statements\.sleepyReader"\} 3/);
    expect(text).toMatch(/rapport_statement_slow_total\{statement="statements\.sleepyReader"\} 3/);
    expect(text).toMatch(/rapport_statement_failed_total\{statement="statements\.failing"\} 1/);
    expect(text).toMatch(/rapport_pool_connections\{state="most"\} 1/);
    expect(text).toContain('rapport_pool_wait_seconds_bucket{le="+Inf"}');
    expect(text).toContain('rapport_pool_waiting 0');
  });
});
