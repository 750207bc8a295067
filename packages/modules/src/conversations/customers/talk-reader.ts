import type { Queryable } from '@rapport/platform';

/** Something said in a customer conversation, as whoever works with cases needs it: nothing of what it says. */
export interface Talk {
  conversation: string;
  seq: number;
  /** Of its sending. */
  ev: number;
  account: string;
  /** Whose conversation it is. */
  handle: string;
  /** Empty where the channel knows none. */
  thread: string;
  /** The contact, one of us to the contact, or among colleagues. */
  by: 'contact' | 'us' | 'note';
  /** Of staff; null for a contact, and for what the house said by itself. */
  sender: string | null;
  at: number;
  /** Which addresses of ours it reached; empty where the channel does not say. */
  to: string[];
  subject: string | null;
  recalled: boolean;
  /** One of us said it by the platform's own app. */
  elsewhere: boolean;
  /** No person wrote it. */
  auto: boolean;
}

/** Of rows of the log (`message.sent`) those of customer conversations, each conversation's ascending; all others are left out. */
export const talkAt = (q: Queryable, sent: readonly { stream: string; ev: number }[]): Promise<Talk[]> =>
  q.rows<Talk>(
    `select m.conversation_id as conversation, m.seq, m.ev, cc.account_id as account, cc.handle_id as handle,
       coalesce(m.thread, '') as thread, m.sender, m.at,
       case when m.handle_id is not null then 'contact' when v.content ? 'outward' then 'us' else 'note' end as by,
       coalesce(v.content #> '{inbound,ours}', '[]') as "to",
       coalesce(v.content #>> '{inbound,subject}', v.content #>> '{outward,subject}') as subject, m.recalled_at is not null as recalled,
       coalesce((v.content #>> '{outward,elsewhere}')::boolean, false) as elsewhere,
       coalesce((v.content #>> '{inbound,auto}')::boolean, false) as auto
     from (select distinct * from unnest($1::uuid[], $2::bigint[]) as u (stream, ev)) e
     cross join lateral (
       select c0.account_id, c0.handle_id from customer_conversation c0 where c0.conversation_id = e.stream limit 1) cc
     cross join lateral (select v0.seq, v0.content from version v0 where v0.conversation_id = e.stream and v0.ev = e.ev limit 1) v
     cross join lateral (select m0.* from message m0 where m0.conversation_id = e.stream and m0.seq = v.seq limit 1) m
     where m.ev = e.ev order by m.conversation_id, m.seq`,
    [sent.map((s) => s.stream), sent.map((s) => s.ev)],
  );
