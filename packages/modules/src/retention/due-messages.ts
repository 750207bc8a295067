import type { Platform } from '@rapport/platform';
import { conversationsAfter, firstAbove, type KeptConversation, type KeptMessage, keptAfter } from '../conversations/index.ts';
import { dueAmong, holdsOn, type Standing, standingOf, verdictOn } from './look.ts';
import { latestDue, type RuleBook } from './policy.ts';
import { floorsOf, startsOf } from './reader.ts';

const conversationsAtOnce = 500;
const messagesAtOnce = 500;

/** Messages of one conversation that are due, to be destroyed or to come before a person, and under no hold. */
export interface DuePage {
  standing: Standing;
  destroy: DueMessage[];
  review: DueMessage[];
}

export interface DueMessage {
  message: KeptMessage;
  dueAt: number;
}

interface Candidate {
  conversation: KeptConversation;
  floor: number;
  /** Nothing said later can be due. */
  bound: number;
}

/** Of a page of conversations, those whose oldest words may be due: one look by index for all of them (RT4). */
async function candidatesAmong(
  platform: Platform,
  book: RuleBook,
  conversations: readonly KeptConversation[],
): Promise<Candidate[]> {
  const { db } = platform;
  const now = platform.clock.now();
  const ids = conversations.flatMap(({ id, parent }) => (parent ? [id, parent] : [id]));
  const [starts, floors] = [await startsOf(db, ids), await floorsOf(db, ids)];
  const bounded = conversations.flatMap((conversation): Candidate[] => {
    const { id, parent, archivedAt } = conversation;
    const setAt = starts.get(id) ?? (parent ? starts.get(parent) : undefined) ?? null;
    const bound = latestDue(book, { conversation: id, parent }, { archivedAt, setAt }, now);
    return bound === undefined ? [] : [{ conversation, floor: floors.get(id) ?? 0, bound }];
  });
  if (bounded.length === 0) return [];
  const places = bounded.map(({ conversation, floor }) => ({ conversation: conversation.id, seq: floor }));
  const first = new Map((await firstAbove(db, places)).map(({ conversation, at }) => [conversation, at]));
  return bounded.filter(({ conversation, floor, bound }) => {
    const at = first.get(conversation.id);
    return at !== undefined && (at <= bound || conversation.importedSeq > floor);
  });
}

/** Goes up a conversation from what was erased to what cannot be due. */
async function* dueIn(platform: Platform, book: RuleBook, { conversation, floor, bound }: Candidate): AsyncGenerator<DuePage> {
  const { db } = platform;
  const standing = await standingOf(platform, db, conversation);
  for (let after = floor; ; ) {
    const page = await keptAfter(db, conversation.id, after, messagesAtOnce);
    const judged = page
      .filter(({ erased }) => !erased)
      .map((message) => ({ message, verdict: verdictOn(book, standing, message) }));
    const due = await dueAmong(platform, db, standing, judged);
    if (due.size > 0) {
      const found = judged.filter(({ message }) => due.has(message.seq));
      const messages = found.map(({ message }) => message);
      const holds = await holdsOn(platform, db, standing, messages);
      const free = found.filter(({ message }) => holds.get(message.seq)!.length === 0);
      const to = (action: 'destroy' | 'review'): DueMessage[] =>
        free
          .filter(({ message }) => due.get(message.seq) === action)
          .map(({ message, verdict: { dueAt, reviewAt } }) => ({ message, dueAt: Math.min(dueAt, reviewAt) }));
      if (free.length > 0) yield { standing, destroy: to('destroy'), review: to('review') };
    }
    const last = page.at(-1);
    if (!last || page.length < messagesAtOnce || (last.at > bound && last.seq > conversation.importedSeq)) return;
    after = last.seq;
  }
}

/**
 * Everything that is due by some rules, conversation by conversation, in bounded pages; `looked` hears how many conversations were looked
 * at. Nothing is due where no rule names a day.
 */
export async function* dueMessages(
  platform: Platform,
  book: RuleBook,
  looked: (conversations: number) => Promise<void> = async () => undefined,
): AsyncGenerator<DuePage> {
  for (let after = '00000000-0000-0000-0000-000000000000', done = 0; ; ) {
    const page = await conversationsAfter(platform.db, after, conversationsAtOnce);
    for (const candidate of await candidatesAmong(platform, book, page)) yield* dueIn(platform, book, candidate);
    done += page.length;
    await looked(done);
    const last = page.at(-1);
    if (!last || page.length < conversationsAtOnce) return;
    after = last.id;
  }
}
