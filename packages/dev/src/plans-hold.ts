import { createDb, createLogger, type Db, type Tx } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForNothing } from './plans.ts';
import { cloneDatabase, type TestDatabase } from './test-database.ts';

/** What a test asks where statistics are wrong: how that is called, how many rows it is about, and how it is asked. */
export type PlannedAsk = readonly [name: string, about: number, ask: (tx: Tx) => Promise<unknown>];

type Fill = (db: Db) => Promise<unknown>;

/** How a test fills its tables. */
export interface PlanFilling {
  /** What is emptied before. */
  tables: string;
  /** The first rows of each table, about nobody whom the test asks about. */
  little: Fill;
  /** Much that is not asked about. */
  others: Fill;
  /** What is asked about. */
  ours: Fill;
  /**
   * What the rows once were (`where statistics …`), how they become that, and how they become what they are. `walk`: rows of a table that statistics of
   * then rightly have a statement walk through, once.
   */
  once: readonly (readonly [name: string, was: Fill, is: Fill, walk?: number])[];
}

/** Rows and pages that a statement about so many rows may take up: some of each, none by how much there is. */
const plannedFor = (about: number): number => about * 30 + 50;

interface PlanWatch {
  /** One connection, on which what is prepared stays so, and rows may refer to what is not there. */
  db: Db;
  /** Asks for nothing; answers how many rows, or pages, the plans took up at most. */
  rowsOf(ask: PlannedAsk[2]): Promise<number>;
  close(): Promise<void>;
}

async function watchPlans(databaseUrl: string): Promise<PlanWatch> {
  const db = createDb({ url: databaseUrl, logger: createLogger('silent'), max: 1 });
  await db.rows('set session_replication_role = replica');
  return {
    db,
    async rowsOf(ask) {
      const taken: number[] = [];
      await askForNothing(db, ask, (rows, pages) => taken.push(rows, pages));
      return Math.max(...taken);
    },
    close: () => db.close(),
  };
}

/** What statistics may say (`where statistics …`), each with what brings it about. All end with the same rows in the tables. */
function statisticsStates(
  watch: () => PlanWatch,
  filling: PlanFilling,
  asks: readonly PlannedAsk[],
): { name: string; prepare: () => Promise<void>; walk: number }[] {
  const { tables, little, others, ours, once } = filling;
  const all: Fill = async (db) => {
    await others(db);
    await ours(db);
  };
  const analyze: Fill = (db) => db.rows('analyze');
  const empty: Fill = async (db) => {
    await db.rows(`truncate ${tables} cascade`);
    await db.rows('delete from pg_statistic where starelid = any ($1::regclass[])', [tables.split(', ')]);
    await db.rows('deallocate all');
  };
  const askAll: Fill = async () => {
    for (const [, , ask] of asks) await watch().rowsOf(ask);
  };
  const states: [string, Fill[], number?][] = [
    ['were never made', [all]],
    ['were made while there was nothing', [analyze, all]],
    ['were made while there was little', [little, analyze, all]],
    ['were never made, and plans are kept from before ours', [others, askAll, ours]],
    ['know others alone, and plans are kept from then', [others, analyze, askAll, ours]],
    ['know ours alone', [ours, analyze, others]],
    ...once.map(([name, was, is, walk]): (typeof states)[number] => [name, [all, was, analyze, is], walk]),
    ['are true', [all, analyze]],
  ];
  return states.map(([name, steps, walk = 0]) => ({
    name,
    walk,
    prepare: async () => {
      for (const step of [empty, ...steps]) await step(watch().db);
    },
  }));
}

/**
 * Tests, in a database without a house, that each of them takes up no more than it is about, whatever statistics say. `ready` is called once before, while
 * the tables are empty.
 */
export function plansHold(filling: PlanFilling, asks: readonly PlannedAsk[], ready: (db: Db) => Promise<void>): void {
  let database: TestDatabase;
  let watch: PlanWatch;
  beforeAll(async () => {
    database = await cloneDatabase();
    watch = await watchPlans(database.url);
    await ready(watch.db);
  });
  afterAll(async () => {
    await watch.close();
    await database.drop();
  });

  describe.each(statisticsStates(() => watch, filling, asks))('where statistics $name', ({ prepare, walk }) => {
    beforeAll(prepare);

    it.each(asks)('as many rows are taken up as it is about: %s', async (_name, about, ask) => {
      const taken = await watch.rowsOf(ask);
      // What asks for nothing takes up nothing, and says nothing.
      expect(taken).toBeGreaterThanOrEqual(0);
      expect(taken).toBeLessThan(plannedFor(about) + walk);
    });
  });
}
