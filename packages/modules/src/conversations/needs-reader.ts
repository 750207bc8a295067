import type { Message, Saved } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { hideOldQuotes, messagesAt, messagesInTurn, type Range } from './message-reader.ts';
import { pointerSql } from './reader.ts';
import { visibleFrom } from './visible-reader.ts';

/** Direct talk or a topic one follows, with the newest unread messages of others. */
export interface UnreadTalk {
  conversation: string;
  kind: 'direct' | 'topic';
  /** Newest first, up to three. */
  seqs: number[];
}

/** Unread direct talk and followed topics that are not quiet, the liveliest first. */
export const unreadTalk = (q: Queryable, user: string, now: number, limit: number): Promise<UnreadTalk[]> =>
  q.rows<UnreadTalk>(
    `select * from (
       select c.id as conversation, c.kind, array(
         select x.seq from message x
         where x.conversation_id = c.id and x.seq > greatest(${pointerSql('m')}, m.from_seq - 1)
           and x.sender is distinct from $1 and x.recalled_at is null
         order by x.seq desc limit 3) as seqs
       from membership m
       cross join lateral (select s0.* from stream s0 where s0.id = m.conversation_id limit 1) s
       cross join lateral (select c0.* from conversation c0 where c0.id = m.conversation_id limit 1) c
       where m.user_id = $1 and m.left_ev is null and s.seq > ${pointerSql('m')} and c.kind in ('direct', 'topic')
         and m.notify = 'all' and (m.muted_until is null or m.muted_until <= to_timestamp($2::float8 / 1000))
       order by s.last_tx desc limit $3) z
     where cardinality(seqs) > 0`,
    [user, now, limit],
  );

export const placeKey = (place: { conversation: string; seq: number }): string => `${place.conversation}/${place.seq}`;

type Places = readonly { conversation: string; seq: number }[];

async function visibleBy(
  q: Queryable,
  actor: Pick<Actor, 'user' | 'kind'>,
  places: Places,
  read: (q: Queryable, seen: Places) => Promise<Range>,
): Promise<{ messages: Map<string, Message>; whole: boolean }> {
  const from = await visibleFrom(q, actor, [...new Set(places.map((p) => p.conversation))]);
  const seen = places.filter(({ conversation, seq }) => seq >= (from.get(conversation) ?? Number.POSITIVE_INFINITY));
  const { messages, whole } = seen.length > 0 ? await read(q, seen) : { messages: [], whole: true };
  return { messages: new Map(messages.map((m) => [placeKey(m), hideOldQuotes([m], from.get(m.conversation)!)[0]!])), whole };
}

/** Messages by place that the actor may see, by `placeKey`: all of them, so that a long one hides no other. */
export const visibleMessages = async (
  q: Queryable,
  actor: Pick<Actor, 'user' | 'kind'>,
  places: Places,
): Promise<Map<string, Message>> =>
  (await visibleBy(q, actor, places, async (db, seen) => ({ messages: await messagesAt(db, seen), whole: true }))).messages;

/** The same for pages: not `whole` where the last of them had no room in one answer. */
export const visibleInTurn = (q: Queryable, actor: Pick<Actor, 'user' | 'kind'>, places: Places) =>
  visibleBy(q, actor, places, messagesInTurn);

/** What somebody saved to be reminded of, and whose time has come; the latest first. */
export const dueReminders = (q: Queryable, user: string, now: number, limit: number): Promise<Saved[]> =>
  q.rows(
    `select conversation_id as conversation, seq, remind_at as "remindAt", note, at, rev, removed from saved
     where user_id = $1 and not removed and remind_at <= to_timestamp($2::float8 / 1000)
     order by remind_at desc limit $3`,
    [user, now, limit],
  );
