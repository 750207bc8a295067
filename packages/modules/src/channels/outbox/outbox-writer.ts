import type { DeliveryState } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

export interface NewOut {
  id: string;
  account: string;
  conversation: string;
  seq: number;
  state: DeliveryState;
  dueAt: number | null;
  expiresAt: number | null;
  reservation: string | null;
  at: number;
}

/** Notes what is to go out; what is noted already stays as it is. */
export async function insertOut(tx: Tx, items: readonly NewOut[]): Promise<void> {
  assertTx(tx);
  if (items.length === 0) return;
  await tx.rows(
    `insert into outbox_item (id, account_id, conversation_id, seq, state, due_at, expires_at, reservation, queued_at, changed_at)
     select u.id, u.account, u.conversation, u.seq, u.state, to_timestamp(u.due / 1000), to_timestamp(u.expires / 1000), u.reservation,
       to_timestamp(u.at / 1000), to_timestamp(u.at / 1000)
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::float8[], $7::float8[], $8::uuid[], $9::float8[])
       as u (id, account, conversation, seq, state, due, expires, reservation, at)
     on conflict do nothing`,
    [
      items.map((i) => i.id),
      items.map((i) => i.account),
      items.map((i) => i.conversation),
      items.map((i) => i.seq),
      items.map((i) => i.state),
      items.map((i) => i.dueAt),
      items.map((i) => i.expiresAt),
      items.map((i) => i.reservation),
      items.map((i) => i.at),
    ],
  );
}

/**
 * SQL of those of some ids that are queued, locked in one order. Looked up by their ids alone: asked for the state in the same breath, the planner
 * may walk everything that is open instead.
 */
const queuedSql = (ids: string): string =>
  `select i.id from (select unnest(${ids}) as id order by 1) u
   cross join lateral (select id, state, account_id from outbox_item where id = u.id offset 0 for no key update) i where i.state = 'queued'`;

/**
 * Begins attempts, before anything leaves: whoever finds them `sending` later knows that they may have left. Only for the node that tends the
 * account by the database's clock. Answers the number of each attempt by its item; those are left out that are not this node's to make.
 */
export async function claimOut(
  tx: Tx,
  { ids, node, now, askAt }: { ids: readonly string[]; node: string; now: number; askAt: number },
): Promise<Map<string, number>> {
  assertTx(tx);
  if (ids.length === 0) return new Map();
  const rows = await tx.rows<{ id: string; attempts: number }>(
    `update outbox_item o set state = 'sending', attempts = attempts + 1, tried_at = ${instant(3)}, due_at = ${instant(4)}
     where o.id = any (array(
       ${queuedSql('$1::uuid[]')}
         and exists (select 1 from channel_lease l where l.account_id = i.account_id and l.node = $2 and l.until > now())))
     returning o.id, o.attempts`,
    [ids, node, now, askAt],
  );
  return new Map(rows.map(({ id, attempts }) => [id, attempts]));
}

export interface Settled {
  id: string;
  attempt: number;
  state: DeliveryState;
  dueAt: number | null;
  code: string | null;
  nativeId: string | null;
  at: number;
}

/** What became of attempts; nothing of those of which something else was learnt meanwhile, but the wire's id. */
export async function settleOut(tx: Tx, all: readonly Settled[]): Promise<void> {
  assertTx(tx);
  await tx.rows('select 1 from outbox_item where id = any ($1::uuid[]) order by id for no key update', [all.map(({ id }) => id)]);
  await tx.rows(
    `update outbox_item o set
       native_id = case when u.ours then coalesce(u.native_id, o.native_id) else coalesce(o.native_id, u.native_id) end,
       state = case when u.ours then u.state else o.state end,
       due_at = case when u.ours then to_timestamp(u.due / 1000) else o.due_at end,
       code = case when u.ours then u.code else o.code end,
       changed_at = case when u.ours then to_timestamp(u.at / 1000) else o.changed_at end,
       tried_at = case when u.ours and u.state <> 'sending' then null else o.tried_at end
     from (
       select s.*, i.attempts = s.attempt and i.state = 'sending' as ours
       from unnest($1::uuid[], $2::int[], $3::text[], $4::float8[], $5::text[], $6::text[], $7::float8[])
         as s (id, attempt, state, due, code, native_id, at)
       join outbox_item i on i.id = s.id) u
     where o.id = u.id`,
    [
      ...[all.map((s) => s.id), all.map((s) => s.attempt), all.map((s) => s.state), all.map((s) => s.dueAt)],
      ...[all.map((s) => s.code), all.map((s) => s.nativeId), all.map((s) => s.at)],
    ],
  );
}

/** What ends before it leaves: expired, held back, or never to be carried by us. */
export async function endQueued(tx: Tx, id: string, state: DeliveryState, code: string, at: number): Promise<boolean> {
  assertTx(tx);
  const row = await tx.row(
    `update outbox_item set state = $2, code = $3, due_at = null, changed_at = ${instant(4)}
     where id = (${queuedSql('array[$1::uuid]')}) returning 1`,
    [id, state, code, at],
  );
  return row !== undefined;
}

/**
 * Attempts of whoever tended the account before are asked about soon: a node that is gone writes down nothing any more, and one that only came
 * late has had `grace` (ms) to do so.
 */
export async function hurryOrphans(tx: Tx, account: string, now: number, grace: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update outbox_item set due_at = least(due_at, greatest(${instant(2)}, tried_at + $3::float8 * interval '1 millisecond'))
     where account_id = $1 and state = 'sending' and due_at is not null and tried_at is not null`,
    [account, now, grace],
  );
}

/** They wait their turn: the account may not go faster. */
export async function waitOut(tx: Tx, all: readonly { id: string; until: number }[]): Promise<void> {
  assertTx(tx);
  if (all.length === 0) return;
  await tx.rows(
    `update outbox_item o set due_at = to_timestamp(u.until / 1000) from unnest($1::uuid[], $2::float8[]) as u (id, until)
     where o.id = u.id and o.id = any (array(${queuedSql('$1::uuid[]')}))`,
    [all.map(({ id }) => id), all.map(({ until }) => until)],
  );
}

/** Receipts brought them further; each named once. */
export async function advanceOut(
  tx: Tx,
  all: readonly { id: string; state: DeliveryState; code: string | null; at: number }[],
): Promise<void> {
  assertTx(tx);
  if (all.length === 0) return;
  await tx.rows(
    `update outbox_item o set state = u.state, code = u.code, due_at = null, tried_at = null, changed_at = to_timestamp(u.at / 1000)
     from unnest($1::uuid[], $2::text[], $3::text[], $4::float8[]) as u (id, state, code, at) where o.id = u.id`,
    [all.map(({ id }) => id), all.map(({ state }) => state), all.map(({ code }) => code), all.map(({ at }) => at)],
  );
}

interface NewReceipt {
  account: string;
  keyHash: Buffer;
  item: string | null;
  nativeId: string | null;
  state: DeliveryState;
  code: string | null;
  at: number;
  receivedAt: number;
}

/** Keeps receipts; answers the hashes of those that were not there yet, in hexadecimal. */
export async function insertReceipts(tx: Tx, all: readonly NewReceipt[]): Promise<Set<string>> {
  assertTx(tx);
  if (all.length === 0) return new Set();
  const rows = await tx.rows<{ hash: Buffer }>(
    `insert into outbox_receipt (account_id, key_hash, item_id, native_id, state, code, at, received_at)
     select u.account, u.hash, u.item, u.native_id, u.state, u.code, to_timestamp(u.at / 1000), to_timestamp(u.received / 1000)
     from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[])
       as u (account, hash, item, native_id, state, code, at, received)
     on conflict do nothing returning key_hash as hash`,
    [
      ...[all.map((r) => r.account), all.map((r) => r.keyHash), all.map((r) => r.item), all.map((r) => r.nativeId)],
      ...[all.map((r) => r.state), all.map((r) => r.code), all.map((r) => r.at), all.map((r) => r.receivedAt)],
    ],
  );
  return new Set(rows.map(({ hash }) => hash.toString('hex')));
}

/**
 * Whoever notes what a platform calls a message, and whoever notes what the platform says of that name, see each other: neither looks before the
 * other has committed. Taken before everything else in a transaction, in one order (CH7).
 */
export async function lockNativeIds(tx: Tx, account: string, nativeIds: readonly string[]): Promise<void> {
  assertTx(tx);
  if (nativeIds.length === 0) return;
  await tx.rows(
    `select pg_advisory_xact_lock(hashtextextended('native-id/' || $1 || '/' || z.id, 0))
     from (select distinct unnest($2::text[]) as id order by 1) z`,
    [account, nativeIds],
  );
}

/** Receipts that waited for this id are about this item. */
export async function adoptReceipts(tx: Tx, account: string, nativeId: string, item: string): Promise<void> {
  assertTx(tx);
  // In two steps, as what is looked up by the wire's id alone is few.
  await tx.rows(
    `update outbox_receipt set item_id = $3 where ctid = any (array(
       select r.ctid from (select ctid, account_id from outbox_receipt where native_id = $2 and item_id is null offset 0) r
       where r.account_id = $1))`,
    [account, nativeId, item],
  );
}
