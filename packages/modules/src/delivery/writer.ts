import type { NotificationSettings } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import type { Reason } from './policy.ts';

export interface NewNotification {
  conversation: string;
  seq: number;
  user: string | null;
  audience: string | null;
  reason: Reason;
  sender: string | null;
  at: number;
}

/** Writes what is not there yet: a reader that reads twice calls nobody twice. */
export async function insertNotifications(tx: Tx, rows: readonly NewNotification[]): Promise<void> {
  assertTx(tx);
  if (rows.length === 0) return;
  await tx.rows(
    `insert into notification (conversation_id, seq, user_id, audience, reason, sender, at)
     select u.conversation, u.seq, u.user_id, u.audience, u.reason, u.sender, to_timestamp(u.at / 1000)
     from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::float8[])
       as u (conversation, seq, user_id, audience, reason, sender, at)
     on conflict do nothing`,
    [
      rows.map((r) => r.conversation),
      rows.map((r) => r.seq),
      rows.map((r) => r.user),
      rows.map((r) => r.audience),
      rows.map((r) => r.reason),
      rows.map((r) => r.sender),
      rows.map((r) => r.at),
    ],
  );
}

/** A reminder comes anew, however often one asks for it. */
export async function putReminder(
  tx: Tx,
  reminder: { user: string; conversation: string; seq: number; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(`delete from notification where conversation_id = $1 and seq = $2 and user_id = $3 and reason = 'reminder'`, [
    reminder.conversation,
    reminder.seq,
    reminder.user,
  ]);
  await tx.rows(
    `insert into notification (conversation_id, seq, user_id, reason, at) values ($1, $2, $3, 'reminder', to_timestamp($4::float8 / 1000))`,
    [reminder.conversation, reminder.seq, reminder.user, reminder.at],
  );
}

/** Messages that were taken back call nobody any more. */
export async function removeNotifications(tx: Tx, messages: readonly { conversation: string; seq: number }[]): Promise<void> {
  assertTx(tx);
  if (messages.length === 0) return;
  await tx.rows(
    `delete from notification n using unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)
     where n.conversation_id = u.conversation and n.seq = u.seq`,
    [messages.map((m) => m.conversation), messages.map((m) => m.seq)],
  );
}

export async function removeNotificationsBefore(tx: Tx, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from notification where at < to_timestamp($1::float8 / 1000)', [at]);
}

export async function putSettings(tx: Tx, user: string, s: NotificationSettings): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into notification_setting (user_id, quiet_outside_hours, push, direct, digest, digest_hour, digest_excerpts, cases)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (user_id) do update set quiet_outside_hours = excluded.quiet_outside_hours, push = excluded.push,
       direct = excluded.direct, digest = excluded.digest, digest_hour = excluded.digest_hour, digest_excerpts = excluded.digest_excerpts,
       cases = excluded.cases`,
    [user, s.quietOutsideHours, s.push, s.direct, s.digest, s.digestHour, s.digestExcerpts, JSON.stringify(s.cases)],
  );
  await tx.rows('delete from keyword where user_id = $1', [user]);
  await tx.rows(
    'insert into keyword (user_id, position, word) select $1, u.n, u.word from unnest($2::text[]) with ordinality as u (word, n)',
    [user, s.keywords],
  );
}

/** Settings of one person are changed one after the other. */
export async function lockSettings(tx: Tx, user: string): Promise<void> {
  assertTx(tx);
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('delivery/' || $1::text, 0))`, [user]);
}

/** Keeps the first pair that is written, whoever writes it. */
export async function insertPushKeys(tx: Tx, keys: { publicKey: string; privateKey: Buffer; at: number }): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into push_key (public_key, private_key, created_at) values ($1, $2, to_timestamp($3::float8 / 1000)) on conflict do nothing`,
    [keys.publicKey, keys.privateKey, keys.at],
  );
}

export interface NewSubscription {
  id: string;
  user: string;
  session: string;
  endpointHash: Buffer;
  target: Buffer;
  at: number;
}

/** One browser, one subscription: whoever signs in there last has it. */
export async function putSubscription(tx: Tx, s: NewSubscription): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into push_subscription (id, user_id, session_id, endpoint_hash, target, created_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))
     on conflict (endpoint_hash) do update set user_id = excluded.user_id, session_id = excluded.session_id, target = excluded.target`,
    [s.id, s.user, s.session, s.endpointHash, s.target, s.at],
  );
}

export async function removeSubscription(tx: Tx, which: { id: string } | { user: string; endpointHash: Buffer }): Promise<void> {
  assertTx(tx);
  if ('id' in which) await tx.rows('delete from push_subscription where id = $1', [which.id]);
  else await tx.rows('delete from push_subscription where user_id = $1 and endpoint_hash = $2', [which.user, which.endpointHash]);
}

/** Sessions that ended take their pushes with them. */
export async function removeSubscriptionsOf(tx: Tx, user: string, sessions: readonly string[] | 'all'): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from push_subscription where user_id = $1 and ($2::uuid[] is null or session_id = any ($2))', [
    user,
    sessions === 'all' ? null : sessions,
  ]);
}

/** Takes a day's digest of somebody upon itself; false when that was done before. Others wait until the transaction ends. */
export async function takeDigestDay(tx: Tx, user: string, day: string): Promise<boolean> {
  assertTx(tx);
  const row = await tx.row(
    `insert into digest_day as d (user_id, day) values ($1, $2::date)
     on conflict (user_id) do update set day = excluded.day where d.day < excluded.day returning 1 as taken`,
    [user, day],
  );
  return row !== undefined;
}
