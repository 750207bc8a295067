import type { Queryable } from '@rapport/platform';
import { labelsSql } from './message-label-reader.ts';
import { messageHead, versionsOf } from './message-reader.ts';
import { ms } from './reader.ts';

/** A conversation as whoever decides how long it is kept sees it. */
export interface KeptConversation {
  id: string;
  parent: string | null;
  /** Unix ms; of a topic: of what it hangs on, if that was archived. */
  archivedAt: number | null;
  /** Up to here there may be imported messages, which are not in the order of when they were said. */
  importedSeq: number;
}

const conversationSql = `select c.id, c.parent_id as parent, ${ms('coalesce(c.archived_at, p.archived_at)')} as "archivedAt",
    c.imported_seq as "importedSeq"
  from conversation c left join conversation p on p.id = c.parent_id`;

/** All conversations in the order of their ids, page by page. */
export const conversationsAfter = (q: Queryable, after: string, limit: number): Promise<KeptConversation[]> =>
  q.rows<KeptConversation>(`${conversationSql} where c.id > $1::uuid order by c.id limit $2`, [after, limit]);

export const keptConversation = (q: Queryable, id: string): Promise<KeptConversation | undefined> =>
  q.row<KeptConversation>(`${conversationSql} where c.id = $1`, [id]);

export const keptConversations = (q: Queryable, ids: readonly string[]): Promise<KeptConversation[]> =>
  q.rows<KeptConversation>(`${conversationSql} where c.id = any ($1::uuid[])`, [ids]);

/** What of a message decides about its classes. */
export interface KeptKind {
  conversation: string;
  parent: string | null;
  template: string | null;
  labels: string[];
}

const kindSql = (rows: string): string => `
  select distinct m.conversation_id as conversation, c.parent_id as parent, v.content -> 'form' ->> 'template' as template,
    coalesce(${labelsSql}, '{}') as labels
  from (${rows}) m
  join conversation c on c.id = m.conversation_id
  left join lateral (
    select w.content from version w where w.conversation_id = m.conversation_id and w.ev = m.version_ev limit 1
  ) v on true`;

/** The kinds of messages there are among places, each once. */
export const keptKinds = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<KeptKind[]> =>
  q.rows<KeptKind>(
    kindSql(`select x.* from unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)
      cross join lateral (
        select y.conversation_id, y.seq, y.version_ev, y.label_ev from message y where y.conversation_id = u.conversation and y.seq = u.seq limit 1) x`),
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

export const countConversations = async (q: Queryable): Promise<number> =>
  (await q.row<{ n: number }>('select count(*)::int as n from conversation'))!.n;

/** What decides how long a message is kept; nothing of what it says. */
export interface KeptMessage {
  seq: number;
  /** Of its sending. */
  ev: number;
  changedEv: number;
  sender: string | null;
  /** Since when it is kept (Unix ms): when it was said; what came by a channel, when it came here, whatever it says of itself. */
  said: number;
  /** When it says that it was said, Unix ms. */
  claimed: number;
  /** When it came here, Unix ms. */
  at: number;
  /** Of a form record. */
  template: string | null;
  labels: string[];
  /** Of its words and attachments as they stand. */
  bytes: number;
  erased: boolean;
  /** Since when it is withheld, Unix ms. */
  withheldAt: number | null;
}

const messageSql = (rows: string): string => `
  select m.seq, m.ev, m.changed_ev as "changedEv", m.sender, ${ms('case when m.handle_id is null then coalesce(m.occurred_at, m.at) else m.at end')} as said,
    ${ms('coalesce(m.occurred_at, m.at)')} as claimed, ${ms('m.at')} as at,
    v.content -> 'form' ->> 'template' as template, coalesce(${labelsSql}, '{}') as labels,
    coalesce(octet_length(v.text), 0) + coalesce((
      select sum((a ->> 'size')::bigint) from jsonb_array_elements(v.content -> 'attachments') a), 0)::bigint as bytes,
    m.erased_at is not null as erased, ${ms('m.withheld_at')} as "withheldAt"
  from (${rows}) m
  left join lateral (
    select w.text, w.content from version w where w.conversation_id = m.conversation_id and w.ev = m.version_ev limit 1
  ) v on true
  order by m.seq`;

/** Messages above a `seq`, erased ones too, ascending. */
export const keptAfter = (q: Queryable, conversation: string, after: number, limit: number): Promise<KeptMessage[]> =>
  q.prepared<KeptMessage>(
    'kept-after',
    messageSql('select * from message where conversation_id = $1 and seq > $2 order by seq limit $3'),
    [conversation, after, limit],
  );

/** Messages by their places; unknown ones are left out. */
export const keptAt = (q: Queryable, conversation: string, seqs: readonly number[]): Promise<KeptMessage[]> =>
  q.prepared<KeptMessage>(
    'kept-at',
    messageSql('select * from message where conversation_id = $1 and seq = any ($2::bigint[])'),
    [conversation, seqs],
  );

/** When the first message above each place came, Unix ms; places with none are left out. */
export const firstAbove = (
  q: Queryable,
  places: readonly { conversation: string; seq: number }[],
): Promise<{ conversation: string; at: number }[]> =>
  q.rows(
    `select u.conversation, m.at from unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)
     cross join lateral (
       select x.at from message x where x.conversation_id = u.conversation and x.seq > u.seq order by x.seq limit 1) m`,
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

/** The first message above a place that was not erased; undefined where there is none. */
export const firstUnerased = async (q: Queryable, conversation: string, above: number): Promise<number | undefined> =>
  (
    await q.row<{ seq: number }>(
      'select seq from message where conversation_id = $1 and seq > $2 and erased_at is null order by seq limit 1',
      [conversation, above],
    )
  )?.seq;

/** Of some people, those who take part in a conversation, or in what it hangs on, or ever did; in one with a customer: who read it or wrote in it. */
export const everAmong = async (q: Queryable, conversation: string, people: readonly string[]): Promise<string[]> =>
  people.length === 0
    ? []
    : (
        await q.rows<{ user: string }>(
          `select distinct m.user_id as user from conversation c join membership m on m.conversation_id in (c.id, c.parent_id)
           where c.id = $1 and m.user_id = any ($2::uuid[])
           union select r.user_id from customer_read r where r.conversation_id = $1 and r.user_id = any ($2::uuid[])`,
          [conversation, people],
        )
      ).map(({ user }) => user);

const saidSql = `conversation_id = $1 and sender = $2 and erased_at is null
  and least(coalesce(occurred_at, at), at) <= to_timestamp($3::float8 / 1000)`;

/**
 * Numbers of what somebody said in a conversation above a `seq`, not erased, and said or come here until an instant (Unix ms): an import may bring
 * later what was said before, or what claims to have been said later.
 */
export const saidBy = async (
  q: Queryable,
  place: { conversation: string; user: string; until: number; above: number },
  limit: number,
): Promise<number[]> =>
  (
    await q.rows<{ seq: number }>(`select seq from message where ${saidSql} and seq > $4 order by seq limit $5`, [
      place.conversation,
      place.user,
      place.until,
      place.above,
      limit,
    ])
  ).map(({ seq }) => seq);

/** The kinds of messages there are among these, each once. */
export const kindsSaidBy = (
  q: Queryable,
  { conversation, user, until }: { conversation: string; user: string; until: number },
): Promise<KeptKind[]> =>
  q.rows<KeptKind>(kindSql(`select conversation_id, seq, version_ev, label_ev from message where ${saidSql}`), [
    conversation,
    user,
    until,
  ]);

/**
 * Conversations in which somebody takes part, or ever did, with the topics that hang on them, and those in which something of theirs was
 * imported: who said it need not have been in it here. Of those with customers, those that they read or wrote in.
 */
export const conversationsOf = async (q: Queryable, user: string): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select m.conversation_id as id from membership m where m.user_id = $1
       union select c.id from membership m join conversation c on c.parent_id = m.conversation_id where m.user_id = $1
       union select r.conversation_id from customer_read r where r.user_id = $1
       union select c.id from conversation c where c.imported_seq > 0 and exists (
         select 1 from message x where x.conversation_id = c.id and x.occurred_at is not null and x.sender = $1) order by 1`,
      [user],
    )
  ).map(({ id }) => id);

/** The newest versions of a message, whoever asks and whether it is shown or not; none where there is no such message. */
export async function keptVersions(q: Queryable, conversation: string, seq: number): ReturnType<typeof versionsOf> {
  const head = await messageHead(q, conversation, seq);
  return head ? versionsOf(q, conversation, head.versionEv, Number.MAX_SAFE_INTEGER) : [];
}

/** What of these messages is still there although it was erased: names of tables, none when all is gone. */
export async function remainsOf(q: Queryable, conversation: string, seqs: readonly number[]): Promise<string[]> {
  const row = await q.row<{ left: string[] }>(
    `select array_remove(array[
       case when exists (
         with recursive chain as (
           select v.ev, v.previous_ev, v.text, v.content, v.key, v.kept from message m
             join version v on v.conversation_id = $1 and v.ev in (m.version_ev, m.label_ev) where m.conversation_id = $1 and m.seq = any ($2::bigint[])
           union all
           select v.* from chain c cross join lateral (
             select ev, previous_ev, text, content, key, kept from version where conversation_id = $1 and ev = c.previous_ev limit 1) v)
         select 1 from chain where text <> '' or content is not null or key is not null or kept is not null) then 'version' end,
       case when exists (select 1 from message where conversation_id = $1 and seq = any ($2::bigint[])
         and (erased_at is null or mac is not null)) then 'message' end,
       case when exists (select 1 from mention where conversation_id = $1 and seq = any ($2::bigint[])) then 'mention' end,
       case when exists (select 1 from reaction where conversation_id = $1 and seq = any ($2::bigint[])) then 'reaction' end,
       case when exists (select 1 from signing where conversation_id = $1 and seq = any ($2::bigint[])
         and (content is not null or capture is not null or key is not null)) then 'signing' end,
       case when exists (select 1 from commitment where conversation_id = $1 and seq = any ($2::bigint[])) then 'commitment' end,
       case when exists (select 1 from message_label where conversation_id = $1 and seq = any ($2::bigint[])) then 'label' end,
       case when exists (select 1 from saved where conversation_id = $1 and seq = any ($2::bigint[]) and note <> '') then 'saved' end
     ], null) as left`,
    [conversation, seqs],
  );
  return row!.left;
}
