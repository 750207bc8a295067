import type { Message } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { addContent, contentOf, messageHeads, messagesInTurn } from './message-reader.ts';

/**
 * Conversations in which one of these people takes part, or ever did, with the topics that hang on them, those with imported words of theirs, and those
 * with customers that they read or wrote in.
 */
export const conversationsWith = async (q: Queryable, users: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select m.conversation_id as id from membership m where m.user_id = any ($1::uuid[])
       union select c.id from membership m join conversation c on c.parent_id = m.conversation_id where m.user_id = any ($1::uuid[])
       union select r.conversation_id from customer_read r where r.user_id = any ($1::uuid[])
       union select c.id from conversation c where c.imported_seq > 0 and exists (
         select 1 from message x where x.conversation_id = c.id and x.occurred_at is not null and x.sender = any ($1::uuid[]))`,
      [users],
    )
  ).map(({ id }) => id);

/** Conversations with the topics that hang on them. */
export const withTopics = async (q: Queryable, ids: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      'select id from conversation where id = any ($1::uuid[]) union select id from conversation where parent_id = any ($1::uuid[])',
      [ids],
    )
  ).map(({ id }) => id);

/** What of a conversation is meant: of whom (null: of everybody), and of when it was said (Unix ms, half-open). */
export interface ArchivedRange {
  conversation: string;
  people: readonly string[] | null;
  from: number | undefined;
  until: number | undefined;
}

async function seqsOf(
  q: Queryable,
  { conversation, people, from, until }: ArchivedRange,
  bound: 'before' | 'after',
  seq: number,
  limit: number,
): Promise<number[]> {
  const rows = await q.rows<{ seq: number }>(
    `select seq from message where conversation_id = $1 and ${bound === 'before' ? 'seq < $2' : 'seq > $2'}
       and ($3::uuid[] is null or sender = any ($3::uuid[]))
       and ($4::float8 is null or coalesce(occurred_at, at) >= to_timestamp($4::float8 / 1000))
       and ($5::float8 is null or coalesce(occurred_at, at) < to_timestamp($5::float8 / 1000))
     order by seq ${bound === 'before' ? 'desc' : ''} limit $6`,
    [conversation, seq, people, from ?? null, until ?? null, limit],
  );
  return rows.map((row) => row.seq);
}

/** Gives recalled messages the words back that they had, unless these were taken away since. */
async function withWords(q: Queryable, conversation: string, messages: readonly Message[]): Promise<Message[]> {
  const recalled = messages.filter((message) => message.recalled && !message.withheld).map(({ seq }) => seq);
  const heads = recalled.length === 0 ? [] : await messageHeads(q, conversation, recalled);
  const versions = new Map(heads.map(({ seq, versionEv }) => [seq, versionEv]));
  const whole: Message[] = [];
  for (const message of messages) {
    const version = versions.get(message.seq);
    const said = version === undefined ? undefined : await contentOf(q, conversation, version);
    const restored: Message = said ? { ...message, text: said.text } : message;
    if (said?.content) addContent(restored, said.content);
    whole.push(restored);
  }
  return whole;
}

/** A quote tells what another message said: it is shown where everything around is meant. */
const withoutQuotes = ({ people, from, until }: ArchivedRange, messages: readonly Message[]): Message[] =>
  people === null && from === undefined && until === undefined
    ? [...messages]
    : messages.map((message) => (message.quote ? { ...message, quote: { ...message.quote, excerpt: '' } } : message));

/**
 * Messages of a range, ascending, as the archive keeps them: recalled ones with their words; whether there are others on that side. A page of long
 * ones is shorter.
 */
export async function archivedMessages(
  q: Queryable,
  range: ArchivedRange,
  bound: 'before' | 'after',
  seq: number,
  limit: number,
): Promise<{ messages: Message[]; more: boolean }> {
  if (limit === 0) return { messages: [], more: (await seqsOf(q, range, bound, seq, 1)).length > 0 };
  const { conversation } = range;
  const seqs = await seqsOf(q, range, bound, seq, limit + 1);
  const wanted = seqs.slice(0, limit).map((one) => ({ conversation, seq: one }));
  const { messages, whole } = await messagesInTurn(q, wanted);
  const shown = withoutQuotes(range, await withWords(q, conversation, messages));
  return { messages: bound === 'before' ? shown.reverse() : shown, more: seqs.length > limit || !whole };
}

/** One message so; undefined where there is none. */
export async function archivedMessage(q: Queryable, range: ArchivedRange, seq: number): Promise<Message | undefined> {
  const { messages } = await messagesInTurn(q, [{ conversation: range.conversation, seq }]);
  return withoutQuotes(range, await withWords(q, range.conversation, messages))[0];
}
