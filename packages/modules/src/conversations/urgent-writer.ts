import { assertTx, type Tx } from '@rapport/platform';

/** Counts one more urgent message of a person today (UTC); answers how many that makes. */
export async function countUrgent(tx: Tx, user: string): Promise<number> {
  assertTx(tx);
  const row = await tx.row<{ used: number }>(
    `insert into urgent_use as u (user_id, day, used) values ($1, (now() at time zone 'utc')::date, 1)
     on conflict (user_id, day) do update set used = u.used + 1 returning used`,
    [user],
  );
  return row!.used;
}
