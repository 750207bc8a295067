import type { Db, Tx } from '@rapport/platform';

/** A step of a plan that was run (`explain (analyze, format json)`). */
export interface PlanNode {
  /** Pages that it and what is below it read, from memory or not. */
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  'Actual Rows': number;
  'Actual Loops': number;
  'Relation Name'?: string;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: PlanNode[];
}

/** What `explain` answers. */
export type Explained = Record<string, [{ Plan: PlanNode }]>;

export const planOf = ([row]: readonly Explained[]): PlanNode => row!['QUERY PLAN']![0].Plan;

/** Rows that a plan took up, kept or thrown away. */
export const rowsTaken = (node: PlanNode): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0)) *
    node['Actual Loops'] +
  (node.Plans ?? []).reduce((sum, one) => sum + rowsTaken(one), 0);

/** Pages that it read: a walk over a whole index throws no rows away. */
const pagesRead = (node: PlanNode): number => (node['Shared Hit Blocks'] ?? 0) + (node['Shared Read Blocks'] ?? 0);

const elementOf = (value: unknown): string => (value === null ? 'null' : `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`);

/** A value as `execute` takes it. */
export const literalOf = (value: unknown): string => {
  if (value === null) return 'null';
  const text = Array.isArray(value) ? `{${value.map(elementOf).join(',')}}` : String(value);
  return `'${text.replaceAll("'", "''")}'`;
};

/**
 * A transaction whose statements are run once more to see what their plans take up: `note` is told the rows and pages of each. What is prepared keeps, as long
 * as the connection lives, to the plan that it had when it was first asked, for whatever values.
 */
export function watchedTx(tx: Tx, note: (rows: number, pages: number) => void): Tx {
  const explain = async (sql: string, params: readonly unknown[]): Promise<void> => {
    await tx.rows('savepoint explained');
    const plan = planOf(await tx.rows<Explained>(`explain (analyze, buffers, format json) ${sql}`, params));
    note(rowsTaken(plan), pagesRead(plan));
    await tx.rows('rollback to explained');
  };
  const rows = async <T>(sql: string, params: readonly unknown[] = []): Promise<T[]> => {
    await explain(sql, params);
    return tx.rows<T>(sql, params);
  };
  return {
    ...tx,
    rows,
    row: async <T>(sql: string, params?: readonly unknown[]) => (await rows<T>(sql, params))[0],
    prepared: async <T>(name: string, sql: string, params: readonly unknown[]) => {
      await tx.rows('set local plan_cache_mode = force_generic_plan');
      const there = await tx.row('select 1 from pg_prepared_statements where name = $1', [`kept ${name}`]);
      if (!there) await tx.rows(`prepare "kept ${name}" as ${sql}`);
      await explain(`execute "kept ${name}" (${params.map(literalOf).join(', ')})`, []);
      return rows<T>(sql, params);
    },
  };
}

/** Asks for nothing: whatever was done is undone. `note` is told what `watchedTx` tells. */
export async function askForNothing(
  db: Db,
  ask: (tx: Tx) => Promise<unknown>,
  note: (rows: number, pages: number) => void,
): Promise<void> {
  const undo = new Error('for nothing');
  await db
    .transaction(async (tx) => {
      await ask(watchedTx(tx, note));
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
}
