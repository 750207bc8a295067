import { assertTx, type Tx } from '@rapport/platform';
import type { RefusedRow } from './refused-reader.ts';

/** Holds an account's refused calls until the transaction ends; answers when it was last said that they are many (Unix ms). */
export async function lockRefused(tx: Tx, account: string): Promise<number | null> {
  assertTx(tx);
  const row = await tx.row<{ toldAt: number | null }>(
    `insert into refused_account (account_id) values ($1)
     on conflict (account_id) do update set told_at = refused_account.told_at returning told_at as "toldAt"`,
    [account],
  );
  return row?.toldAt ?? null;
}

export async function markTold(tx: Tx, account: string, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows('update refused_account set told_at = to_timestamp($2::float8 / 1000) where account_id = $1', [account, at]);
}

/** Keeps one more of an account, and of all only the newest `most`. */
export async function insertRefused(tx: Tx, call: RefusedRow, most: number): Promise<void> {
  assertTx(tx);
  const { id, account, at, address, reason, size, digest, head } = call;
  await tx.rows(
    `insert into refused_call (id, account_id, at, address, reason, size, digest, head)
     values ($1, $2, to_timestamp($3::float8 / 1000), $4, $5, $6, $7, $8)`,
    [id, account, at, address, reason, size, digest, head],
  );
  await tx.rows(
    `delete from refused_call where account_id = $1 and id <=
       (select id from refused_call where account_id = $1 order by id desc offset $2 limit 1)`,
    [account, most],
  );
}

/** What was refused before an instant (Unix ms) goes. */
export async function dropRefused(tx: Tx, before: number): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from refused_call where at < to_timestamp($1::float8 / 1000)', [before]);
}
