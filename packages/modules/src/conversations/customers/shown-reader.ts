import type { Attachment, Message } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { messageBySeq, messagesBefore, messagesChanged } from '../message-reader.ts';

/** A message as the contact at the other end may see it. */
export interface Shown {
  seq: number;
  /** The client id it was stored under (`inboundId` of what the contact's channel told it by). */
  clientId: string;
  fromContact: boolean;
  /** The colleague who wrote it. */
  sender: string | null;
  text: string;
  files: Attachment[];
  at: number;
  edited: boolean;
  /** Nothing else of it is told then. */
  recalled: boolean;
}

export type Want = { newest: number } | { before: number; limit: number } | { changedSince: number; limit: number };

/** What contacts see is what they said and what was said to them: everything else of a conversation is among colleagues (CV30). */
const isShown = (m: Message): boolean => !m.withheld && !m.private && (m.inbound !== undefined || m.outward !== undefined);

const toShown = (m: Message): Shown => ({
  seq: m.seq,
  clientId: m.clientId,
  fromContact: m.inbound !== undefined,
  sender: m.sender,
  text: m.text,
  files: m.attachments ?? [],
  at: m.at,
  edited: m.edited !== undefined,
  recalled: false,
});

/** Of what was recalled no one can tell any more whom it was for: whoever has not seen it learns its number and no more. */
const recalledOne = ({ seq, at }: Message): Shown => ({
  ...{ seq, at, clientId: '', fromContact: false, sender: null, text: '' },
  ...{ files: [], edited: false, recalled: true },
});

/**
 * What the contact sees of their conversation, oldest first. `ev` is as of before the reading; `whole`: nothing was left out for its size. Colleagues'
 * notes count towards the limit and are not shown.
 */
export async function shownToContact(
  q: Queryable,
  conversation: string,
  want: Want,
): Promise<{ messages: Shown[]; ev: number; whole: boolean }> {
  const stream = await q.row<{ ev: number }>('select ev from stream where id = $1', [conversation]);
  const ev = stream?.ev ?? 0;
  if ('changedSince' in want) {
    const { messages, whole } = await messagesChanged(q, conversation, 1, want.changedSince, want.limit + 1);
    const shown = messages.filter((m) => m.recalled || m.withheld || isShown(m));
    return {
      messages: shown.map((m) => (isShown(m) && !m.recalled ? toShown(m) : recalledOne(m))).sort((a, b) => a.seq - b.seq),
      ev,
      whole: whole && messages.length <= want.limit && want.changedSince <= ev,
    };
  }
  const [before, limit] = 'before' in want ? [want.before, want.limit] : [Number.MAX_SAFE_INTEGER, want.newest];
  const messages = await messagesBefore(q, conversation, 1, before, limit);
  return {
    messages: messages.filter((m) => isShown(m) && !m.recalled).map(toShown),
    ev,
    whole: (messages[0]?.seq ?? 1) <= 1,
  };
}

/** Whether a file hangs at a message that the contact sees. */
export async function fileShown(q: Queryable, conversation: string, seq: number, file: string): Promise<boolean> {
  const message = await messageBySeq(q, conversation, seq);
  return (
    message !== undefined && !message.recalled && isShown(message) && (message.attachments ?? []).some((a) => a.file === file)
  );
}
