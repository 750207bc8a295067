import type { Queryable } from '@rapport/platform';
import { liesIn } from '../cases/lies-in-reader.ts';

/** At most so many cases of each list: whoever has more waiting sees that there are more by the counts. */
const most = 100;
const inOne = `c.merged_into is null
  and ${liesIn('c.id', 1)}`;

/** Cases that nobody has, those that wait longest first. */
export const longestWaiting = async (q: Queryable, inboxes: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select c.id from customer_case c where ${inOne} and c.status in ('open') and c.assignee_id is null
       order by coalesce(c.waits_since, c.opened_at), c.id limit ${most}`,
      [inboxes],
    )
  ).map(({ id }) => id);

/** Cases by which something is owed, what is latest first. */
export const nextDue = async (q: Queryable, inboxes: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select c.id from customer_case c where ${inOne} and c.status in ('open', 'waiting', 'snoozed') and c.due_at is not null
       order by c.due_at, c.id limit ${most}`,
      [inboxes],
    )
  ).map(({ id }) => id);

/** How many fall due between now and then (Unix ms). */
export const dueBetween = async (q: Queryable, inboxes: readonly string[], now: number, then: number): Promise<number> =>
  (await q.row<{ n: number }>(
    `select count(*)::int as n from customer_case c where ${inOne} and c.status in ('open', 'waiting', 'snoozed')
       and c.due_at >= to_timestamp($2::float8 / 1000) and c.due_at < to_timestamp($3::float8 / 1000)`,
    [inboxes, now, then],
  ))!.n;
