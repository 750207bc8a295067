import type { Conversation } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

/** A sent message as far as it may call for somebody's attention. */
export interface CallingMessage {
  kind: Conversation['kind'];
  /** Of sending. */
  ev: number;
  seq: number;
  sender: string | null;
  at: number;
  /** As first sent. */
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
 * Messages by the `ev` they were sent with, ascending. Each is looked up by its keys (`limit 1` keeps it so): joined as whole tables, a
 * young database's planner walks all messages of the conversation for each.
 */
export const callingMessages = (q: Queryable, conversation: string, evs: readonly number[]): Promise<CallingMessage[]> =>
  q.rows<CallingMessage>(
    `select c.kind, v.ev, m.seq, m.sender, m.at, v.text, coalesce(v.content ? 'urgent', false) as urgent,
       m.late or m.occurred_at is not null as imported, m.recalled_at is not null as recalled,
       array(select t.user_id::text from mention t
         where t.conversation_id = m.conversation_id and t.seq = m.seq and t.user_id is not null) as users,
       array(select t.audience from mention t
         where t.conversation_id = m.conversation_id and t.seq = m.seq and t.audience is not null) as audiences
     from conversation c cross join unnest($2::bigint[]) as e (ev)
     cross join lateral (select v0.* from version v0 where v0.conversation_id = c.id and v0.ev = e.ev limit 1) v
     cross join lateral (select m0.* from message m0 where m0.conversation_id = c.id and m0.seq = v.seq limit 1) m
     where c.id = $1 and m.ev = v.ev order by m.seq`,
    [conversation, [...new Set(evs)]],
  );

/** What somebody lets through from a conversation, and how far they have read. */
export interface Attention {
  user: string;
  level: 'all' | 'mentions' | 'none';
  mutedUntil: number | null;
  readSeq: number;
  fromSeq: number;
  joinedAt: number;
}

/** Of a topic, membership is its parent's and attention one's own where one follows it (SY9). */
const attentionSql = (which: string) => `
  select c.id as conversation, m.user_id as user, coalesce(o.notify, m.notify) as level,
    greatest(o.muted_until, m.muted_until) as "mutedUntil",
    case when c.parent_id is null then m.read_seq else coalesce(o.read_seq, 0) end as "readSeq",
    case when c.parent_id is null then m.from_seq else 1 end as "fromSeq",
    case when c.parent_id is null then m.joined_at else coalesce(o.joined_at, m.joined_at) end as "joinedAt"
  from conversation c join membership m on m.conversation_id = coalesce(c.parent_id, c.id) and m.left_ev is null
  left join membership o on c.parent_id is not null and o.conversation_id = c.id and o.user_id = m.user_id and o.left_ev is null
  where (c.parent_id is null or c.anchor_seq >= m.from_seq) and ${which}`;

const everyoneSql = attentionSql('c.id = $1 and (c.parent_id is null or o.user_id is not null or m.user_id = any ($2::uuid[]))');
const someSql = attentionSql('c.id = $1 and m.user_id = any ($2::uuid[])');

/** The attention of those asked for who take part: some people, or everyone (of a topic: its followers) and those people. */
export const attentionOf = (
  q: Queryable,
  conversation: string,
  asked: { everyone: boolean; users: readonly string[] },
): Promise<Attention[]> => q.rows<Attention>(asked.everyone ? everyoneSql : someSql, [conversation, asked.users]);

/** My attention in conversations I take part in; others are left out. */
export const attentionIn = (
  q: Queryable,
  user: string,
  conversations: readonly string[],
): Promise<(Attention & { conversation: string })[]> =>
  q.rows(attentionSql('m.user_id = $1 and c.id = any ($2::uuid[])'), [user, conversations]);

/** Everything I take part in or follow. */
export const followedBy = async (q: Queryable, user: string): Promise<string[]> =>
  (
    await q.rows<{ id: string }>('select conversation_id as id from membership where user_id = $1 and left_ev is null', [user])
  ).map(({ id }) => id);
