import { assertTx, type Tx } from '@rapport/platform';
import type { Tended } from './tending-reader.ts';

const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

/** It went well: whatever was wrong is over. */
export async function putGood(tx: Tx, account: string, what: Tended, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into channel_tending (account_id, what, good_at) values ($1, $2, ${instant(3)})
     on conflict (account_id, what) do update set good_at = excluded.good_at,
       bad_since = null, bad_at = null, bad_times = 0, bad_code = null`,
    [account, what, at],
  );
}

/** It failed once more. */
export async function putBad(tx: Tx, account: string, what: Tended, code: string, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into channel_tending as t (account_id, what, bad_since, bad_at, bad_times, bad_code)
     values ($1, $2, ${instant(3)}, ${instant(3)}, 1, $4)
     on conflict (account_id, what) do update set bad_since = coalesce(t.bad_since, excluded.bad_since),
       bad_at = excluded.bad_at, bad_times = t.bad_times + 1, bad_code = excluded.bad_code`,
    [account, what, at, code],
  );
}

/** What was known under other settings says nothing of the new ones. */
export async function dropTendings(tx: Tx, account: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from channel_tending where account_id = $1', [account]);
}
