import { assertTx, type Tx } from '@rapport/platform';
import type { Content } from '../rows.ts';

/** Until the transaction ends nobody else opens the conversation of this handle on this account. */
export async function lockCustomer(tx: Tx, account: string, handle: string): Promise<void> {
  assertTx(tx);
  await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 15))', [`${account}/${handle}`]);
}

export async function insertCustomer(tx: Tx, c: { conversation: string; account: string; handle: string }): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into customer_conversation (conversation_id, account_id, handle_id) values ($1, $2, $3)', [
    c.conversation,
    c.account,
    c.handle,
  ]);
}

/** Answers those groups that it was not open to. */
export async function openToGroups(tx: Tx, conversation: string, groups: readonly string[]): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ group: string }>(
    `insert into customer_audience (group_id, conversation_id) select distinct unnest($2::uuid[]), $1::uuid
     on conflict do nothing returning group_id as group`,
    [conversation, groups],
  );
  return rows.map((row) => row.group);
}

/** Answers those groups that it was open to. */
export async function closeToGroups(tx: Tx, conversation: string, groups: readonly string[]): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ group: string }>(
    'delete from customer_audience where conversation_id = $1 and group_id = any ($2::uuid[]) returning group_id as group',
    [conversation, groups],
  );
  return rows.map((row) => row.group);
}

/**
 * Moves somebody's pointer forward, never back, and never beyond the newest message. Their devices are told of it (`rev`), or know it by the
 * message of theirs that moves it.
 */
export async function moveCustomerPointer(
  tx: Tx,
  user: string,
  conversation: string,
  seq: number,
  why: 'read' | 'written' = 'read',
): Promise<boolean> {
  assertTx(tx);
  const moved = await tx.row(
    `insert into customer_read as r (user_id, conversation_id, read_seq, rev)
     select $1, s.id, least($3, s.seq), $4 from stream s where s.id = $2 and s.seq > 0
     on conflict (user_id, conversation_id) do update set read_seq = excluded.read_seq, rev = r.rev + excluded.rev
       where r.read_seq < excluded.read_seq
     returning r.rev`,
    [user, conversation, seq, why === 'read' ? 1 : 0],
  );
  return moved !== undefined;
}

export interface CustomerMessage {
  conversation: string;
  seq: number;
  ev: number;
  /** Of staff; null where a contact said it. */
  sender: string | null;
  clientId: string;
  mac: Buffer | null;
  at: number;
  /** By the channel's clock, where that differs. */
  occurredAt: number | null;
  /** Of the contact who said it. */
  handle: string | null;
  thread: string | null;
  key: Buffer;
  text: string;
  content: Content | null;
  mentions: { users: readonly string[]; departments: readonly string[]; all: boolean };
}

async function insertMentions(tx: Tx, { conversation, seq, mentions }: CustomerMessage): Promise<void> {
  const audiences = [...mentions.departments, ...(mentions.all ? ['all'] : [])];
  if (mentions.users.length === 0 && audiences.length === 0) return;
  await tx.rows(
    `insert into mention (conversation_id, seq, user_id, audience)
     select $1::uuid, $2::bigint, u, null from unnest($3::uuid[]) u union all select $1, $2, null, a from unnest($4::text[]) a`,
    [conversation, seq, mentions.users, audiences],
  );
}

/** Messages and their first versions; their streams are locked, and have given their numbers. */
export async function insertCustomerMessages(tx: Tx, messages: readonly CustomerMessage[]): Promise<void> {
  assertTx(tx);
  const all = <T>(of: (m: CustomerMessage) => T): T[] => messages.map(of);
  const [conversations, seqs, evs] = [all((m) => m.conversation), all((m) => m.seq), all((m) => m.ev)];
  const [senders, ats] = [all((m) => m.sender), all((m) => m.at)];
  await tx.prepared(
    'conversations.insertCustomerMessages',
    `insert into message (conversation_id, seq, ev, changed_ev, version_ev, sender, client_id, mac, at, occurred_at, handle_id, thread)
     select u.conversation, u.seq, u.ev, u.ev, u.ev, u.sender, u.client, u.mac, to_timestamp(u.at / 1000), to_timestamp(u.occurred / 1000),
       u.handle, u.thread
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::uuid[], $6::bytea[], $7::float8[], $8::float8[], $9::uuid[], $10::text[])
       as u (conversation, seq, ev, sender, client, mac, at, occurred, handle, thread)`,
    [
      ...[conversations, seqs, evs, senders, all((m) => m.clientId), all((m) => m.mac), ats],
      ...[all((m) => m.occurredAt), all((m) => m.handle), all((m) => m.thread)],
    ],
  );
  await tx.prepared(
    'conversations.insertCustomerVersions',
    `insert into version (conversation_id, ev, seq, author, at, key, text, content)
     select u.conversation, u.ev, u.seq, u.author, to_timestamp(u.at / 1000), u.key, u.text, u.content
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::float8[], $6::bytea[], $7::text[], $8::jsonb[])
       as u (conversation, ev, seq, author, at, key, text, content)`,
    [
      ...[conversations, evs, seqs, senders, ats, all((m) => m.key), all((m) => m.text)],
      all((m) => (m.content ? JSON.stringify(m.content) : null)),
    ],
  );
  for (const message of messages) await insertMentions(tx, message);
}

/** One of them. */
export const insertCustomerMessage = (tx: Tx, message: CustomerMessage): Promise<void> => insertCustomerMessages(tx, [message]);

export interface NewOutward {
  conversation: string;
  seq: number;
  ev: number;
  account: string;
  handle: string;
  purpose: string;
  reservation: string | null;
  expiresAt: number | null;
  at: number;
}

export async function insertOutward(tx: Tx, o: NewOutward): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into message_outward (conversation_id, seq, ev, account_id, handle_id, purpose, reservation, expires_at, state_at)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), to_timestamp($9::float8 / 1000))`,
    [o.conversation, o.seq, o.ev, o.account, o.handle, o.purpose, o.reservation, o.expiresAt, o.at],
  );
}
