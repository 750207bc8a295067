import type { Look } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { CountedInspection, InspectionRow } from './rows.ts';

const columns = `i.id, i.asked_by as "askedBy", i.asked_at as "askedAt", i.purpose, i.scope, i.people, i.days, i.state,
  i.decided_by as "decidedBy", i.opened_at as "openedAt", i.expires_at as "expiresAt", i.ended_by as "endedBy", i.ended_at as "endedAt", i.reason,
  (select json_build_object('id', m.id, 'name', m.name) from matter m where m.id = i.matter_id) as matter`;
/** How often was looked; for whoever is told of an inspection, not for each look. */
const looks = '(select count(*)::int from inspection_look l where l.inspection_id = i.id) as looks';

export const findInspection = (q: Queryable, id: string): Promise<InspectionRow | undefined> =>
  q.row<InspectionRow>(`select ${columns} from inspection i where i.id = $1`, [id]);

export const countedInspection = (q: Queryable, id: string): Promise<CountedInspection | undefined> =>
  q.row<CountedInspection>(`select ${columns}, ${looks} from inspection i where i.id = $1`, [id]);

const unended = `i.state in ('asked', 'open')`;

/** Newest first, below an id. `waiting`: those that others than `user` asked for and nobody decided about. */
export const inspectionsBelow = (
  q: Queryable,
  { which, user, now }: { which: 'mine' | 'waiting' | 'all'; user: string; now: number },
  below: string | undefined,
  limit: number,
): Promise<CountedInspection[]> =>
  q.rows<CountedInspection>(
    `select ${columns}, ${looks} from inspection i
     where ($1::text = 'all' or ($1 = 'mine' and i.asked_by = $2::uuid)
         or ($1 = 'waiting' and i.state = 'asked' and i.asked_by <> $2 and i.expires_at > to_timestamp($3::float8 / 1000)))
       and ($4::uuid is null or i.id < $4) order by i.id desc limit $5`,
    [which, user, now, below ?? null, limit],
  );

export const unendedOf = async (q: Queryable, user: string): Promise<number> =>
  (await q.row<{ n: number }>(`select count(*)::int as n from inspection i where i.asked_by = $1 and ${unended}`, [user]))!.n;

/** Those whose time is over and of which nobody noted it. */
export const overdue = async (q: Queryable, now: number, limit: number): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select i.id from inspection i where ${unended} and i.expires_at <= to_timestamp($1::float8 / 1000) order by i.expires_at limit $2`,
      [now, limit],
    )
  ).map(({ id }) => id);

export const ruleNow = async (q: Queryable): Promise<{ second: boolean; wishedBy: string | null }> =>
  (await q.row<{ second: boolean; wishedBy: string | null }>(`select second, wished_by as "wishedBy" from archive_rule`))!;

/** Looks, newest first, below an id. */
export const looksBelow = (
  q: Queryable,
  { inspection, by }: { inspection?: string | undefined; by?: string | undefined },
  below: string | undefined,
  limit: number,
): Promise<Look[]> =>
  q.rows<Look>(
    `select l.id, l.inspection_id as inspection, i.purpose, l.by_user as by, l.at, l.kind, l.detail, l.results
     from inspection_look l join inspection i on i.id = l.inspection_id
     where ($1::uuid is null or l.inspection_id = $1) and ($2::uuid is null or l.by_user = $2) and ($3::uuid is null or l.id < $3)
     order by l.id desc limit $4`,
    [inspection ?? null, by ?? null, below ?? null, limit],
  );
