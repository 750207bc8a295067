import type { Queryable } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { ms } from './reader.ts';
import type { Content, Place } from './rows.ts';

type Viewer = Pick<Actor, 'kind'>;
const open = (viewer: Viewer, column: string): string => (viewer.kind === 'guest' ? 'false' : `${column} = 'open'`);

/**
 * SQL of everything the actor may look at: rows `(id, from_seq)`. The same law as `requireConversation(…, 'look')` (CV1, SY10):
 * one's conversations from the first `seq` one may see, open groups for all but guests, and topics of these that hang on a
 * visible message. The actor's id is to be passed as parameter number `parameter`.
 */
export const visibleConversationsSql = (viewer: Viewer, parameter: number): string => `
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
  join conversation t on t.parent_id = p.id and t.anchor_seq >= p.from_seq`;

/** The same law for some conversations: `ids` is SQL of a set of ids. Cheaper where few of many are asked about. */
export const visibleAmongSql = (viewer: Viewer, ids: string, parameter: number): string => `
  select c.id, case when c.parent_id is null then coalesce(m.from_seq, 1) else 1 end as from_seq
  from conversation c left join conversation p on p.id = c.parent_id
  left join membership m on m.user_id = $${parameter}::uuid and m.conversation_id = coalesce(c.parent_id, c.id) and m.left_ev is null
  where c.id in (${ids}) and (m.user_id is not null or ${open(viewer, 'coalesce(p.visibility, c.visibility)')})
    and (c.parent_id is null or m.user_id is null or c.anchor_seq >= m.from_seq)`;

/** Of these conversations, those the actor may look at, with the first `seq` they may see there. */
export async function visibleFrom(
  q: Queryable,
  actor: Pick<Actor, 'user' | 'kind'>,
  ids: readonly string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await q.rows<{ id: string; fromSeq: number }>(
    `select id, from_seq as "fromSeq" from (${visibleAmongSql(actor, 'select unnest($1::uuid[])', 2)}) z`,
    [ids, actor.user],
  );
  return new Map(rows.map(({ id, fromSeq }) => [id, fromSeq]));
}

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
  q.rows<ConversationLabel>(
    `select c.id, c.kind, c.name, ${peersSql('c', 1)} as peers, (c.archived_at is not null or p.archived_at is not null) as archived,
       m.user_id is not null as member,
       case when p.id is not null then json_build_object('id', p.id, 'seq', c.anchor_seq, 'kind', p.kind, 'name', p.name,
         'peers', ${peersSql('p', 1)}) end as parent
     from conversation c left join conversation p on p.id = c.parent_id
     left join membership m on m.user_id = $1 and m.conversation_id = coalesce(c.parent_id, c.id) and m.left_ev is null
     where c.id = any ($2::uuid[])`,
    [user, ids],
  );

export type NamedConversation = ConversationLabel & { memberCount: number; lastAt: number };

/** Every conversation the actor may find by its name or its peers: topics have none. */
export const namedConversations = (q: Queryable, actor: Pick<Actor, 'user' | 'kind'>): Promise<NamedConversation[]> =>
  q.rows<NamedConversation>(
    `select c.id, c.kind, c.name, ${peersSql('c', 1)} as peers, c.archived_at is not null as archived, m.user_id is not null as member,
       null as parent, c.member_count as "memberCount",
       ${ms('coalesce((select x.at from message x where x.conversation_id = c.id and x.seq = s.seq), c.created_at)')} as "lastAt"
     from (select o.conversation_id as id from membership o where o.user_id = $1::uuid and o.left_ev is null
       union select g.id from conversation g where ${open(actor, 'g.visibility')} and g.parent_id is null) z
     join conversation c on c.id = z.id and c.parent_id is null join stream s on s.id = c.id
     left join membership m on m.user_id = $1 and m.conversation_id = c.id and m.left_ev is null`,
    [actor.user],
  );

/** A message as later rooms read it: its present words, with what lies beside them. */
export interface MessageText {
  conversation: string;
  seq: number;
  sender: string | null;
  /** When it was said, Unix ms. */
  at: number;
  edited: boolean;
  /** Null when it was recalled or erased. */
  text: string | null;
  content: Content | null;
}

const textSql = `select m.conversation_id as conversation, m.seq, m.sender, ${ms('coalesce(m.occurred_at, m.at)')} as at,
    m.edits > 0 as edited, v.text, v.content
  from message m left join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev and m.recalled_at is null`;

/** Messages by place, whoever asks; in no order. Unknown places are left out. */
export const textsAt = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<MessageText[]> =>
  q.rows<MessageText>(
    `${textSql} join unnest($1::uuid[], $2::bigint[]) as w (conversation, seq) on m.conversation_id = w.conversation and m.seq = w.seq`,
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

/**
 * Messages by the `ev` that made them, as rows of the log name them. The way goes over version rows; where one was erased, over
 * the conversation's messages.
 */
export async function textsByEv(q: Queryable, conversation: string, evs: readonly number[]): Promise<MessageText[]> {
  const known = await q.rows<{ ev: number; seq: number }>(
    'select ev, seq from version where conversation_id = $1 and ev = any ($2::bigint[])',
    [conversation, evs],
  );
  const seen = new Set(known.map(({ ev }) => ev));
  const missing = evs.filter((ev) => !seen.has(ev));
  const others =
    missing.length === 0
      ? []
      : await q.rows<{ seq: number }>('select seq from message where conversation_id = $1 and ev = any ($2::bigint[])', [
          conversation,
          missing,
        ]);
  return textsAt(
    q,
    [...known, ...others].map(({ seq }) => ({ conversation, seq })),
  );
}

/** Where someone is mentioned by id, or a department is; newest first within each conversation. */
export const placesMentioning = (q: Queryable, id: string, limit: number): Promise<{ conversation: string; seq: number }[]> =>
  q.rows(
    `select conversation_id as conversation, seq from mention where user_id = $1::uuid
     union all select conversation_id, seq from mention where audience = $1::text
     order by 1, 2 desc limit $2`,
    [id, limit],
  );
