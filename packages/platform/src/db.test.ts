import { cloneDatabase, type TestDatabase } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDb, type Db } from './db.ts';
import { createLogger } from './logger.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await cloneDatabase();
  db = createDb({ url: database.url, logger: createLogger('silent') });
  await db.rows('create table thing (id int)');
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const things = async (): Promise<number> => (await db.row<{ n: number }>('select count(*) as n from thing'))!.n;

it('what waits for the commit runs after it, in order', async () => {
  const said: string[] = [];
  await db.transaction(async (tx) => {
    tx.afterCommit(() => said.push('first'));
    tx.afterCommit(() => said.push('second'));
    await tx.rows('insert into thing values (1)');
    expect(said).toEqual([]);
  });
  expect(said).toEqual(['first', 'second']);
  expect(await things()).toBe(1);
});

it('what a transaction leaves for its end is done in it, and not at all when its work fails', async () => {
  const before = await things();
  const said: string[] = [];
  await db.transaction(async (tx) => {
    tx.afterCommit(() => said.push('committed'));
    tx.beforeCommit(async () => {
      await tx.rows('insert into thing values (10)');
      said.push('last');
    });
    await tx.rows('insert into thing values (11)');
    said.push('work');
  });
  expect(said).toEqual(['work', 'last', 'committed']);
  expect(await things()).toBe(before + 2);
  const failed = db.transaction(async (tx) => {
    tx.beforeCommit(async () => void said.push('never'));
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(said).toHaveLength(3);
});

it('a transaction that passes over a failed statement fails, and nobody is told that it was done', async () => {
  const before = await things();
  const said: string[] = [];
  const work = db.transaction(async (tx) => {
    tx.afterCommit(() => said.push('done'));
    await tx.rows('insert into thing values (2)');
    await tx.rows('select 1 / 0').catch(() => undefined);
  });
  await expect(work).rejects.toThrow('A statement failed');
  expect(said).toEqual([]);
  expect(await things()).toBe(before);
});

it('however many ask whether the database is there, one connection is asked for', async () => {
  const few = createDb({ url: database.url, logger: createLogger('silent'), max: 1 });
  try {
    const client = await few.pool.connect();
    const all = Promise.all(Array.from({ length: 50 }, () => few.answers()));
    expect(few.pool.waitingCount).toBe(1);
    client.release();
    expect(new Set(await all)).toEqual(new Set([true]));
    expect(await few.answers()).toBe(true);
  } finally {
    await few.close();
  }
});
