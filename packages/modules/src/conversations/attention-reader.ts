import type { Conversation } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { pointerSql } from './reader.ts';

/** A sent message as far as it may call for somebody's attention. */
export interface CallingMessage {
  conversation: string;
  kind: Conversation['kind'];
  /** Of sending. */
  ev: number;
  seq: number;
  sender: string | null;
  at: number;
  /** As first sent; empty where nobody asked for it. */
  text: string;
  urgent: boolean;
  /** It happened before it was recorded: an import, a late entry. */
  imported: boolean;
  recalled: boolean;
  /** Mentioned people, and audiences: `all` or a department's id. */
  users: string[];
  audiences: string[];
}

/**
 * Messages by the `ev` they were sent with, of several conversations, each conversation's ascending. Each is looked up by its keys
 * (`limit 1` keeps it so): joined as whole tables, a young database's planner walks all messages of a conversation for each.
 * Words are brought along only where somebody listens for keywords.
 */
export const callingMessages = (
  q: Queryable,
  sent: readonly { conversation: string; ev: number }[],
  words: 'with words' | 'without',
): Promise<CallingMessage[]> =>
  q.rows<CallingMessage>(
    `select e.conversation, c.kind, v.ev, m.seq, m.sender, m.at, case when $3 then v.text else '' end as text,
       coalesce(v.content ? 'urgent', false) as urgent,
       m.late or (m.occurred_at is not null and m.handle_id is null) as imported, m.recalled_at is not null as recalled,
       array(select t.user_id::text from mention t
         where t.conversation_id = e.conversation and t.seq = m.seq and t.user_id is not null) as users,
       array(select t.audience from mention t
         where t.conversation_id = e.conversation and t.seq = m.seq and t.audience is not null) as audiences
     from (select distinct * from unnest($1::uuid[], $2::bigint[]) as u (conversation, ev)) e
     cross join lateral (select c0.kind from conversation c0 where c0.id = e.conversation limit 1) c
     cross join lateral (select v0.* from version v0 where v0.conversation_id = e.conversation and v0.ev = e.ev limit 1) v
     cross join lateral (select m0.* from message m0 where m0.conversation_id = e.conversation and m0.seq = v.seq limit 1) m
     where m.ev = v.ev order by e.conversation, m.seq`,
    [sent.map((s) => s.conversation), sent.map((s) => s.ev), words === 'with words'],
  );

/** What somebody lets through from a conversation, and how far they have read. */
export interface Attention {
  conversation: string;
  user: string;
  level: 'all' | 'mentions' | 'none';
  mutedUntil: number | null;
  readSeq: number;
  fromSeq: number;
  joinedAt: number;
}

/** Of a topic, membership is its parent's and attention one's own where one follows it (SY9). `from` brings `c` and `m`. */
const attentionSql = (from: string, which = 'true') => `
  select c.id as conversation, m.user_id as user, coalesce(o.notify, m.notify) as level,
    greatest(o.muted_until, m.muted_until) as "mutedUntil",
    case when c.parent_id is null then ${pointerSql('m')} else coalesce(${pointerSql('o')}, 0) end as "readSeq",
    case when c.parent_id is null then m.from_seq else 1 end as "fromSeq",
    case when c.parent_id is null then m.joined_at else coalesce(o.joined_at, m.joined_at) end as "joinedAt"
  from ${from}
  left join lateral (
    select o0.* from membership o0
    where c.parent_id is not null and o0.user_id = m.user_id and o0.conversation_id = c.id and o0.left_ev is null limit 1) o on true
  where (c.parent_id is null or c.anchor_seq >= m.from_seq) and ${which}`;

/** Of a customer conversation, attention is that of the group by which one takes part (CV28). `from` brings `c`, `m` and `a`. */
const customerAttentionSql = (from: string) => `
  select distinct on (c.id, m.user_id) c.id as conversation, m.user_id as user, m.notify as level, m.muted_until as "mutedUntil",
    coalesce(r.read_seq, 0) as "readSeq", 1::bigint as "fromSeq", m.joined_at as "joinedAt"
  from ${from}
  left join customer_read r on r.user_id = m.user_id and r.conversation_id = c.id
  order by c.id, m.user_id, m.joined_at, m.conversation_id`;

const throughGroup = 'm0.conversation_id = a.group_id and m0.left_ev is null and not m0.guest';

const takingPart = 'm0.conversation_id = coalesce(c.parent_id, c.id) and m0.left_ev is null';

/** Everybody of some conversations, and some people of others. Looked up by keys, whatever a young database's planner believes. */
const theirsSql = `
  ${attentionSql(
    `(select * from conversation c0 where c0.id = any ($1::uuid[])) c
     cross join lateral (select m0.* from membership m0 where ${takingPart} offset 0) m`,
    '(c.parent_id is null or o.user_id is not null)',
  )}
  union
  ${attentionSql(
    `unnest($2::uuid[], $3::uuid[]) as w (conversation, person)
     cross join lateral (select c0.* from conversation c0 where c0.id = w.conversation limit 1) c
     cross join lateral (select m0.* from membership m0 where m0.user_id = w.person and ${takingPart} limit 1) m`,
  )}
  union
  (${customerAttentionSql(
    `unnest($1::uuid[]) as c (id) join customer_audience a on a.conversation_id = c.id
     cross join lateral (select m0.* from membership m0 where ${throughGroup} offset 0) m`,
  )})
  union
  (${customerAttentionSql(
    `unnest($2::uuid[], $3::uuid[]) as c (id, person) join customer_audience a on a.conversation_id = c.id
     cross join lateral (select m0.* from membership m0 where m0.user_id = c.person and ${throughGroup} limit 1) m`,
  )})`;

/** Whose attention is asked for in a conversation: some people's, or everyone's (of a topic: its followers') and those people's. */
export interface AskedAttention {
  conversation: string;
  everyone: boolean;
  users: readonly string[];
}

/** The attention of those asked for who take part, of several conversations at once. */
export async function attentionOf(q: Queryable, asked: readonly AskedAttention[]): Promise<Attention[]> {
  const everywhere = asked.filter((a) => a.everyone).map((a) => a.conversation);
  const named = asked.flatMap(({ conversation, users }) => users.map((user) => ({ conversation, user })));
  if (everywhere.length + named.length === 0) return [];
  return q.rows<Attention>(theirsSql, [everywhere, named.map((n) => n.conversation), named.map((n) => n.user)]);
}

/** My attention in conversations I take part in; others are left out. */
export const attentionIn = (q: Queryable, user: string, conversations: readonly string[]): Promise<Attention[]> =>
  q.rows(
    `${attentionSql(
      'conversation c join membership m on m.conversation_id = coalesce(c.parent_id, c.id) and m.left_ev is null',
      'm.user_id = $1 and c.id = any ($2::uuid[])',
    )}
     union (${customerAttentionSql(
       `unnest($2::uuid[]) as c (id) join customer_audience a on a.conversation_id = c.id
        cross join lateral (select m0.* from membership m0 where m0.user_id = $1 and ${throughGroup} limit 1) m`,
     )})`,
    [user, conversations],
  );

/** Everything I take part in or follow. */
export const followedBy = async (q: Queryable, user: string): Promise<string[]> =>
  (
    await q.rows<{ id: string }>('select conversation_id as id from membership where user_id = $1 and left_ev is null', [user])
  ).map(({ id }) => id);
