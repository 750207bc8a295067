import type { Db } from '@rapport/platform';

/** Conversations of the first answer, and messages of the page, as the client asks for them. */
const listed = 200;
const shown = 50;

/** The list as a person sees it: conversation, newest message, unread and mentions, own state. `$1` the person. */
const list = `
  with mine as (
    select m.*, s.ev, s.seq, coalesce(n.at, c.created_at) as active
    from membership m join conversation c on c.id = m.conversation_id join stream s on s.id = c.id
    left join message n on n.conversation_id = s.id and n.seq = s.seq
    where m.user_id = $1 and m.left_ev is null and c.archived_at is null
    order by active desc, c.id desc limit ${listed + 1})
  select c.id, c.kind, c.name, c.purpose, c.visibility, c.posting, c.archived_at, c.no_forward, c.parent_id, c.anchor_seq, c.member_count, c.guest_count,
    c.created_at, m.ev, m.seq, m.role, m.rev, m.from_seq, m.read_seq, m.unread_from, m.notify, m.muted_until, m.folder_id, m.favourite,
    case when c.kind = 'direct' then array(select o.user_id from membership o where o.conversation_id = c.id and o.user_id <> $1) end as peers,
    l.seq as last_seq, l.sender, l.at, l.text, un.n as unread, me.n as mentions
  from mine m join conversation c on c.id = m.conversation_id
  left join lateral (
    select x.seq, x.sender, x.at, left(v.text, 200) as text from message x
    join version v on v.conversation_id = x.conversation_id and v.ev = x.version_ev
    where x.conversation_id = c.id and x.seq >= m.from_seq and x.recalled_at is null order by x.seq desc limit 1) l on true
  left join lateral (
    select count(*) as n from (select 1 from message x where x.conversation_id = c.id and x.seq > greatest(m.read_seq, m.from_seq - 1)
      and x.sender is distinct from $1 and x.recalled_at is null limit 1001) y) un on m.seq > m.read_seq
  left join lateral (
    select count(distinct t.seq) as n from mention t join message x on x.conversation_id = t.conversation_id and x.seq = t.seq
    where t.conversation_id = c.id and t.seq > greatest(m.read_seq, m.from_seq - 1) and (t.user_id = $1 or t.audience = 'all')
      and x.sender is distinct from $1 and x.recalled_at is null) me on m.seq > m.read_seq
  order by m.active desc, c.id desc`;

/** The newest messages with their words and reactions. `$1` the conversation, `$2` the first `seq` that may be seen. */
const page = `
  select m.conversation_id, m.seq, m.changed_ev, m.client_id, m.sender, m.at, m.occurred_at, m.late, m.edits, m.edited_at, m.recalled_at, m.recalled_by,
    m.pinned_at, m.topic_id, v.text, v.content, r.reactions
  from message m
  left join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev and m.recalled_at is null
  left join lateral (select json_agg(json_build_array(x.emoji, x.user_id)) as reactions from reaction x
    where x.conversation_id = m.conversation_id and x.seq = m.seq) r on true
  where m.conversation_id = $1 and m.seq >= $2 order by m.seq desc limit ${shown}`;

/**
 * The limit of `open`: the rows of the same answer by two statements, planned once, on one connection. No sign-in, no right to see
 * checked beyond membership, nothing put into the shape of the contract.
 */
export async function barePage(db: Db, user: string, nth: number): Promise<{ conversations: number; messages: number }> {
  const conversations = await db.prepared<{ id: string; from_seq: number }>('bench-list', list, [user]);
  const chosen = conversations[nth % conversations.length]!;
  const messages = await db.prepared('bench-page', page, [chosen.id, chosen.from_seq]);
  return { conversations: conversations.length, messages: messages.length };
}
