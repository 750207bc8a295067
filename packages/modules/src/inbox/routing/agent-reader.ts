import type { Queryable } from '@rapport/platform';

export interface AgentRow {
  user: string;
  capacity: number;
  skills: string[];
  accepting: boolean;
  present: boolean;
  awaySince: number | null;
  lastGiven: number | null;
  idleSince: number | null;
  /** Weights of their open cases, and how many these are. */
  load: number;
  cases: number;
}

const columns = `a.user_id as "user", a.capacity, a.skills, a.accepting, a.node is not null as present, a.away_since as "awaySince",
  a.last_given as "lastGiven", a.idle_since as "idleSince", coalesce(l.load, 0)::int as load, coalesce(l.cases, 0)::int as cases`;
const loads = `left join lateral (select sum(c.weight) as load, count(*) as cases from customer_case c
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
