import type { Queryable } from '@rapport/platform';

/** Something that came, sealed as it is kept. */
export interface KeptItem {
  id: string;
  account: string;
  key: Buffer | null;
  raw: Buffer | null;
  blob: string | null;
  size: number;
  receivedAt: number;
  attempts: number;
}

const columns = 'id, account_id as account, key, raw, blob_id as blob, size, received_at as "receivedAt", attempts';

/** Items of an account that are to be read now, oldest first. */
export const dueItems = (q: Queryable, account: string, now: number, limit: number): Promise<KeptItem[]> =>
  // Not prepared: what a connection made of it for a few rows would read all of them when there are many.
  q.rows<KeptItem>(
    `select ${columns} from ingress_item where account_id = $1 and state = 'waiting' and due_at <= to_timestamp($2::float8 / 1000)
     order by id limit $3`,
    [account, now, limit],
  );

/** When the next item of an account that waits is due (Unix ms). */
export const nextDue = async (q: Queryable, account: string): Promise<number | undefined> =>
  (
    await q.row<{ at: number | null }>(`select min(due_at) as at from ingress_item where account_id = $1 and state = 'waiting'`, [
      account,
    ])
  )?.at ?? undefined;

export const cursorOf = async (q: Queryable, account: string, key: string): Promise<string | undefined> =>
  (await q.row<{ cursor: string }>('select cursor from channel_cursor where account_id = $1 and key = $2', [account, key]))
    ?.cursor;

/** What waits, and is dead, of each account. */
export interface IngressFigures {
  account: string;
  waiting: number;
  dead: number;
  /** Unix ms. */
  oldest: number | null;
}

export const ingressFigures = (q: Queryable): Promise<IngressFigures[]> =>
  q.rows(
    // Each state by its own index: of what was read long ago there is far more.
    `select account_id as account, count(*) filter (where waits) as waiting, count(*) filter (where not waits) as dead,
       min(received_at) filter (where waits) as oldest
     from (select account_id, received_at, true as waits from ingress_item where state = 'waiting'
       union all select account_id, received_at, false from ingress_item where state = 'dead') i group by account_id`,
  );

/** A dead letter without its bytes. */
export interface DeadItem {
  id: string;
  account: string;
  receivedAt: number;
  size: number;
  attempts: number;
  reason: string | null;
}

/** Dead letters, newest first. */
export const deadItems = (
  q: Queryable,
  { account, before }: { account: string | undefined; before: string | undefined },
  limit: number,
): Promise<DeadItem[]> =>
  q.rows(
    `select id, account_id as account, received_at as "receivedAt", size, attempts, reason from ingress_item
     where state = 'dead' and ($1::uuid is null or account_id = $1) and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [account ?? null, before ?? null, limit],
  );

/** Items whose bytes were kept for as long as their account keeps them. */
export const outlivedItems = (q: Queryable, now: number, limit: number): Promise<{ id: string }[]> =>
  q.rows(
    `select i.id from ingress_item i join channel_transport t on t.account_id = i.account_id
     where i.state in ('done', 'dropped') and (i.raw is not null or i.blob_id is not null)
       and i.done_at < to_timestamp($1::float8 / 1000) - t.raw_days * interval '1 day' order by i.done_at limit $2`,
    [now, limit],
  );

/** What was never read: dead letters, and what waits; come until an instant, above an id. */
export const unreadItems = (
  q: Queryable,
  { until, after }: { until: number; after: string | null },
  limit: number,
): Promise<KeptItem[]> =>
  q.rows<KeptItem>(
    // Each state by its own index: of what was read long ago there is far more.
    `select ${columns} from (
       select * from ingress_item where state = 'waiting' union all select * from ingress_item where state = 'dead') i
     where received_at <= to_timestamp($1::float8 / 1000) and ($2::uuid is null or id > $2) order by id limit $3`,
    [until, after, limit],
  );

/** Items that became one of these messages. */
export const itemsOfMessages = async (q: Queryable, conversation: string, seqs: readonly number[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      'select distinct item_id as id from ingress_message where conversation_id = $1 and seq = any ($2::bigint[])',
      [conversation, seqs],
    )
  ).map(({ id }) => id);

/** Whether there are still bytes that one of these messages came as. */
export const someComeAs = async (q: Queryable, conversation: string, seqs: readonly number[]): Promise<boolean> =>
  (await q.row(
    `select 1 from ingress_message m join ingress_item i on i.id = m.item_id
     where m.conversation_id = $1 and m.seq = any ($2::bigint[]) and (i.raw is not null or i.blob_id is not null) limit 1`,
    [conversation, seqs],
  )) !== undefined;
