import type { Db, Queryable } from '../db.ts';
import { deadAfter, nodesNow } from '../nodes/node-table.ts';
import type { Vault } from '../vault.ts';
import { currentKey } from './key-mark.ts';

/** A column of wrapped keys or sealed secrets. Names come from code. */
export interface SealedColumn {
  table: string;
  column: string;
  what: 'key' | 'secret';
}

/** How far it is: `done` of about `total` stored keys of a column. */
export type ResealProgress = (column: SealedColumn, done: number, total: number) => void;

/** Stored keys that are sealed again in one transaction. */
const pageSize = 500;
/** What is stored while a pass runs is found by the next. */
const mostPasses = 5;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const numberOf = (column: string): string => `get_byte(${column}, 0)`;

interface KeyPart {
  name: string;
  type: string;
}

const primaryKeyOf = (q: Queryable, table: string): Promise<KeyPart[]> =>
  q.rows<KeyPart>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = $1::regclass and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)`,
    [table],
  );

/** How many stored keys of a column each master key seals. */
async function countsOf(q: Queryable, { table, column }: SealedColumn): Promise<Map<number, number>> {
  const name = quoted(column);
  const rows = await q.rows<{ n: number; count: number }>(
    `select ${numberOf(name)} as n, count(*)::int as count from ${quoted(table)} where ${name} is not null group by 1`,
  );
  return new Map(rows.map(({ n, count }) => [n, count]));
}

/** How many stored keys each master key seals, in all columns. */
export async function sealedWith(q: Queryable, columns: readonly SealedColumn[]): Promise<Map<number, number>> {
  const all = new Map<number, number>();
  for (const column of columns) for (const [n, count] of await countsOf(q, column)) all.set(n, (all.get(n) ?? 0) + count);
  return all;
}

type Row = Record<string, string> & { old: Buffer };

/** One column, page by page in the order of its primary key, so that one that is cut off goes on where others are left. */
async function resealColumn(db: Db, vault: Vault, sealed: SealedColumn, tell: (done: number) => void): Promise<void> {
  const table = quoted(sealed.table);
  const column = quoted(sealed.column);
  const parts = await primaryKeyOf(db, table);
  const names = parts.map(({ name }) => quoted(name));
  const after = `(${names.join(', ')}) > (${parts.map(({ type }, i) => `$${i + 2}::text::${type}`).join(', ')})`;
  const shown = names.map((name, i) => `${name}::text as k${i}`).join(', ');
  const arrays = parts.map(({ type }, i) => `$${i + 1}::text[]::${type}[]`).join(', ');
  const n = parts.length;
  let last: string[] | undefined;
  for (let done = 0; ; ) {
    const rows = await db.rows<Row>(
      `select ${shown}, ${column} as old from ${table} where ${column} is not null and ${numberOf(column)} <> $1
       ${last ? `and ${after}` : ''} order by ${names.join(', ')} limit ${pageSize}`,
      [vault.current, ...(last ?? [])],
    );
    if (rows.length === 0) return;
    const keys = parts.map((_, i) => rows.map((row) => row[`k${i}`]!));
    const fresh = rows.map(({ old }) => vault.again(sealed.what, old));
    // What was changed or destroyed in between stays so.
    await db.rows(
      `update ${table} t set ${column} = s.fresh
       from unnest(${arrays}, $${n + 1}::bytea[], $${n + 2}::bytea[]) as s (${parts.map((_, i) => `k${i}`).join(', ')}, old, fresh)
       where ${names.map((name, i) => `t.${name} = s.k${i}`).join(' and ')} and t.${column} = s.old`,
      [...keys, rows.map(({ old }) => old), fresh],
    );
    done += rows.length;
    tell(done);
    last = keys.map((values) => values.at(-1)!);
  }
}

/**
 * Seals everything again with the current master key. May be cut off and run again; people go on working meanwhile.
 * @throws Error when something is sealed with another key again and again: a server that does not know of the current one
 */
export async function resealAll(
  db: Db,
  vault: Vault,
  columns: readonly SealedColumn[],
  progress: ResealProgress = () => undefined,
): Promise<number> {
  let sealed = 0;
  for (let pass = 0; pass < mostPasses; pass++) {
    let left = 0;
    for (const column of columns) {
      const counts = await countsOf(db, column);
      counts.delete(vault.current);
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      left += total;
      if (total > 0) await resealColumn(db, vault, column, (done) => progress(column, done, total));
    }
    if (left === 0) return sealed;
    sealed += left;
  }
  throw new Error(
    'Something goes on sealing with an older master key: see that every server was started again, then run this once more.',
  );
}

/** Addresses of the living nodes that do not have a master key yet, or do not seal with it yet. */
export async function nodesWithout(q: Queryable, number: number): Promise<{ lacking: string[]; notUsing: string[] }> {
  const nodes = (await nodesNow(q)).filter(({ unseen }) => unseen < deadAfter);
  const addresses = (which: (node: (typeof nodes)[number]) => boolean) => nodes.filter(which).map(({ address }) => address);
  return {
    lacking: addresses(({ newestKey }) => newestKey < number),
    notUsing: addresses(({ currentKey }) => currentKey !== number),
  };
}

/** From now on this key seals: every node takes it up within seconds. */
export async function makeCurrent(db: Db, vault: Vault, number: number): Promise<void> {
  const mark = vault.markOf(number);
  if (!mark) throw new Error(`Master key ${number} is not here.`);
  await db.rows('insert into key_mark (n, mark) values ($1, $2) on conflict (n) do nothing', [number, mark]);
  vault.use(number);
}

/** Nothing may be sealed with it any more; the database forgets it. */
export async function forgetKey(db: Db, number: number, columns: readonly SealedColumn[]): Promise<void> {
  const current = await currentKey(db);
  if (current === undefined || number >= current) throw new Error(`Master key ${number} is not older than the current one.`);
  const left = (await sealedWith(db, columns)).get(number) ?? 0;
  if (left > 0)
    throw new Error(`${left} stored keys are sealed with master key ${number}: run "rapport keys rotate" to its end first.`);
  await db.rows('delete from key_mark where n = $1', [number]);
}
