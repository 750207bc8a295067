import type { Hold } from '@rapport/contract';
import type { Platform, Queryable, Tx } from '@rapport/platform';
import { type Belonging, heldPeople, holdsOver, lockHolds } from '../access/index.ts';
import {
  everAmong,
  holdStill,
  type KeptConversation,
  type KeptMessage,
  keptAt,
  keptConversation,
} from '../conversations/index.ts';
import { recordedUpTo } from '../records/index.ts';
import { actionAt, coveredBy, judge, type RuleBook, type Verdict } from './policy.ts';
import { startsOf } from './reader.ts';
import { reviewedIn } from './review-reader.ts';
import { rulesNow } from './rule-memory.ts';
import { keepRules } from './writer.ts';

/** Everything about a conversation that decides what becomes of its messages. */
export interface Standing {
  conversation: KeptConversation;
  setAt: number | null;
  /** What it belongs to (AC7): itself, what it hangs on, and of those who were ever in it the ones whom a hold names. */
  belongings: Belonging[];
}

const conversationAsOne = (id: string): Belonging => ({ kind: 'conversation', id });
const personAsOne = (id: string): Belonging => ({ kind: 'user', id });

export async function standingOf(platform: Platform, q: Queryable, conversation: KeptConversation): Promise<Standing> {
  const places = [conversation.id, ...(conversation.parent ? [conversation.parent] : [])];
  const starts = await startsOf(q, places);
  const people = await everAmong(q, conversation.id, await heldPeople(q, platform.clock.now()));
  return {
    conversation,
    setAt: places.map((id) => starts.get(id)).find((at) => at !== undefined) ?? null,
    belongings: [...places.map(conversationAsOne), ...people.map(personAsOne)],
  };
}

/** What the rules say of a message. */
export const verdictOn = (book: RuleBook, { conversation, setAt }: Standing, { said, template, labels }: KeptMessage): Verdict =>
  judge(
    book,
    { conversation: conversation.id, parent: conversation.parent },
    { said, archivedAt: conversation.archivedAt, setAt, template, labels },
  );

/** What is due to happen to some messages of a conversation: what comes before a person is destroyed once one decided so. */
export async function dueAmong(
  platform: Platform,
  q: Queryable,
  { conversation }: Standing,
  judged: readonly { message: KeptMessage; verdict: Verdict }[],
): Promise<Map<number, 'destroy' | 'review'>> {
  const now = platform.clock.now();
  const due = new Map(
    judged.flatMap(({ message, verdict }) => {
      const action = actionAt(verdict, now);
      return action ? [[message.seq, action] as const] : [];
    }),
  );
  const asked = [...due].flatMap(([seq, action]) => (action === 'review' ? [seq] : []));
  if (asked.length === 0) return due;
  for (const [seq, { state }] of await reviewedIn(q, conversation.id, asked)) if (state === 'destroy') due.set(seq, 'destroy');
  return due;
}

/** Holds over each of some messages of a conversation, by `seq`; also those of senders who were never in it (imports). */
export async function holdsOn(
  platform: Platform,
  q: Queryable,
  { belongings }: Standing,
  messages: readonly KeptMessage[],
): Promise<Map<number, Hold[]>> {
  const senders = messages.flatMap(({ sender }) => (sender ? [personAsOne(sender)] : []));
  const holds = await holdsOver(q, platform.clock.now(), [...belongings, ...senders]);
  return new Map(messages.map((message) => [message.seq, coveredBy(holds, message.claimed, message.at)]));
}

export interface LastLook {
  messages: {
    message: KeptMessage;
    verdict: Verdict;
    /** Due to be destroyed, by rules or because a person decided so. */
    due: boolean;
    held: boolean;
    recorded: boolean;
  }[];
}

/**
 * The last look at messages, inside the transaction that erases (RT5): until it ends no hold is placed, the rules stay, and the conversation stands
 * still. What was found before counts for nothing.
 */
export async function lastLook(
  platform: Platform,
  tx: Tx,
  place: { conversation: string; seqs: readonly number[] },
): Promise<LastLook> {
  await lockHolds(tx);
  await keepRules(tx);
  await holdStill(tx, place.conversation);
  const { book } = await rulesNow(platform, tx);
  const conversation = await keptConversation(tx, place.conversation);
  if (!conversation) return { messages: [] };
  const standing = await standingOf(platform, tx, conversation);
  const messages = await keptAt(tx, place.conversation, place.seqs);
  const judged = messages.map((message) => ({ message, verdict: verdictOn(book, standing, message) }));
  const due = await dueAmong(platform, tx, standing, judged);
  const holds = await holdsOn(platform, tx, standing, messages);
  const recorded = await recordedUpTo(tx, place.conversation);
  return {
    messages: judged.map(({ message, verdict }) => ({
      message,
      verdict,
      due: due.get(message.seq) === 'destroy',
      held: (holds.get(message.seq) ?? []).length > 0,
      recorded: message.changedEv <= recorded,
    })),
  };
}
