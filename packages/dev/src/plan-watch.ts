import { createDb, createLogger, type Db, type Tx } from '@rapport/platform';
import { watchedTx } from './plans.ts';

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
export const plannedFor = (about: number): number => about * 30 + 50;

export interface PlanWatch {
  /** One connection, on which what is prepared stays so, and rows may refer to what is not there. */
  db: Db;
  /** Asks for nothing; answers how many rows, or pages, the plans took up at most. */
  rowsOf(ask: PlannedAsk[2]): Promise<number>;
  close(): Promise<void>;
}

export async function watchPlans(databaseUrl: string): Promise<PlanWatch> {
  const db = createDb({ url: databaseUrl, logger: createLogger('silent'), max: 1 });
  await db.rows('set session_replication_role = replica');
  const undo = new Error('for nothing');
  return {
    db,
    async rowsOf(ask) {
      const taken: number[] = [];
      await db
        .transaction(async (tx) => {
          await ask(watchedTx(tx, (rows, pages) => taken.push(rows, pages)));
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
      return Math.max(...taken);
    },
    close: () => db.close(),
  };
}

/** What statistics may say (`where statistics …`), each with what brings it about. All end with the same rows in the tables. */
export function statisticsStates(
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
