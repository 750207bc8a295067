import { assertTx, type Tx } from '@rapport/platform';

const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

export interface NewItem {
  id: string;
  account: string;
  keyHash: Buffer;
  /** Wrapped. */
  key: Buffer | null;
  raw: Buffer | null;
  blob: string | null;
  size: number;
  digest: Buffer;
  at: number;
}

/** Keeps what came; answers the ids of those that are new. What came before under the same key stays as it was. */
export async function insertItems(tx: Tx, items: readonly NewItem[]): Promise<string[]> {
  assertTx(tx);
  if (items.length === 0) return [];
  const rows = await tx.rows<{ id: string }>(
    `insert into ingress_item (id, account_id, key_hash, key, raw, blob_id, size, digest, received_at, due_at, state)
     select u.id, u.account, u.key_hash, u.key, u.raw, u.blob, u.size, u.digest, to_timestamp(u.at / 1000), to_timestamp(u.at / 1000), 'waiting'
     from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::uuid[], $7::int[], $8::bytea[], $9::float8[])
       as u (id, account, key_hash, key, raw, blob, size, digest, at)
     on conflict do nothing returning id`,
    [
      items.map((i) => i.id),
      items.map((i) => i.account),
      items.map((i) => i.keyHash),
      items.map((i) => i.key),
      items.map((i) => i.raw),
      items.map((i) => i.blob),
      items.map((i) => i.size),
      items.map((i) => i.digest),
      items.map((i) => i.at),
    ],
  );
  return rows.map(({ id }) => id);
}

export async function moveCursor(tx: Tx, account: string, key: string, cursor: string): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into channel_cursor (account_id, key, cursor) values ($1, $2, $3)
     on conflict (account_id, key) do update set cursor = excluded.cursor`,
    [account, key, cursor],
  );
}

/**
 * SQL of those of some ids that wait, locked in one order. Looked up by their ids alone: asked for the state in the same breath, the planner may walk
 * everything that waits instead.
 */
const waitingSql = (ids: string): string =>
  `select i.id from (select unnest(${ids}) as id order by 1) u
   cross join lateral (select id, state from ingress_item where id = u.id offset 0 for update) i where i.state = 'waiting'`;

/** Locks those of the items that still wait: what follows from them follows once. */
export async function lockWaiting(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  assertTx(tx);
  const rows = await tx.rows<{ id: string }>(waitingSql('$1::uuid[]'), [ids]);
  return new Set(rows.map(({ id }) => id));
}

/** Those that `lockWaiting` answered. */
export async function markDone(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update ingress_item set state = 'done', done_at = ${instant(2)}, reason = null where id = any ($1::uuid[])`, [
    ids,
    at,
  ]);
}

/** It could not be read: `dueAt` is when it is tried again, null makes it a dead letter. */
export async function markFailed(tx: Tx, id: string, reason: string, dueAt: number | null): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update ingress_item set attempts = attempts + 1, reason = $2, state = case when $3::float8 is null then 'dead' else 'waiting' end,
       due_at = coalesce(to_timestamp($3::float8 / 1000), due_at)
     where id = (${waitingSql('array[$1::uuid]')})`,
    [id, reason, dueAt],
  );
}

/** Dead letters are read again from the first attempt on; answers the accounts of those that were dead. */
export async function reviveDead(tx: Tx, ids: readonly string[], at: number): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ account: string }>(
    `update ingress_item set state = 'waiting', attempts = 0, due_at = ${instant(2)}
     where id = any ($1::uuid[]) and state = 'dead' and (raw is not null or blob_id is not null) returning account_id as account`,
    [ids, at],
  );
  return rows.map(({ account }) => account);
}

/** A dead letter that nobody needs. Answers how many were. */
export async function dropDead(tx: Tx, ids: readonly string[], by: string, at: number): Promise<number> {
  assertTx(tx);
  const rows = await tx.rows(
    `update ingress_item set state = 'dropped', done_at = ${instant(3)}, dropped_by = $2 where id = any ($1::uuid[]) and state = 'dead' returning 1`,
    [ids, by, at],
  );
  return rows.length;
}

/** What was never read is given up by the house; answers which of them were, and of which accounts. */
export async function dropUnread(tx: Tx, ids: readonly string[], at: number): Promise<{ id: string; account: string }[]> {
  assertTx(tx);
  return tx.rows<{ id: string; account: string }>(
    `update ingress_item set state = 'dropped', done_at = ${instant(2)} where id = any ($1::uuid[]) and state in ('waiting', 'dead')
     returning id, account_id as account`,
    [ids, at],
  );
}

export async function noteMessagesOf(
  tx: Tx,
  rows: readonly { item: string; conversation: string; seq: number }[],
): Promise<void> {
  assertTx(tx);
  if (rows.length === 0) return;
  await tx.rows(
    `insert into ingress_message (conversation_id, seq, item_id) select * from unnest($1::uuid[], $2::bigint[], $3::uuid[]) on conflict do nothing`,
    [rows.map((r) => r.conversation), rows.map((r) => r.seq), rows.map((r) => r.item)],
  );
}

/** Destroys the bytes of items; answers the blobs that are to be dropped with them. What is left says that something came, and when. */
export async function eraseRaw(tx: Tx, ids: readonly string[]): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ blob: string | null }>(
    `update ingress_item i set key = null, raw = null, blob_id = null from ingress_item before
     where i.id = any ($1::uuid[]) and before.id = i.id and (i.raw is not null or i.blob_id is not null)
     returning before.blob_id as blob`,
    [ids],
  );
  return rows.flatMap(({ blob }) => blob ?? []);
}
