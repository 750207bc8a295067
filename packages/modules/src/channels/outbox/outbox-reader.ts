import type { DeliveryState } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

/** Something that goes out. */
export interface OutItem {
  id: string;
  account: string;
  conversation: string;
  seq: number;
  state: DeliveryState;
  attempts: number;
  expiresAt: number | null;
  reservation: string | null;
  nativeId: string | null;
  /** Unix ms of the attempt that is under way, or of the first whose outcome is not known. */
  triedAt: number | null;
  queuedAt: number;
}

const columns = `o.id, o.account_id as account, o.conversation_id as conversation, o.seq, o.state, o.attempts, o.expires_at as "expiresAt",
  o.reservation, o.native_id as "nativeId", o.tried_at as "triedAt", o.queued_at as "queuedAt"`;

/** SQL of a conversation's items that have not ended, earliest first. */
const openSql = (conversation: string): string =>
  `from outbox_item e where e.conversation_id = ${conversation} and e.state in ('queued', 'sending') order by e.seq`;

/**
 * What is to be done for an account now: sent, asked about (`sending`), or given up. Of each conversation what it begins with, in the order it was
 * written, as nothing overtakes what was written before it: at most `inARow` of at most `limit` conversations, without those that are `busy`. The
 * first of each is due.
 */
export async function dueOut(
  q: Queryable,
  account: string,
  now: number,
  { busy, limit, inARow }: { busy: readonly string[]; limit: number; inARow: number },
): Promise<OutItem[][]> {
  // Not prepared: what a connection made of it for a few rows would read all of them when there are many. Conversations are looked up row by row, in
  // the order of what is due, whatever the statistics say of either.
  const rows = await q.rows<OutItem>(
    `select ${columns} from (
       select d.* from (
         select conversation_id, seq, due_at, id from outbox_item
         where account_id = $1 and due_at <= to_timestamp($2::float8 / 1000) and conversation_id <> all ($3::uuid[])
         order by due_at, id offset 0) d
       cross join lateral (select e.seq ${openSql('d.conversation_id')} limit 1) f
       where f.seq = d.seq order by d.due_at, d.id limit $4) h
     cross join lateral (select e.* ${openSql('h.conversation_id')} limit $5) o
     where o.due_at <= to_timestamp($2::float8 / 1000) order by h.due_at, h.id, o.seq`,
    [account, now, busy, limit, inARow],
  );
  const byConversation = new Map<string, OutItem[]>();
  for (const item of rows) {
    const all = byConversation.get(item.conversation);
    if (all) all.push(item);
    else byConversation.set(item.conversation, [item]);
  }
  return [...byConversation.values()];
}

/** When the next thing is to be done for an account after a time (Unix ms): what was due by then is under way, or waits for what was written before it. */
export const nextOut = async (q: Queryable, account: string, after: number): Promise<number | undefined> =>
  (
    await q.row<{ at: number }>(
      'select due_at as at from outbox_item where account_id = $1 and due_at > to_timestamp($2::float8 / 1000) order by due_at limit 1',
      [account, after],
    )
  )?.at;

/** Most that is looked back at. */
const mostSent = 20_000;

/** The first id that anything can have that was made at a time or later (UUID version 7, RFC 9562 §5.7). */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** When something went out by an account since a time, oldest first, and in which conversation; of what was noted not more than `longest` ms before that. */
export const sentSince = async (
  q: Queryable,
  account: string,
  since: number,
  longest: number,
): Promise<{ conversation: string; at: number }[]> =>
  (
    await q.rows<{ conversation: string; at: number }>(
      `select o.conversation_id as conversation, coalesce(o.tried_at, o.changed_at) as at from outbox_item o
       where o.account_id = $1 and o.id >= $2 and o.attempts > 0 and o.state <> 'queued'
         and coalesce(o.tried_at, o.changed_at) > to_timestamp($3::float8 / 1000)
       order by at desc limit ${mostSent}`,
      [account, firstIdAt(since - longest), since],
    )
  ).reverse();

/** What names an item from outside: our own id, or the wire's. */
interface Named {
  outbound?: string | undefined;
  nativeId?: string | undefined;
}

/** Items of an account by our own ids, or else by the wire's, in the order asked; undefined where nothing is known by them (yet). */
export async function itemsNamed(q: Queryable, account: string, named: readonly Named[]): Promise<(OutItem | undefined)[]> {
  const ids = named.flatMap(({ outbound }) => outbound ?? []);
  const natives = named.flatMap(({ nativeId }) => nativeId ?? []);
  // One way in each: the account is looked at last, for its items are many.
  const find = (of: string, type: string, keys: readonly string[]): Promise<OutItem[]> =>
    keys.length === 0
      ? Promise.resolve([])
      : q.rows<OutItem>(
          `select ${columns} from (select distinct * from unnest($2::${type}[])) u (name)
           cross join lateral (select * from outbox_item where ${of} = u.name offset 0) o where o.account_id = $1 order by o.id desc`,
          [account, keys],
        );
  const byId = new Map((await find('id', 'uuid', ids)).map((item) => [item.id, item]));
  const byNative = new Map((await find('native_id', 'text', natives)).map((item) => [item.nativeId, item]));
  return named.map(
    ({ outbound, nativeId }) =>
      byId.get(outbound?.toLowerCase() ?? '') ?? (nativeId === undefined ? undefined : byNative.get(nativeId)),
  );
}

export interface KeptReceipt {
  state: DeliveryState;
  code: string | null;
  at: number;
}

/** Receipts of an account that came before it was known what they are about, by the wire's ids, in the order of their times. */
export const unmatchedReceipts = (
  q: Queryable,
  account: string,
  nativeIds: readonly string[],
): Promise<(KeptReceipt & { nativeId: string })[]> =>
  q.rows(
    `select r.native_id as "nativeId", r.state, r.code, r.at from (select distinct * from unnest($2::text[])) u (name)
     cross join lateral (select * from outbox_receipt where native_id = u.name and item_id is null offset 0) r
     where r.account_id = $1 order by r.at, r.received_at`,
    [account, nativeIds],
  );

/** What waits and what failed lately of each account. */
export interface OutboxFigures {
  account: string;
  waiting: number;
  /** Unix ms. */
  oldest: number | null;
}

export const outboxFigures = (q: Queryable): Promise<OutboxFigures[]> =>
  q.rows(
    `select account_id as account, count(*) as waiting, min(queued_at) as oldest from outbox_item where due_at is not null group by account_id`,
  );

/** How many of an account failed since a time. */
export const failedSince = (q: Queryable, since: number): Promise<{ account: string; failed: number }[]> =>
  q.rows(
    `select account_id as account, count(*) as failed from outbox_item
     where state = 'failed' and changed_at >= to_timestamp($1::float8 / 1000) group by account_id`,
    [since],
  );

export interface ListedOut extends OutItem {
  dueAt: number | null;
  code: string | null;
  changedAt: number;
}

/** What goes out, newest first. */
export const listOut = (
  q: Queryable,
  { account, states, before }: { account: string | undefined; states: readonly DeliveryState[]; before: string | undefined },
  limit: number,
): Promise<ListedOut[]> =>
  q.rows(
    `select ${columns}, o.due_at as "dueAt", o.code, o.changed_at as "changedAt" from outbox_item o
     where o.state = any ($2::text[]) and ($1::uuid is null or o.account_id = $1) and ($3::uuid is null or o.id < $3)
     order by o.id desc limit $4`,
    [account ?? null, states, before ?? null, limit],
  );
