import { Fault } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { lockConversation } from '../lock-writer.ts';
import { decideOutward, type Refusal } from './decide.ts';
import { isUnreachable } from './delivery-reader.ts';
import { inboundId } from './policy.ts';
import { customerOf, saidByHouse } from './reader.ts';
import { outwardOf, writeOurs } from './send.ts';

/** What the house says to a contact by itself: a question how it went, an automatic answer. */
interface HouseMessage {
  conversation: string;
  /** Empty where the channel knows no threads. */
  thread: string;
  subject?: string;
  text: string;
  template?: string;
  /** `seq` of the message that it answers. */
  inReplyTo?: number;
  /** What tells it from all others of the conversation: said again, it is the same one. */
  key: string;
  /** Written to many on a plan: it counts as no reply. */
  planned?: 'survey' | 'marketing';
  /** Said at once to whoever came: it answers what they did, as long as the platform's window for that is open. */
  greeting?: { occasion?: string };
}

/** A hard bounce: people may try again, the house does not. */
const unreachable: Refusal = {
  refused: { allowed: false, purpose: 'reply', because: 'handle-removed', reasons: [{ rule: 'handle-removed' }] },
};

/**
 * Says something to a contact in nobody's name (CV30), as the caller's rules want it; asked again under the same key it answers the first one. What
 * policy refuses is answered, not thrown: the caller's transaction goes on, and keeps that it was refused.
 */
export async function sendByHouse(platform: Platform, tx: Tx, message: HouseMessage): Promise<{ seq: number } | Refusal> {
  const { conversation, text, thread, subject, template, planned, inReplyTo, greeting } = message;
  const customer = await customerOf(tx, conversation);
  if (!customer) throw new Fault('not-found', { what: 'conversation' });
  const clientId = inboundId(`house/${conversation}`, message.key);
  const earlier = await saidByHouse(tx, conversation, clientId);
  if (earlier) return earlier;
  if (await isUnreachable(tx, conversation)) return unreachable;
  const wanted = { key: clientId, writer: 'house', message: { template, planned, greeting: greeting !== undefined } };
  const allowed = await decideOutward(platform, tx, customer, wanted);
  if ('refused' in allowed) return allowed;
  await lockConversation(tx, conversation);
  const meanwhile = await saidByHouse(tx, conversation, clientId);
  if (meanwhile) return meanwhile;
  const envelope = { ...(thread === '' ? {} : { thread }), ...(subject ? { subject } : {}), ...(template ? { template } : {}) };
  const { key, wrapped } = platform.vault.newKey();
  key.fill(0);
  const outgoing = {
    conversation,
    clientId,
    wrapped,
    mac: null,
    recordId: newId(),
    text,
    content: { outward: { ...outwardOf(customer, envelope, allowed), ...greeting }, ...(inReplyTo ? { quote: inReplyTo } : {}) },
    mentions: { users: [], departments: [], all: false },
    reservation: allowed.reservation,
  };
  const { seq } = await writeOurs(platform, tx, outgoing, { sender: null, thread: envelope.thread });
  return { seq };
}
