import type { Conversation, Message } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { deliverySql } from './customers/place-reader.ts';
import { labelsSql } from './message-label-reader.ts';
import { lastMessageSql, ms } from './reader.ts';
import { redactedSql } from './redaction-reader.ts';
import type { Content } from './rows.ts';

interface MessageRow {
  conversation: string;
  seq: number;
  ev: number;
  clientId: string;
  sender: string | null;
  at: number;
  occurredAt: number | null;
  late: boolean;
  edits: number;
  editedAt: number | null;
  recalledAt: number | null;
  recalledBy: string | null;
  erasedAt: number | null;
  withheldAt: number | null;
  pinned: boolean;
  supplements: number;
  versionEv: number;
  signing: NonNullable<Message['signing']> | null;
  commitments: number;
  labels: string[] | null;
  redacted: NonNullable<Message['redacted']> | null;
  delivery: NonNullable<Message['delivery']> | null;
  text: string | null;
  content: Content | null;
  reactions: Message['reactions'] | null;
  topic: { conversation: string; count: number; lastAt: number | null } | null;
  quote: { seq: number; sender: string | null; excerpt: string } | null;
}

/**
 * Messages in their present state, of rows of `message` (a statement). Each further table is looked into by place, once a row: of a
 * conversation younger than the statistics the planner believes that it has no rows, and joins them all with all of them. What spares
 * the look into signings stands within it: as a condition of the join it would only throw away what was looked up.
 */
const messageSql = (rows: string, told = ''): string => `
  select ${told} m.conversation_id as conversation, m.seq, m.changed_ev as ev, m.client_id as "clientId", m.sender, m.at, m.occurred_at as "occurredAt",
    m.late, m.edits, m.edited_at as "editedAt", m.recalled_at as "recalledAt", m.recalled_by as "recalledBy",
    m.erased_at as "erasedAt", m.withheld_at as "withheldAt", m.pinned_at is not null as pinned, m.supplements, m.commitments,
    ${labelsSql} as labels,
    m.version_ev as "versionEv", g.signing, d.redacted,
    v.text, v.content, r.reactions, t.topic, q.quote, o.delivery
  from (${rows}) m
  left join lateral (
    select w.text, w.content from version w where w.conversation_id = m.conversation_id and w.ev = m.version_ev limit 1
  ) v on m.recalled_at is null
  left join lateral (
    select json_agg(json_build_object('emoji', z.emoji, 'users', z.users) order by z.first, z.emoji) as reactions from (
      select x.emoji, json_agg(x.user_id order by x.at, x.user_id) as users, min(x.at) as first
      from reaction x where x.conversation_id = m.conversation_id and x.seq = m.seq group by x.emoji) z
  ) r on m.recalled_at is null
  left join lateral (
    select json_agg(x.content - 'root' - 'how' || jsonb_build_object('ev', x.ev) order by x.ev) as signing
    from signing x
    where m.signings > 0 and m.recalled_at is null and x.conversation_id = m.conversation_id and x.seq = m.seq and x.content is not null
  ) g on true
  left join lateral (${redactedSql}) d on true
  left join lateral (
    select ${deliverySql('x')} as delivery
    from message_outward x
    where v.content ? 'outward' and x.conversation_id = m.conversation_id and x.seq = m.seq limit 1
  ) o on true
  left join lateral (
    select json_build_object('conversation', s.id, 'count', s.seq, 'lastAt',
      (select ${ms('x.at')} from message x where x.conversation_id = s.id and x.seq = s.seq)) as topic
    from stream s where s.id = m.topic_id limit 1
  ) t on m.topic_id is not null
  left join lateral (
    select json_build_object('seq', x.seq, 'sender', x.sender, 'excerpt', case when x.recalled_at is null then left(w.text, 200) else '' end) as quote
    from message x
    left join lateral (
      select y.text from version y where y.conversation_id = x.conversation_id and y.ev = x.version_ev limit 1
    ) w on true
    where x.conversation_id = m.conversation_id and x.seq = (v.content ->> 'quote')::bigint limit 1
  ) q on v.content ? 'quote'`;

function toMessage(r: MessageRow): Message {
  const message: Message = {
    conversation: r.conversation as Message['conversation'],
    seq: r.seq,
    ev: r.ev,
    clientId: r.clientId,
    sender: r.sender as Message['sender'],
    at: r.at,
    text: r.text ?? '',
  };
  if (r.occurredAt !== null) message.occurredAt = r.occurredAt;
  if (r.late) message.late = true;
  if (r.recalledAt !== null) message.recalled = { at: r.recalledAt, by: r.recalledBy as Message['sender'] };
  if (r.erasedAt !== null) message.withheld = { at: r.erasedAt, erased: true };
  else if (r.withheldAt !== null) message.withheld = { at: r.withheldAt, erased: false };
  if (r.topic) message.topic = r.topic as NonNullable<Message['topic']>;
  if (r.supplements > 0) message.supplements = r.supplements;
  if (r.commitments > 0) message.commitments = r.commitments;
  if (r.recalledAt !== null) return message;
  if (r.editedAt !== null) {
    message.edited = { at: r.editedAt, count: r.edits };
    message.version = r.versionEv;
  }
  if (r.labels) message.labels = r.labels;
  if (r.signing) message.signing = r.signing;
  if (r.redacted) message.redacted = r.redacted;
  if (r.delivery) message.delivery = r.delivery;
  if (r.pinned) message.pinned = true;
  if (r.reactions) message.reactions = r.reactions;
  if (r.quote) message.quote = r.quote as NonNullable<Message['quote']>;
  if (r.content) addContent(message, r.content);
  return message;
}

/** Puts what a version holds besides its text into a message. */
export function addContent(message: Message, content: Content): void {
  const { quote: _, ...rest } = content;
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) (message as Record<string, unknown>)[key] = value;
}

/** `rows` are rows of `message`, bounded; `order` names their order once more. Planning it all takes longer than running it. */
async function select(q: Queryable, name: string, rows: string, order: string, params: unknown[]): Promise<Message[]> {
  return (await q.prepared<MessageRow>(name, `${messageSql(rows)} ${order}`, params)).map(toMessage);
}

/** Bytes of words in one answer: a page of long records is shorter than was asked for, or a few calls would fill the server's memory. */
const mostBytes = 2 * 1024 * 1024;

/** Versions in one answer. */
const mostVersions = 500;

const bytesSql = `coalesce(octet_length(v.text), 0) + case when v.content ? 'form' then octet_length(v.content::text) else 0 end`;

/** Messages of a range, and whether they are all that was asked for. */
export interface Range {
  messages: Message[];
  whole: boolean;
}

/** The same, of rows that may be many: in the order of a column of theirs as far as their words have room, the first one always. */
async function selectRoom(
  q: Queryable,
  name: string,
  rows: string,
  order: 'seq' | 'seq desc' | 'changed_ev' | 'n',
  params: unknown[],
): Promise<Range> {
  const [column, direction = ''] = order.split(' ');
  const told = `m.${column} as turn, count(*) over () as total,
    coalesce(sum(${bytesSql}) over (order by m.${order} rows between unbounded preceding and 1 preceding), 0) as before,`;
  const statement = `select * from (${messageSql(rows, told)}) m where m.before < ${mostBytes} order by m.turn ${direction}`;
  const found = await q.prepared<MessageRow & { total: number }>(name, statement, params);
  return { messages: found.map(toMessage), whole: found.length === (found[0]?.total ?? 0) };
}

/** What was said before somebody's time is not shown to them inside a quote either (SY10). */
export function hideOldQuotes(messages: readonly Message[], fromSeq: number): Message[] {
  return messages.map((message) =>
    message.quote && message.quote.seq < fromSeq ? { ...message, quote: { ...message.quote, excerpt: '' } } : message,
  );
}

const placesSql = `select x.* from (select distinct * from unnest($1::uuid[], $2::bigint[])) as u (conversation, seq)
  cross join lateral (select * from message where conversation_id = u.conversation and seq = u.seq limit 1) x`;

export const messagesBySeq = (q: Queryable, conversation: string, seqs: readonly number[]): Promise<Message[]> =>
  select(q, 'messages-by-seq', placesSql, 'order by m.seq', [seqs.map(() => conversation), seqs]);

/** Messages of several conversations, in no order; unknown places are left out. */
export const messagesAt = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<Message[]> =>
  select(q, 'messages-at', placesSql, '', [places.map((p) => p.conversation), places.map((p) => p.seq)]);

/** Messages by their places, in the order asked, as far as they have room; unknown places are left out. */
export const messagesInTurn = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<Range> =>
  selectRoom(
    q,
    'messages-in-turn',
    `select x.*, u.n from unnest($1::uuid[], $2::bigint[]) with ordinality as u (conversation, seq, n)
     cross join lateral (select * from message where conversation_id = u.conversation and seq = u.seq limit 1) x`,
    'n',
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

/** Of these messages, those that were not recalled. */
export async function standing<P extends { conversation: string; seq: number }>(
  q: Queryable,
  places: readonly P[],
): Promise<P[]> {
  const rows = await q.rows<{ n: number }>(
    `select u.n from unnest($1::uuid[], $2::bigint[]) with ordinality as u (conversation, seq, n)
     cross join lateral (select recalled_at from message where conversation_id = u.conversation and seq = u.seq limit 1) x
     where x.recalled_at is null order by u.n`,
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );
  return rows.map(({ n }) => places[n - 1]!);
}

export async function messageBySeq(q: Queryable, conversation: string, seq: number): Promise<Message | undefined> {
  return (await messagesBySeq(q, conversation, [seq]))[0];
}

/** Up to `limit` messages below a `seq`, ascending. */
export async function messagesBefore(
  q: Queryable,
  conversation: string,
  fromSeq: number,
  before: number,
  limit: number,
): Promise<Message[]> {
  const { messages } = await selectRoom(
    q,
    'messages-before',
    'select * from message where conversation_id = $1 and seq >= $2 and seq < $3 order by seq desc limit $4',
    'seq desc',
    [conversation, fromSeq, before, limit],
  );
  return hideOldQuotes(messages.reverse(), fromSeq);
}

/** Up to `limit` messages above a `seq`, ascending. */
export async function messagesAfter(
  q: Queryable,
  conversation: string,
  fromSeq: number,
  after: number,
  limit: number,
): Promise<Message[]> {
  const { messages } = await selectRoom(
    q,
    'messages-after',
    'select * from message where conversation_id = $1 and seq >= $2 and seq > $3 order by seq limit $4',
    'seq',
    [conversation, fromSeq, after, limit],
  );
  return hideOldQuotes(messages, fromSeq);
}

/**
 * Messages sent or changed after an `ev`, oldest change first. No more messages were sent since than `ev`s were taken, so the new
 * ones stand at the end of the conversation; the others are in the index of changes.
 */
export async function messagesChanged(
  q: Queryable,
  conversation: string,
  fromSeq: number,
  after: number,
  limit: number,
): Promise<Range> {
  const { messages, whole } = await selectRoom(
    q,
    'messages-changed',
    `(select * from message where conversation_id = $1 and seq >= $2 and ev > $3 and changed_ev = ev
        and seq > (select s.seq - (s.ev - $3) from stream s where s.id = $1) order by seq limit $4)
     union all
     (select * from message where conversation_id = $1 and seq >= $2 and changed_ev > $3 and changed_ev > ev
        order by changed_ev limit $4)
     order by changed_ev limit $4`,
    'changed_ev',
    [conversation, fromSeq, after, limit],
  );
  return { messages: hideOldQuotes(messages, fromSeq), whole };
}

export const countPinned = async (q: Queryable, conversation: string): Promise<number> =>
  (await q.row<{ n: number }>(
    'select count(*)::int as n from message where conversation_id = $1 and pinned_at is not null and recalled_at is null',
    [conversation],
  ))!.n;

export const pinnedMessages = async (q: Queryable, conversation: string, fromSeq: number): Promise<Message[]> =>
  hideOldQuotes(
    await select(
      q,
      'messages-pinned',
      `select * from message where conversation_id = $1 and seq >= $2 and pinned_at is not null and recalled_at is null
       order by pinned_at desc limit 100`,
      'order by m.pinned_at desc',
      [conversation, fromSeq],
    ),
    fromSeq,
  );

/** The bare row that decisions about a message need. */
export interface MessageHead {
  seq: number;
  ev: number;
  changedEv: number;
  versionEv: number;
  sender: string | null;
  at: number;
  recalled: boolean;
  /** Shown to nobody any more, erased or not. */
  withheld: boolean;
  topicId: string | null;
  noForward: boolean;
  /** Parts were taken out of it. */
  redacted: boolean;
}

export async function messageHead(q: Queryable, conversation: string, seq: number): Promise<MessageHead | undefined> {
  return q.row(
    `select m.seq, m.ev, m.changed_ev as "changedEv", m.version_ev as "versionEv", m.sender, m.at, m.recalled_at is not null as recalled,
       coalesce(m.erased_at, m.withheld_at) is not null as withheld, m.topic_id as "topicId", m.redactions > 0 as redacted, coalesce((v.content ->> 'noForward')::boolean, false) as "noForward"
     from message m
     left join lateral (select content from version where conversation_id = m.conversation_id and ev = m.version_ev limit 1) v on true
     where m.conversation_id = $1 and m.seq = $2`,
    [conversation, seq],
  );
}

/** Of some messages what is needed to take them away, in the order of their `seq`. */
export const messageHeads = (
  q: Queryable,
  conversation: string,
  seqs: readonly number[],
): Promise<{ seq: number; ev: number; versionEv: number; erased: boolean; withheld: boolean }[]> =>
  q.rows(
    `select seq, ev, version_ev as "versionEv", erased_at is not null as erased, withheld_at is not null as withheld from message
     where conversation_id = $1 and seq = any ($2::bigint[]) order by seq`,
    [conversation, seqs],
  );

/** Versions of a message along the chain of `previous_ev`, oldest first: the newest below an `ev` that have room in one answer. */
export async function versionsOf(
  q: Queryable,
  conversation: string,
  newest: number,
  below: number,
): Promise<{ ev: number; at: number; author: string | null; text: string; form: Message['form'] | null; total: number }[]> {
  return q.rows(
    `with recursive chain as (
       select ev, previous_ev from version where conversation_id = $1 and ev = $2
       union all
       select v.* from chain c cross join lateral (
         select ev, previous_ev from version where conversation_id = $1 and ev = c.previous_ev limit 1) v)
     select ev, at, author, text, form, total from (
       select v.ev, v.at, v.author, v.text, v.content -> 'form' as form, c.total,
         coalesce(sum(${bytesSql}) over (order by v.ev desc rows between unbounded preceding and 1 preceding), 0) as before
       from (select ev, count(*) over () as total from chain where ev < $3 order by ev desc limit ${mostVersions}) c
       cross join lateral (select * from version where conversation_id = $1 and ev = c.ev limit 1) v) x
     where before < ${mostBytes} order by ev`,
    [conversation, newest, below],
  );
}

export async function contentOf(
  q: Queryable,
  conversation: string,
  versionEv: number,
): Promise<{ text: string; content: Content | null } | undefined> {
  return q.row('select text, content from version where conversation_id = $1 and ev = $2', [conversation, versionEv]);
}

export async function lastMessageOf(q: Queryable, conversation: string): Promise<Conversation['last']> {
  const row = await q.row<{ last: (NonNullable<Conversation['last']> & { senderName: string | null }) | null }>(
    lastMessageSql('$1', '1'),
    [conversation],
  );
  return row?.last ? { ...row.last, senderName: row.last.senderName ?? undefined } : null;
}

export async function seqAt(q: Queryable, conversation: string, fromSeq: number, at: number): Promise<number | undefined> {
  const row = await q.row<{ seq: number }>(
    `select seq from message where conversation_id = $1 and seq >= $2 and coalesce(occurred_at, at) >= to_timestamp($3::float8 / 1000) order by seq limit 1`,
    [conversation, fromSeq, at],
  );
  return row?.seq;
}

export async function reactionsOf(q: Queryable, conversation: string, seq: number): Promise<NonNullable<Message['reactions']>> {
  const message = await messageBySeq(q, conversation, seq);
  return message?.reactions ?? [];
}

/** A record key as it is stored, of the newest version that there is, if any: shows whose master key wrapped it. */
export const someSealedKey = async (q: Queryable): Promise<Uint8Array | undefined> =>
  (await q.row<{ key: Buffer }>('select key from version where key is not null order by conversation_id desc, ev desc limit 1'))
    ?.key;

/** Record keys as they are stored, so many of the first conversations and of the last. */
export const someRecordKeys = async (q: Queryable, ofEach: number): Promise<Uint8Array[]> =>
  (
    await q.rows<{ key: Buffer }>(
      `(select key from version where key is not null order by conversation_id, ev limit $1)
       union (select key from version where key is not null order by conversation_id desc, ev desc limit $1)`,
      [ofEach],
    )
  ).map(({ key }) => key);
