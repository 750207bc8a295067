import type { Queryable } from '@rapport/platform';
import { liesIn } from '../cases/lies-in-reader.ts';

export interface AgentRow {
  user: string;
  capacity: number;
  skills: string[];
  accepting: boolean;
  present: boolean;
  awaySince: number | null;
  lastGiven: number | null;
  idleSince: number | null;
  /** Weights of their open cases. */
  load: number;
}

const columns = `a.user_id as "user", a.capacity, a.skills, a.accepting, a.node is not null as present, a.away_since as "awaySince",
  a.last_given as "lastGiven", a.idle_since as "idleSince", coalesce(l.load, 0)::int as load`;
const loads = `left join lateral (select sum(c.weight) as load from customer_case c
  where c.assignee_id = a.user_id and c.merged_into is null and c.status = 'open') l on true`;

export const agentRows = (q: Queryable, users: readonly string[]): Promise<AgentRow[]> =>
  q.rows<AgentRow>(`select ${columns} from inbox_agent a ${loads} where a.user_id = any ($1::uuid[]) order by a.user_id`, [
    users,
  ]);

/** Takes the rows of people, in one order: two inboxes that give to the same people wait for one another. */
export const lockAgents = (q: Queryable, users: readonly string[]): Promise<unknown> =>
  q.rows('select 1 from inbox_agent where user_id = any ($1::uuid[]) order by user_id for update', [users]);

/** How often routing gave something to each since then (Unix ms). */
export const givenSince = (q: Queryable, users: readonly string[], since: number): Promise<{ user: string; given: number }[]> =>
  q.rows(
    `select e.data ->> 'user' as "user", count(*)::int as given from case_event e
     where e.type = 'case.assigned' and e.by_id is null and e.at > to_timestamp($2::float8 / 1000) and e.data ->> 'user' = any ($1::text[])
     group by 1`,
    [users, since],
  );

/** What somebody has on their hands as far as others may know of it: weights and number of open cases, and how many are late. */
export interface Hands {
  user: string;
  load: number;
  cases: number;
  late: number;
}

/** Of cases that lie in one of these inboxes alone: who looks at them sees no others. `now`: Unix ms. */
export const handsOf = (q: Queryable, users: readonly string[], inboxes: readonly string[], now: number): Promise<Hands[]> =>
  q.rows<Hands>(
    `select c.assignee_id as "user", coalesce(sum(c.weight) filter (where c.status = 'open'), 0)::int as load,
       count(*) filter (where c.status = 'open')::int as cases,
       count(*) filter (where c.due_at < to_timestamp($3::float8 / 1000))::int as late
     from customer_case c
     where c.assignee_id = any ($1::uuid[]) and c.merged_into is null and c.status in ('open', 'waiting', 'snoozed')
       and ${liesIn('c.id', 2)}
     group by 1`,
    [users, inboxes, now],
  );
