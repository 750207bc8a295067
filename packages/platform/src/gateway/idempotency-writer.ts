import { Fault } from '@rapport/contract';
import { assertTx, type Tx } from '../db.ts';

/** Answers kept for one caller within a day. */
const maxKept = 5_000;

/** Claims a key; answers what is known of it when it was claimed before. */
export async function claimKey(
  tx: Tx,
  actor: string,
  key: string,
  hash: Buffer,
): Promise<{ same: boolean; response: string | null } | undefined> {
  assertTx(tx);
  // A request that died midway does not block its key for ever.
  await tx.rows(
    `delete from idempotency where actor = $1 and key = $2 and (at < now() - interval '1 day' or (response is null and at < now() - interval '2 minutes'))`,
    [actor, key],
  );
  const made = await tx.row(
    `insert into idempotency (actor, key, request_hash) values ($1, $2, $3) on conflict do nothing returning key`,
    [actor, key, hash],
  );
  if (made) {
    const kept = await tx.row<{ n: number }>(
      'select count(*) as n from (select 1 from idempotency where actor = $1 limit $2) k',
      [actor, maxKept + 1],
    );
    if (kept!.n > maxKept) throw new Fault('quota-exceeded', { quota: `${maxKept} Idempotency-Keys` });
    return undefined;
  }
  return tx.row<{ same: boolean; response: string | null }>(
    'select request_hash = $3 as same, response from idempotency where actor = $1 and key = $2',
    [actor, key, hash],
  );
}

export async function keepAnswer(tx: Tx, actor: string, key: string, response: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update idempotency set response = $3 where actor = $1 and key = $2', [actor, key, response]);
}

export async function releaseKey(tx: Tx, actor: string, key: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from idempotency where actor = $1 and key = $2 and response is null', [actor, key]);
}

export async function forgetOldKeys(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows(`delete from idempotency where at < now() - interval '1 day'`);
}
