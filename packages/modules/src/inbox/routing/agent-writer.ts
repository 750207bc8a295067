import { assertTx, type Tx } from '@rapport/platform';
import { lockAgents } from './agent-reader.ts';

const instant = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

/** Whoever works here is known from now on. */
export async function knowAgents(tx: Tx, users: readonly string[]): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into inbox_agent (user_id) select u from unnest($1::uuid[]) as u order by u on conflict do nothing', [
    users,
  ]);
}

export async function updateAgent(
  tx: Tx,
  user: string,
  { capacity, skills }: { capacity: number; skills: readonly string[] },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into inbox_agent (user_id, capacity, skills) values ($1, $2, $3)
     on conflict (user_id) do update set capacity = excluded.capacity, skills = excluded.skills`,
    [user, capacity, skills],
  );
}

export async function setAccepting(tx: Tx, user: string, accepting: boolean): Promise<void> {
  assertTx(tx);
  await tx.rows(
    'insert into inbox_agent (user_id, accepting) values ($1, $2) on conflict (user_id) do update set accepting = excluded.accepting',
    [user, accepting],
  );
}

/** Who is here, on this node, and who is not any more; answers those of whom that is news. */
export async function notePresence(
  tx: Tx,
  { here, gone, node, at }: { here: readonly string[]; gone: readonly string[]; node: string; at: number },
): Promise<string[]> {
  assertTx(tx);
  await lockAgents(tx, [...here, ...gone]);
  const came = await tx.rows<{ user: string }>(
    `update inbox_agent set node = $2, away_since = null where user_id = any ($1::uuid[]) and node is distinct from $2::uuid
     returning user_id as "user"`,
    [here, node],
  );
  const left = await tx.rows<{ user: string }>(
    `update inbox_agent set node = null, away_since = ${instant(3)} where user_id = any ($1::uuid[]) and node = $2
     returning user_id as "user"`,
    [gone, node, at],
  );
  return [...came, ...left].map(({ user }) => user);
}

/** Whoever was here by a node that is gone is away. */
export async function forgetNodes(tx: Tx, alive: readonly string[], at: number): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ user: string }>(
    `update inbox_agent set node = null, away_since = ${instant(2)} where node is not null and node <> all ($1::uuid[]) returning user_id as "user"`,
    [alive, at],
  );
  return rows.map(({ user }) => user);
}

export async function noteGiven(tx: Tx, user: string, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update inbox_agent set last_given = ${instant(2)}, idle_since = null where user_id = $1`, [user, at]);
}

/** Since when these people have had nothing to do. */
export async function settleIdle(tx: Tx, users: readonly string[], at: number): Promise<void> {
  assertTx(tx);
  if (users.length === 0) return;
  await lockAgents(tx, users);
  await tx.rows(
    `update inbox_agent a set idle_since = case when exists (
       select 1 from customer_case c where c.assignee_id = a.user_id and c.merged_into is null and c.status = 'open')
       then null else coalesce(a.idle_since, ${instant(2)}) end
     where a.user_id = any ($1::uuid[])`,
    [users, at],
  );
}
