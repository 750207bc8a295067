import { Fault, type Message, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { organizationSettings } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import {
  messageHead,
  messagesAfter,
  messagesBefore,
  messagesChanged,
  pinnedMessages,
  seqAt,
  versionsOf,
} from './message-reader.ts';
import { readPointers, summaryOf } from './reader.ts';
import type { Place } from './rows.ts';

/**
 * A range of messages in their present state. `ev` is read before the messages: they are at least as new as it says, and
 * reducers skip what they hold already.
 */
export async function history(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.history'>,
): Promise<Output<'conversations.history'>> {
  const place = await requireConversation(platform.db, actor, input.conversation, 'look');
  const messages = await rangeOf(platform, place, input);
  const first = messages[0];
  const last = messages.at(-1);
  return {
    messages,
    ev: place.ev,
    hasOlder: first ? first.seq > place.fromSeq : (input.before ?? 0) > place.fromSeq,
    hasNewer: last ? last.seq < place.seq : false,
  };
}

async function rangeOf(platform: Platform, place: Place, input: Parsed<'conversations.history'>): Promise<Message[]> {
  const { db } = platform;
  if (input.around !== undefined) {
    const half = Math.ceil(input.limit / 2);
    const [older, newer] = await Promise.all([
      messagesBefore(db, place.id, place.fromSeq, input.around + 1, half),
      messagesAfter(db, place.id, place.fromSeq, input.around, input.limit - half),
    ]);
    return [...older, ...newer];
  }
  if (input.after !== undefined) return messagesAfter(db, place.id, place.fromSeq, input.after, input.limit);
  return messagesBefore(db, place.id, place.fromSeq, input.before ?? Number.MAX_SAFE_INTEGER, input.limit);
}

/** The present state of what changed after an `ev` (SY5); `complete: false` when it is more than a page. */
export async function changes(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.changes'>,
): Promise<Output<'conversations.changes'>> {
  const place = await requireConversation(platform.db, actor, input.conversation, 'look');
  // The summary first: its counts belong to its `ev`. Messages read after it may be newer, which reducers see by their `ev`.
  const conversation = await summaryOf(platform.db, actor, input.conversation);
  const { messages, whole } = await messagesChanged(platform.db, input.conversation, place.fromSeq, input.after, input.limit + 1);
  const complete = whole && messages.length <= input.limit && input.after <= conversation.ev;
  return { ev: conversation.ev, complete, conversation, messages: complete ? messages : [] };
}

async function requireMessage(platform: Platform, actor: Actor, input: { conversation: string; seq: number }) {
  const place = await requireConversation(platform.db, actor, input.conversation, 'look');
  const head = input.seq >= place.fromSeq ? await messageHead(platform.db, input.conversation, input.seq) : undefined;
  if (!head) throw new Fault('not-found', { what: 'message' });
  return { place, head };
}

/** The versions of a message that has not been recalled, the newest first where there are many; what was recalled is for the record only (CV5). */
export async function messageHistory(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.messageHistory'>,
): Promise<Output<'conversations.messageHistory'>> {
  const { head } = await requireMessage(platform, actor, input);
  if (head.recalled) throw new Fault('not-found', { what: 'message' });
  const below = input.before ?? Number.MAX_SAFE_INTEGER;
  const versions = await versionsOf(platform.db, input.conversation, head.versionEv, below);
  return {
    versions: versions.map(({ form, total: _, ...version }) => (form ? { ...version, form } : version)),
    hasOlder: versions.length < (versions[0]?.total ?? 0),
  } as Output<'conversations.messageHistory'>;
}

/** Who has read up to a message, from the pointers (SY8). The organization may switch receipts off. */
export async function readers(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; seq: number },
): Promise<Output<'conversations.readers'>> {
  const { place, head } = await requireMessage(platform, actor, input);
  if (place.role === null || !(await organizationSettings(platform)).receipts) return { read: [], unread: [] };
  const pointers = (await readPointers(platform.db, input.conversation)).filter(
    (p) => p.user !== head.sender && p.fromSeq <= input.seq,
  );
  return {
    read: pointers.filter((p) => p.readSeq >= input.seq).map((p) => p.user),
    unread: pointers.filter((p) => p.readSeq < input.seq).map((p) => p.user),
  } as Output<'conversations.readers'>;
}

export async function pins(platform: Platform, actor: Actor, input: { conversation: string }): Promise<{ messages: Message[] }> {
  const place = await requireConversation(platform.db, actor, input.conversation, 'look');
  return { messages: await pinnedMessages(platform.db, input.conversation, place.fromSeq) };
}

/** The first message at or after a time; the newest when there is none. */
export async function findByTime(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; at: number },
): Promise<{ seq: number }> {
  const place = await requireConversation(platform.db, actor, input.conversation, 'look');
  return { seq: (await seqAt(platform.db, input.conversation, place.fromSeq, input.at)) ?? place.seq };
}
