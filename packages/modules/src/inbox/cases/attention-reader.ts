import type { Queryable } from '@rapport/platform';
import { liesIn } from './lies-in-reader.ts';

/** Something a contact said, where it lies. */
export interface SaidPlace {
  conversation: string;
  seq: number;
}

/** Rows of a case in which a contact said something; what a machine said, and what lay in another case before, calls nobody. `e` is a `case_event`. */
const heardSql = `e.type in ('case.opened', 'case.heard', 'case.reopened') and e.by_id is null and not e.data ?| array['auto', 'split']`;
const placeSql = `e.data ->> 'conversation' as conversation, coalesce(e.data ->> 'seq', e.data ->> 'from')::bigint as seq`;

export interface HeardRow extends SaidPlace {
  case: string;
  ev: number;
}

/** What a contact has said in a case since we answered, newest first. */
export const heardSince = (q: Queryable, root: string, limit: number): Promise<HeardRow[]> =>
  q.rows<HeardRow>(
    `select e.case_id as "case", e.ev, ${placeSql} from customer_case g join case_event e on e.case_id = g.id
     where g.root = $1 and ${heardSql}
       and not exists (select 1 from case_event a where a.case_id = e.case_id and a.ev > e.ev and a.type = 'case.answered')
     order by e.at desc, e.case_id, e.ev desc limit $2`,
    [root, limit],
  );

/** To whom a case was given by these events, by somebody else or by routing. */
export const givenBy = async (q: Queryable, news: readonly { case: string; ev: number }[]): Promise<string[]> =>
  (
    await q.rows<{ user: string }>(
      `select e.data ->> 'user' as "user" from unnest($1::uuid[], $2::bigint[]) as n (id, ev)
       join case_event e on e.case_id = n.id and e.ev = n.ev
       where e.type = 'case.assigned' and e.data ->> 'user' is not null and e.data ->> 'user' is distinct from e.by_id::text`,
      [news.map((n) => n.case), news.map((n) => n.ev)],
    )
  ).map(({ user }) => user);

/** Of these people those who take no work now. */
export const takingNone = async (q: Queryable, users: readonly string[]): Promise<Set<string>> =>
  new Set(
    (
      await q.rows<{ user: string }>(
        'select user_id as "user" from inbox_agent where user_id = any ($1::uuid[]) and not accepting',
        [users],
      )
    ).map(({ user }) => user),
  );

/** Open cases in which a contact waits: somebody's own, and those of some inboxes that nobody has; with what was said last, newest first. */
export const waitingRows = (
  q: Queryable,
  user: string,
  inboxes: readonly string[],
  limit: number,
): Promise<(SaidPlace & { case: string })[]> =>
  q.rows(
    `select c.id as "case", h.conversation, h.seq from customer_case c
     cross join lateral (
       select ${placeSql} from customer_case g
       cross join lateral (select * from case_event e0 where e0.case_id = g.id offset 0) e
       where g.root = c.id and ${heardSql} order by e.at desc, e.ev desc limit 1) h
     where c.merged_into is null and c.status = 'open' and c.waits_since is not null
       and (c.assignee_id = $1 or (c.assignee_id is null and ${liesIn('c.id', 2)}))
     order by c.waits_since desc, c.id limit $3`,
    [user, inboxes, limit],
  );
