import type { ReportGroup, ReportRow } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

export interface ReportAsked {
  from: number;
  to: number;
  inboxes: readonly string[];
  zone: string;
  agent?: string | undefined;
  label?: string | undefined;
  account?: string | undefined;
}

const span = (unit: 'day' | 'week' | 'month'): string => `to_char(date_trunc('${unit}', f.at at time zone $4), 'YYYY-MM-DD')`;

/** What a fact counts under; of cases in several inboxes, or with several labels, under each. */
const keys: Readonly<Record<ReportGroup, { key: string; join?: string }>> = {
  day: { key: span('day') },
  week: { key: span('week') },
  month: { key: span('month') },
  inbox: {
    key: 'i.inbox_id::text',
    join: 'cross join lateral (select * from case_inbox i0 where i0.case_id = f.case_id and i0.inbox_id = any ($3::uuid[]) offset 0) i',
  },
  agent: { key: `coalesce(f.agent::text, '')` },
  label: { key: `coalesce(l.label, '')`, join: 'left join lateral unnest(f.labels) as l (label) on true' },
  channel: { key: 'f.account_id::text' },
};

const within = (column: string): string =>
  `${column} >= to_timestamp($1::float8 / 1000) and ${column} < to_timestamp($2::float8 / 1000)`;
const here = 'exists (select 1 from case_inbox i where i.case_id = c.id and i.inbox_id = any ($3::uuid[]) offset 0)';

/** What happened, each with when, of which case, by whom, and how long it took (IN13). A message of a contact is a fact of its own beside what it caused. */
const facts = `
  select e.at, c.id as case_id, c.account_id, c.labels, k.fact, k.agent, k.took, k.kept, null::smallint as score, null::text as scale
  from case_event e join customer_case c on c.id = e.case_id
  cross join lateral (
    select 'opened-by-contact' as fact, coalesce(c.assignee_id, c.solved_by) as agent, null::float8 as took, null::boolean as kept
      where e.type = 'case.opened' and e.by_id is null and not e.data ? 'split'
    union all select 'opened-by-us', e.by_id, null, null where e.type = 'case.opened' and e.by_id is not null and not e.data ? 'split'
    union all select 'split', e.by_id, null, null where e.type = 'case.opened' and e.data ? 'split'
    union all select 'heard', coalesce(c.assignee_id, c.solved_by), null, null
      where e.type in ('case.heard', 'case.reopened') or (e.type = 'case.opened' and e.by_id is null and not e.data ? 'split')
    union all select 'reopened', coalesce(c.assignee_id, c.solved_by), null, null
      where e.type in ('case.reopened', 'case.status') and e.data ->> 'from' = 'solved'
        and coalesce(e.data ->> 'status', 'open') not in ('solved', 'closed')
    union all select 'answered', (e.data ->> 'by')::uuid, null, null where e.type = 'case.answered'
    union all select 'first', (e.data ->> 'by')::uuid, (e.data ->> 'waited')::float8, (e.data #>> '{kept,first}')::boolean
      where e.type = 'case.answered' and e.data ? 'first'
    union all select 'solved', (e.data ->> 'by')::uuid, (e.data ->> 'took')::float8, (e.data #>> '{kept,resolution}')::boolean
      where e.type = 'case.status' and e.data ? 'took') k
  where ${within('e.at')} and e.type in ('case.opened', 'case.heard', 'case.reopened', 'case.answered', 'case.status') and ${here}
  union all
  select r.asked_at, c.id, c.account_id, c.labels, 'asked', r.agent_id, null, null, null, null
  from case_rating r join customer_case c on c.id = r.case_id where ${within('r.asked_at')} and ${here}
  union all
  select r.rated_at, c.id, c.account_id, c.labels, 'rated', r.agent_id, null, null, r.score, r.scale
  from case_rating r join customer_case c on c.id = r.case_id where r.rated_at is not null and ${within('r.rated_at')} and ${here}`;

const count = (what: string): string => `count(*) filter (where ${what})::int`;
const percentile = (share: number, fact: string): string =>
  `(percentile_cont(${share}) within group (order by f.took) filter (where f.fact = '${fact}'))::float8`;

const figures = `${count("f.fact in ('opened-by-contact', 'opened-by-us', 'split')")} as opened,
  ${count("f.fact = 'opened-by-contact'")} as "openedByContact", ${count("f.fact = 'opened-by-us'")} as "openedByUs",
  ${count("f.fact = 'solved'")} as solved, ${count("f.fact = 'reopened'")} as reopened,
  ${count("f.fact = 'heard'")} as heard, ${count("f.fact = 'answered'")} as answered,
  ${count("f.fact = 'first'")} as firsts, ${percentile(0.5, 'first')} as "firstMedian", ${percentile(0.9, 'first')} as "first90",
  ${count("f.fact = 'first' and f.kept is not null")} as "firstsPromised", ${count("f.fact = 'first' and f.kept")} as "firstsKept",
  ${percentile(0.5, 'solved')} as "solvedMedian", ${percentile(0.9, 'solved')} as "solved90",
  ${count("f.fact = 'solved' and f.kept is not null")} as "solvedPromised", ${count("f.fact = 'solved' and f.kept")} as "solvedKept",
  ${count("f.fact = 'asked'")} as asked, ${count("f.fact = 'rated'")} as rated,
  (avg(f.score) filter (where f.scale = 'csat'))::float8 as csat, ${count("f.scale = 'csat'")} as csats,
  (100 * avg(case when f.score >= 9 then 1 when f.score <= 6 then -1 else 0 end) filter (where f.scale = 'nps'))::float8 as nps,
  ${count("f.scale = 'nps'")} as npses`;

/**
 * Figures of what happened in a time in some inboxes, grouped, or (`by` null) of all of it in one row. Bounded by the indices of
 * `case_event (at)` and of the times of ratings; the zone and the filters are bound whatever it is grouped by.
 */
export function reportRows(
  q: Queryable,
  by: ReportGroup | null,
  { from, to, inboxes, zone, agent, label, account }: ReportAsked,
): Promise<ReportRow[]> {
  const { key, join = '' } = by === null ? { key: `''` } : keys[by];
  return q.rows<ReportRow>(
    `select ${by === null ? `'' as key, '' as name` : `${key} as key, '' as name`}, ${figures}
     from (${facts}) f ${join}
     where $4::text <> '' and ($5::uuid is null or f.agent = $5) and ($6::text is null or f.labels @> array[$6])
       and ($7::uuid is null or f.account_id = $7)
     ${by === null ? '' : 'group by 1 order by 1 limit 2000'}`,
    [from, to, inboxes, zone, agent ?? null, label ?? null, account ?? null],
  );
}
