import type { Attachment, Capabilities, DeliveryState, Message, Outward } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { calledSql } from '../../contacts/index.ts';
import { accountSql } from '../../policy/index.ts';

/** Whose a customer conversation is. */
export interface Customer {
  conversation: string;
  account: string;
  /** Kind of the account's channel. */
  channel: string;
  enabled: boolean;
  capabilities: Capabilities;
  handle: string;
  /** As the channel knows them. */
  address: string;
  /** The contact that the handle stands under now, and what they are called. */
  contact: string;
  name: string;
}

const customerSql = (where: string): string => `
  select cc.conversation_id as conversation, cc.account_id as account, a.channel, a.enabled, a.capabilities,
    cc.handle_id as handle, w.address, w.contact, w.name
  from customer_conversation cc cross join lateral (${accountSql('cc.account_id')}) a
  cross join lateral (${calledSql('cc.handle_id')}) w
  where ${where}`;

/** Undefined where the conversation is none with a customer. */
export const customerOf = (q: Queryable, conversation: string): Promise<Customer | undefined> =>
  q.row<Customer>(customerSql('cc.conversation_id = $1'), [conversation]);

export const customersOf = (q: Queryable, conversations: readonly string[]): Promise<Customer[]> =>
  q.prepared<Customer>('conversations.customersOf', customerSql('cc.conversation_id = any ($1::uuid[])'), [conversations]);

/** The conversation of a handle on an account; undefined where nothing was said yet. */
export const customerConversation = async (q: Queryable, account: string, handle: string): Promise<string | undefined> =>
  (
    await q.row<{ id: string }>(
      'select conversation_id as id from customer_conversation where account_id = $1 and handle_id = $2',
      [account, handle],
    )
  )?.id;

/** The same of several handles, by the handle; those with none are left out. */
export const customerConversations = async (
  q: Queryable,
  account: string,
  handles: readonly string[],
): Promise<Map<string, string>> => {
  const rows = await q.prepared<{ handle: string; id: string }>(
    'conversations.customerConversations',
    `select u.handle, c.conversation_id as id from unnest($2::uuid[]) as u (handle)
     cross join lateral (
       select c0.conversation_id from customer_conversation c0 where c0.account_id = $1 and c0.handle_id = u.handle limit 1) c`,
    [account, handles],
  );
  return new Map(rows.map(({ handle, id }) => [handle, id]));
};

/** Every customer conversation of some handles, whatever the account. */
export const conversationsOfHandles = (
  q: Queryable,
  handles: readonly string[],
): Promise<{ conversation: string; account: string; handle: string }[]> =>
  q.rows(
    `select conversation_id as conversation, account_id as account, handle_id as handle from customer_conversation
     where handle_id = any ($1::uuid[]) order by conversation_id`,
    [handles],
  );

/** Groups whose members read and answer a customer conversation. */
export const groupsOf = async (q: Queryable, conversation: string): Promise<string[]> =>
  (
    await q.rows<{ id: string }>('select group_id as id from customer_audience where conversation_id = $1 order by group_id', [
      conversation,
    ])
  ).map(({ id }) => id);

/** Of these ids, those of groups. */
export const groupsAmong = async (q: Queryable, ids: readonly string[]): Promise<string[]> =>
  (await q.rows<{ id: string }>("select id from conversation where id = any ($1::uuid[]) and kind = 'group'", [ids])).map(
    ({ id }) => id,
  );

/** The thread that an answer goes on in, and its subject: that of the message answered, else the one spoken in last. Undefined where there is none. */
export const threadToGoOn = (
  q: Queryable,
  conversation: string,
  answered: number | undefined,
): Promise<{ thread: string; subject: string | null } | undefined> =>
  q.row(
    `select m.thread, (
       select coalesce(v.content #>> '{inbound,subject}', v.content #>> '{outward,subject}') from version v
       where v.conversation_id = m.conversation_id and v.ev = m.version_ev) as subject
     from message m where m.conversation_id = $1 and m.thread is not null and ($2::bigint is null or m.seq <= $2)
     order by (m.seq = $2) desc, m.seq desc limit 1`,
    [conversation, answered ?? null],
  );

/** Addresses that contacts brought into a thread, in small letters: whoever wrote in it, and whom they wrote to. */
export const broughtIn = async (q: Queryable, conversation: string, thread: string): Promise<Set<string>> => {
  const rows = await q.rows<{ address: string }>(
    `select distinct lower(a.one ->> 'address') as address from message m
     join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
     cross join lateral (
       select jsonb_build_object('address', v.content #> '{inbound,address}') as one
       union all select jsonb_array_elements(coalesce(v.content #> '{inbound,to}', '[]'))
       union all select jsonb_array_elements(coalesce(v.content #> '{inbound,cc}', '[]'))) a
     where m.conversation_id = $1 and m.thread = $2 and m.handle_id is not null and m.recalled_at is null and v.content ? 'inbound'`,
    [conversation, thread],
  );
  return new Set(rows.map(({ address }) => address));
};

/** Those inbound messages among these that are there already. */
export const inboundAs = (
  q: Queryable,
  asked: readonly { conversation: string; clientId: string }[],
): Promise<{ conversation: string; clientId: string; seq: number; ev: number; at: number }[]> =>
  q.prepared(
    'conversations.inboundAs',
    `select u.conversation, u.client as "clientId", m.seq, m.ev, m.at
     from (select distinct * from unnest($1::uuid[], $2::uuid[]) as u (conversation, client)) u
     cross join lateral (
       select m0.seq, m0.ev, m0.at from message m0
       where m0.conversation_id = u.conversation and m0.client_id = u.client and m0.sender is null limit 1) m`,
    [asked.map((one) => one.conversation), asked.map((one) => one.clientId)],
  );

/** Numbers of what a contact said in a conversation above a `seq`, not erased, and said or come here until an instant (Unix ms). */
export const saidByContact = async (
  q: Queryable,
  place: { conversation: string; until: number; above: number },
  limit: number,
): Promise<number[]> =>
  (
    await q.rows<{ seq: number }>(
      `select seq from message where conversation_id = $1 and handle_id is not null and erased_at is null and seq > $3
         and least(coalesce(occurred_at, at), at) <= to_timestamp($2::float8 / 1000) order by seq limit $4`,
      [place.conversation, place.until, place.above, limit],
    )
  ).map(({ seq }) => seq);

/** What the house said under this id. */
export const saidByHouse = (q: Queryable, conversation: string, clientId: string): Promise<{ seq: number } | undefined> =>
  q.row('select seq from message where conversation_id = $1 and client_id = $2 and sender is null and handle_id is null', [
    conversation,
    clientId,
  ]);

/** An outward message as whoever carries it needs it. */
interface OutwardMessage {
  conversation: string;
  seq: number;
  /** Of its sending. */
  ev: number;
  clientId: string;
  /** Null for what the house said by itself. */
  sender: string | null;
  at: number;
  account: string;
  handle: string;
  purpose: string;
  reservation: string | null;
  /** Unix ms; null: it may wait for ever. */
  expiresAt: number | null;
  state: DeliveryState;
  /** As it stands. */
  text: string;
  attachments: Attachment[];
  location: Message['location'] | null;
  form: Message['form'] | null;
  /** To whom, under which subject, in which thread: as it was frozen. Null where the words were erased meanwhile. */
  outward: Outward | null;
  /** `seq` of the message that it answers. */
  inReplyTo: number | null;
  recalled: boolean;
}

const outwardSql = (from: string): string => `
  select o.conversation_id as conversation, o.seq, o.ev, m.client_id as "clientId", m.sender, m.at, o.account_id as account,
    o.handle_id as handle, o.purpose, o.reservation, o.expires_at as "expiresAt", o.state,
    coalesce(v.text, '') as text, coalesce(v.content -> 'attachments', '[]') as attachments, v.content -> 'location' as location,
    v.content -> 'form' as form, v.content -> 'outward' as outward, (v.content ->> 'quote')::bigint as "inReplyTo",
    m.recalled_at is not null as recalled
  from ${from}
  cross join lateral (
    select m0.* from message m0 where m0.conversation_id = o.conversation_id and m0.seq = o.seq limit 1) m
  left join lateral (
    select v0.text, v0.content from version v0 where v0.conversation_id = o.conversation_id and v0.ev = m.version_ev limit 1) v on true`;

/** Outward messages among those that rows of the log name (`message.sent`), each conversation's ascending; others are left out. */
export const outwardSent = (q: Queryable, sent: readonly { conversation: string; ev: number }[]): Promise<OutwardMessage[]> =>
  q.rows<OutwardMessage>(
    `${outwardSql(`(select distinct * from unnest($1::uuid[], $2::bigint[]) as u (conversation, ev)) e
       cross join lateral (
         select o0.* from message_outward o0 where o0.conversation_id = e.conversation and o0.ev = e.ev limit 1) o`)}
     order by o.conversation_id, o.seq`,
    [sent.map((s) => s.conversation), sent.map((s) => s.ev)],
  );

/** Some by their places, in no order; unknown places are left out. */
export const outwardsAt = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<OutwardMessage[]> =>
  q.prepared<OutwardMessage>(
    'conversations.outwardsAt',
    outwardSql(`(select distinct * from unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)) e
      cross join lateral (
        select o0.* from message_outward o0 where o0.conversation_id = e.conversation and o0.seq = e.seq limit 1) o`),
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

/** One of them. */
export const outwardAt = async (q: Queryable, conversation: string, seq: number): Promise<OutwardMessage | undefined> =>
  (await outwardsAt(q, [{ conversation, seq }]))[0];
