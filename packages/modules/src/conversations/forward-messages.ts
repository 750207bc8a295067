import { Fault, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, peopleByIds } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { messagesBySeq } from './message-reader.ts';
import { type Sent, sendMessage } from './send-messages.ts';

/**
 * Forwards messages, their origin kept (CV15). What its sender, or the conversation it stands in, marked "do not forward" is
 * refused; nothing is forwarded when one of them is.
 */
export async function forwardMessages(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.forwardMessages'>,
): Promise<{ sent: Sent[] }> {
  if (input.clientIds.length !== input.seqs.length)
    throw new Fault('invalid-input', { field: 'clientIds', reason: 'one for each message' });
  const place = await requireConversation(platform.db, actor, input.from, 'look');
  await requireConversation(platform.db, actor, input.to, 'post');
  const found = await messagesBySeq(platform.db, input.from, input.seqs);
  const messages = input.seqs.map((seq) => {
    const message = found.find((m) => m.seq === seq && seq >= place.fromSeq && !m.recalled);
    if (!message) throw new Fault('not-found', { what: 'message' });
    return message;
  });
  if (place.noForward || messages.some((m) => m.noForward)) throw new Fault('do-not-forward');
  if (messages.some((m) => m.redacted)) throw new Fault('conflict', { reason: 'parts of it were taken out' });
  const senders = await peopleByIds(platform.db, [...new Set(messages.flatMap((m) => (m.sender ? [m.sender] : [])))]);
  const sent: Sent[] = [];
  for (const [i, message] of messages.entries()) {
    const origin = message.forward ?? {
      conversation: message.conversation,
      seq: message.seq,
      sender: message.sender,
      senderName: message.senderName ?? senders.find((p) => p.id === message.sender)?.name ?? '',
      at: message.occurredAt ?? message.at,
    };
    const draft = {
      clientId: input.clientIds[i]!,
      text: message.text,
      ...(message.location ? { location: message.location } : {}),
    };
    sent.push(
      await sendMessage(platform, actor, input.to, draft, {
        forward: origin,
        attachments: message.attachments ?? [],
        ...(message.form ? { form: message.form } : {}),
        ...(message.supplement ? { supplement: message.supplement } : {}),
      }),
    );
  }
  return { sent };
}
