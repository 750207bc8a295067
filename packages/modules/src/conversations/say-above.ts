import { type Attachment, Fault, type MessageDraft } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { contentFrom, outgoingOf } from './compose-message.ts';
import { requireConversation } from './guard.ts';
import type { Place } from './rows.ts';
import type { Outgoing, SendRow } from './send-writer.ts';

/** Where what is said in a topic is said, too: the conversation above, and the message's client id there. */
export interface Above {
  conversation: string;
  clientId: string;
}

/** What is not said above: a message to a customer, a form record, a supplement, an urgent one (it disturbs once). */
export function requirePlainAbove(draft: MessageDraft): void {
  const { alsoAbove, outward, private: note, envelope, form, supplement, urgent } = draft;
  if (alsoAbove && (outward || note || envelope || form || supplement || urgent))
    throw new Fault('invalid-input', { field: 'draft/alsoAbove', reason: 'not with this kind of message' });
}

/** Where a draft is also said; undefined when it is not. */
export async function aboveOf(platform: Platform, actor: Actor, place: Place, draft: MessageDraft): Promise<Above | undefined> {
  if (!draft.alsoAbove) return undefined;
  if (!place.parentId || draft.alsoAbove === draft.clientId)
    throw new Fault('invalid-input', { field: 'draft/alsoAbove', reason: 'for topics, with an id of its own' });
  const parent = await requireConversation(platform.db, actor, place.parentId, 'post');
  if (parent.kind === 'customer') throw new Fault('say-outward-or-private');
  return { conversation: parent.id, clientId: draft.alsoAbove };
}

/** Who is named was called in the topic: nobody is called twice. */
const nobody: Outgoing['mentions'] = { users: [], departments: [], all: false };

/** The same words and files for the conversation above; their origin is the message in the topic, `said` a moment ago. */
export function outgoingAbove(
  platform: Platform,
  actor: Actor,
  above: Above,
  draft: MessageDraft,
  said: { topic: string; row: SendRow; attachments: Attachment[] },
): Outgoing {
  const { quote: _quote, alsoAbove: _alsoAbove, ...words } = draft;
  const forward = {
    conversation: said.topic as never,
    seq: said.row.seq,
    sender: actor.user as never,
    senderName: actor.name,
    at: said.row.at,
  };
  const content = contentFrom(words, said.attachments, { forward });
  const outgoing = outgoingOf(platform, actor, above.conversation, { ...words, clientId: above.clientId as never }, content);
  return { ...outgoing, mentions: nobody };
}
