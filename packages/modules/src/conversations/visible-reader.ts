import type { Queryable } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { accountSql } from '../policy/index.ts';
import { nameSql, throughGroupsSql } from './customers/place-reader.ts';
import { labelsSql } from './message-label-reader.ts';
import { ms } from './reader.ts';
import type { Content, Place } from './rows.ts';

/** Whoever may look at some conversations, or at all, without taking part: `places` with the topics that hang on them, null for all there are. */
export interface Archivist {
  kind: 'archivist';
  places: readonly string[] | null;
}

export type Viewer = Pick<Actor, 'user' | 'kind'> | Archivist;
type ViewerKind = Pick<Viewer, 'kind'>;
const open = (viewer: ViewerKind, column: string): string => (viewer.kind === 'guest' ? 'false' : `${column} = 'open'`);

/** What is passed as the parameter by which the SQL below knows its viewer. */
export const viewerParameter = (viewer: Viewer): string | readonly string[] | null =>
  viewer.kind === 'archivist' ? viewer.places : viewer.user;

const archivistSql = (parameter: number): string => `
  select c.id, 1::bigint as from_seq from conversation c
  where ($${parameter}::uuid[] is null or c.id = any ($${parameter}::uuid[]) or c.parent_id = any ($${parameter}::uuid[]))`;

/**
 * SQL of everything the actor may look at: rows `(id, from_seq)`. The same law as `requireConversation(…, 'look')` (CV1, SY10):
 * one's conversations from the first `seq` one may see, open groups for all but guests, and topics of these that hang on a
 * visible message. `viewerParameter` is to be passed as parameter number `parameter`.
 */
export const visibleConversationsSql = (viewer: ViewerKind, parameter: number): string =>
  viewer.kind === 'archivist' ? archivistSql(parameter) : ownConversationsSql(viewer, parameter, customersSql(parameter));

/**
 * The same for whoever counts up to a bound: no more of them than `most` of each kind are looked at, and of those with customers some may come
 * twice. Teams read tens of thousands of these.
 */
export const someVisibleSql = (viewer: ViewerKind, parameter: number, most: number): string =>
  viewer.kind === 'archivist'
    ? `${archivistSql(parameter)} limit ${most}`
    : `${ownConversationsSql(viewer, parameter, someCustomersSql(parameter, most))} limit ${2 * most}`;

const ownConversationsSql = (viewer: ViewerKind, parameter: number, customers: string): string => `
  select c.id, coalesce(m.from_seq, 1) as from_seq from (
    select o.conversation_id as id from membership o where o.user_id = $${parameter}::uuid and o.left_ev is null
    union select g.id from conversation g where ${open(viewer, 'g.visibility')} and g.parent_id is null) z
  join conversation c on c.id = z.id and c.parent_id is null
  left join membership m on m.user_id = $${parameter}::uuid and m.conversation_id = c.id and m.left_ev is null
  union all
  select t.id, 1 from (
    select o.conversation_id as id, o.from_seq from membership o where o.user_id = $${parameter}::uuid and o.left_ev is null
    union all
    select g.id, 1 from conversation g where ${open(viewer, 'g.visibility')} and g.parent_id is null
      and not exists (select 1 from membership o where o.user_id = $${parameter}::uuid and o.conversation_id = g.id and o.left_ev is null)) p
  join conversation t on t.parent_id = p.id and t.anchor_seq >= p.from_seq
  ${viewer.kind === 'guest' ? '' : `union all ${customers}`}`;

/** Customer conversations, through groups (CV28). */
const customersSql = (parameter: number, distinct = 'distinct'): string => `
  select ${distinct} a.conversation_id, 1::bigint from membership o join customer_audience a on a.group_id = o.conversation_id
  where o.user_id = $${parameter}::uuid and o.left_ev is null and not o.guest`;
const someCustomersSql = (parameter: number, most: number): string => `(${customersSql(parameter, '')} limit ${most})`;

/** The same law for some conversations: `ids` is SQL of a set of ids. Cheaper where few of many are asked about. */
export const visibleAmongSql = (viewer: ViewerKind, ids: string, parameter: number): string =>
  viewer.kind === 'archivist' ? `${archivistSql(parameter)} and c.id in (${ids})` : ownAmongSql(viewer, ids, parameter);

const ownAmongSql = (viewer: ViewerKind, ids: string, parameter: number): string => `
  select c.id, case when c.parent_id is null then coalesce(m.from_seq, 1) else 1 end as from_seq
  from conversation c left join conversation p on p.id = c.parent_id
  left join membership m on m.user_id = $${parameter}::uuid and m.conversation_id = coalesce(c.parent_id, c.id) and m.left_ev is null
  where c.id in (${ids}) and (m.user_id is not null or ${open(viewer, 'coalesce(p.visibility, c.visibility)')}
      or ${viewer.kind === 'guest' ? 'false' : `c.kind = 'customer' and exists (${throughGroupsSql('c.id', `$${parameter}::uuid`)})`})
    and (c.parent_id is null or m.user_id is null or c.anchor_seq >= m.from_seq)`;

/** Of these conversations, those the viewer may look at, with the first `seq` they may see there. */
export async function visibleFrom(q: Queryable, viewer: Viewer, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await q.rows<{ id: string; fromSeq: number }>(
    `select id, from_seq as "fromSeq" from (${visibleAmongSql(viewer, 'select unnest($1::uuid[])', 2)}) z`,
    [ids, viewerParameter(viewer)],
  );
  return new Map(rows.map(({ id, fromSeq }) => [id, fromSeq]));
}

/** Everything the actor may look at, with the first `seq` they may see there. */
export const visiblePlaces = (q: Queryable, actor: Pick<Actor, 'user' | 'kind'>): Promise<{ id: string; fromSeq: number }[]> =>
  q.rows(`select id, from_seq as "fromSeq" from (${visibleConversationsSql(actor, 1)}) z`, [actor.user]);

const peersSql = (conversation: string, parameter: number): string => `case when ${conversation}.kind = 'direct' then array(
    select o.user_id from membership o where o.conversation_id = ${conversation}.id and o.user_id <> $${parameter}::uuid order by o.user_id) end`;

/** A conversation as lists of finds name it. */
export interface ConversationLabel {
  id: string;
  kind: Place['kind'];
  name: string;
  peers: string[] | null;
  archived: boolean;
  member: boolean;
  parent: { id: string; seq: number; kind: Place['kind']; name: string; peers: string[] | null } | null;
}

/** What these conversations are called for the actor (no check: callers have filtered by the law above). */
export const labelsOf = (q: Queryable, user: string, ids: readonly string[]): Promise<ConversationLabel[]> =>
  q.prepared<ConversationLabel>(
    'conversation-labels',
    `select c.id, c.kind, ${nameSql('c')} as name, ${peersSql('c', 1)} as peers, (c.archived_at is not null or p.archived_at is not null) as archived,
       m.user_id is not null or c.kind = 'customer' and exists (${throughGroupsSql('c.id', '$1::uuid')}) as member,
       case when p.id is not null then json_build_object('id', p.id, 'seq', c.anchor_seq, 'kind', p.kind, 'name', p.name,
         'peers', ${peersSql('p', 1)}) end as parent
     from conversation c left join conversation p on p.id = c.parent_id
     left join membership m on m.user_id = $1 and m.conversation_id = coalesce(c.parent_id, c.id) and m.left_ev is null
     where c.id = any ($2::uuid[])`,
    [user, ids],
  );

export type NamedConversation = ConversationLabel & { memberCount: number; lastAt: number };

/** Conversations as they are found by name or by their peers, for somebody: topics have neither. `ids` is SQL of rows `(id)`. */
const namedSql = (ids: string): string => `
  select c.id, c.kind, ${nameSql('c')} as name, ${peersSql('c', 1)} as peers, c.archived_at is not null as archived, m.user_id is not null as member,
    null as parent, c.member_count as "memberCount",
    ${ms('coalesce((select x.at from message x where x.conversation_id = c.id and x.seq = s.seq), c.created_at)')} as "lastAt"
  from (${ids}) z join conversation c on c.id = z.id and c.parent_id is null join stream s on s.id = c.id
  left join membership m on m.user_id = $1::uuid and m.conversation_id = c.id and m.left_ev is null`;

/** Every conversation the actor may find by its name or its peers. */
export const namedConversations = (q: Queryable, actor: Pick<Actor, 'user' | 'kind'>): Promise<NamedConversation[]> =>
  q.rows<NamedConversation>(
    namedSql(`select o.conversation_id as id from membership o where o.user_id = $1::uuid and o.left_ev is null
      union select g.id from conversation g where ${open(actor, 'g.visibility')} and g.parent_id is null`),
    [actor.user],
  );

/** Names that an archivist looks among at most: the newest. */
const mostNamed = 20_000;

/** The same of those that an archivist may look at, called as for `user`. */
export const namedForArchivist = (q: Queryable, user: string, { places }: Archivist): Promise<NamedConversation[]> =>
  q.rows<NamedConversation>(
    namedSql(`select g.id from conversation g where g.parent_id is null and ($2::uuid[] is null or g.id = any ($2::uuid[]))
      order by g.id desc limit ${mostNamed}`),
    [user, places],
  );

/** A message as later rooms read it: its present words, with what lies beside them. */
export interface MessageText {
  conversation: string;
  seq: number;
  sender: string | null;
  /** When it was said, Unix ms. */
  at: number;
  edited: boolean;
  recalled: boolean;
  /** Erased, or shown to nobody any more: then it is recalled, too. */
  withheld: boolean;
  /** Of a topic's message: the conversation it hangs on. */
  parent: string | null;
  /** Null when it was recalled or erased. */
  text: string | null;
  content: Content | null;
  /** Null when it has none, or was recalled or erased. */
  labels: string[] | null;
  /** Of what was said in a customer conversation, recalled or not; null elsewhere. */
  customer: SaidWithCustomer | null;
}

/** Where and which way something was said in a customer conversation. */
export interface SaidWithCustomer {
  account: string;
  /** Kind of the account's channel. */
  channel: string;
  /** By the contact, to the contact, or among colleagues. */
  direction: 'in' | 'out' | 'note';
  /** Empty where the channel knows none. */
  thread: string;
}

/** SQL of it; `m` is the message, `cu` brings whose conversation it is. */
const customerSaidSql = `case when cu.account_id is not null then jsonb_build_object('account', cu.account_id, 'channel', cu.channel,
    'thread', coalesce(m.thread, ''), 'direction', case when m.handle_id is not null then 'in' when exists (
      select 1 from message_outward o where o.conversation_id = m.conversation_id and o.seq = m.seq) then 'out' else 'note' end) end`;

/**
 * Texts of the places that `w` brings. Each is looked up by its keys (`limit 1` keeps it so): joined as whole tables, a young
 * database's planner walks all messages of a conversation for each.
 */
const textsOf = (w: string, words = 'm.recalled_at is null'): string => `
  select m.conversation_id as conversation, m.seq, m.sender, ${ms('coalesce(m.occurred_at, m.at)')} as at,
    m.edits > 0 as edited, m.recalled_at is not null as recalled,
    coalesce(m.erased_at, m.withheld_at) is not null as withheld, c.parent_id as parent, v.text, v.content,
    case when ${words} then ${labelsSql} end as labels, ${customerSaidSql} as customer
  from (${w}) w
  cross join lateral (select m0.* from message m0 where m0.conversation_id = w.conversation and m0.seq = w.seq limit 1) m
  left join lateral (select c0.parent_id, c0.kind from conversation c0 where c0.id = w.conversation limit 1) c on true
  left join lateral (
    select cc.account_id, ac.channel from customer_conversation cc cross join lateral (${accountSql('cc.account_id')}) ac
    where c.kind = 'customer' and cc.conversation_id = w.conversation limit 1) cu on true
  left join lateral (
    select v0.text, v0.content from version v0
    where v0.conversation_id = w.conversation and v0.ev = m.version_ev and ${words} limit 1) v on true`;

/** Messages by place, whoever asks; in no order. Unknown places are left out. */
export const textsAt = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<MessageText[]> =>
  q.prepared<MessageText>('texts-at', textsOf('select * from unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)'), [
    places.map((p) => p.conversation),
    places.map((p) => p.seq),
  ]);

/** The same for an archivist: recalled messages with the words they had; of what is withheld none. */
export const archivedTextsAt = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<MessageText[]> =>
  q.prepared<MessageText>(
    'archived-texts-at',
    textsOf(
      'select * from unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)',
      'coalesce(m.erased_at, m.withheld_at) is null',
    ),
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

/**
 * Messages by the `ev` that made them, as rows of the log name them, each once. The way goes over version rows; where one was erased,
 * over the conversation's messages.
 */
export const textsByEv = (q: Queryable, made: readonly { conversation: string; ev: number }[]): Promise<MessageText[]> =>
  q.rows<MessageText>(
    textsOf(`
    select distinct u.conversation, coalesce(
      (select v1.seq from version v1 where v1.conversation_id = u.conversation and v1.ev = u.ev limit 1),
      (select m1.seq from message m1 where m1.conversation_id = u.conversation and m1.ev = u.ev limit 1)) as seq
    from unnest($1::uuid[], $2::bigint[]) as u (conversation, ev)`),
    [made.map((m) => m.conversation), made.map((m) => m.ev)],
  );

/** Where someone is mentioned by id, or a department is; newest first within each conversation. */
export const placesMentioning = (q: Queryable, id: string, limit: number): Promise<{ conversation: string; seq: number }[]> =>
  q.rows(
    `select conversation_id as conversation, seq from mention where user_id = $1::uuid
     union all select conversation_id, seq from mention where audience = $1::text
     order by 1, 2 desc limit $2`,
    [id, limit],
  );
