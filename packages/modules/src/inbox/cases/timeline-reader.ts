import type { Queryable } from '@rapport/platform';
import { liesIn } from './lies-in-reader.ts';

/** Something that happened to a case. */
export interface PastRow {
  id: string;
  /** What tells it from others of the same moment. */
  key: string;
  number: number;
  account: string;
  at: number;
  /** `opened`, `solved`, or the type of an event. */
  type: string;
  by: string | null;
  title: string | null;
  data: { added?: string[]; removed?: string[]; step?: string; at?: number; score?: number };
  /** Of a follow-up: what is to be done. */
  what: string | null;
}

export interface PastAsked {
  handles: readonly string[];
  /** Only cases that lie in one of these. */
  inboxes: readonly string[];
  /** Only cases that began on one of these accounts; null: on any. */
  accounts: readonly string[] | null;
  /** Not after this, Unix ms. */
  until: number | null;
  limit: number;
}

/** Events of a case that its contact's history tells besides its beginning and end. */
export const toldEvents = [
  'case.merged',
  'case.split',
  'case.labelled',
  'case.complaint',
  'case.follow-up',
  'case.rated',
] as const;

/** How cases of a contact began and ended and what became of them, newest first. */
export const pastOf = (q: Queryable, a: PastAsked): Promise<PastRow[]> =>
  q.rows<PastRow>(
    `with own as (
       select c.* from customer_case c where c.handle_id = any ($1::uuid[]) and ($5::uuid[] is null or c.account_id = any ($5::uuid[]))
         and ${liesIn('c.root', 2)})
     select z.id, z.key, own.number, own.account_id as account, z.at, z.type, z.by, own.title, z.data, f.what from (
       select id, 'opened' as key, opened_at as at, 'opened' as type, opened_by as "by", '{}'::jsonb as data from own
       union all select id, 'solved', solved_at, 'solved', solved_by, '{}' from own where solved_at is not null
       union all select own.id, 'ev ' || e.ev, e.at, e.type, e.by_id, e.data from own
         cross join lateral (select * from case_event e0 where e0.case_id = own.id and e0.type = any ($6::text[]) offset 0) e) z
     join own on own.id = z.id
     left join lateral (
       select f0.what from case_follow_up f0 where z.type = 'case.follow-up' and f0.id = (z.data ->> 'followUp')::uuid limit 1) f on true
     where $3::float8 is null or z.at < to_timestamp(($3 + 1) / 1000) order by z.at desc, z.id desc, z.key desc limit $4`,
    [a.handles, a.inboxes, a.until, a.limit, a.accounts, toldEvents],
  );

/** Talk among colleagues that began at cases of a contact, whoever takes part. */
export const talksAbout = async (q: Queryable, handles: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select t.conversation_id as id from customer_case c
       cross join lateral (select * from case_talk t0 where t0.case_id = c.id offset 0) t where c.handle_id = any ($1::uuid[])`,
      [handles],
    )
  ).map(({ id }) => id);
