import type { Delivery } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { lockedHeads } from '../lock-writer.ts';
import { touchMessages } from '../writer.ts';
import { deliveriesAt, deliveryAt, type Outgoing, outgoingAt } from './delivery-reader.ts';
import { setDeliveries, setDelivery, setRecipients } from './delivery-writer.ts';
import { advances, placeAmong, recipientsWith } from './policy.ts';
import { customerOf, outwardAt } from './reader.ts';

/** What a platform tells of a message. */
interface Told extends Pick<Delivery, 'state' | 'at' | 'code'> {
  conversation: string;
  seq: number;
  /** Of several recipients the address it is about; absent: of all. */
  recipient?: string | undefined;
  /** It failed for good: nothing that nobody wrote goes there any more. */
  permanent?: boolean | undefined;
}

const placeOf = ({ conversation, seq }: { conversation: string; seq: number }): string => `${conversation}/${seq}`;

/** Events of messages that came further, with how far they are now; their streams are locked. */
async function tellDeliveries(
  platform: Platform,
  tx: Tx,
  heads: ReadonlyMap<string, { ev: number }>,
  messages: readonly Outgoing[],
): Promise<void> {
  const deliveries = new Map((await deliveriesAt(tx, messages)).map((one) => [placeOf(one), one.delivery]));
  const newest = new Map([...heads].map(([id, { ev }]) => [id, ev]));
  const moved = messages.map((message) => {
    const now = newest.get(message.conversation)! + 1;
    newest.set(message.conversation, now);
    return { ...message, now };
  });
  await platform.log.appendBulk(
    tx,
    moved.map((message) => ({
      ...{ stream: message.conversation, ev: message.now, type: 'message.delivery', actor: null, target: message.ev },
      live: () => ({ seq: message.seq, delivery: deliveries.get(placeOf(message)) }),
    })),
  );
  await touchMessages(
    tx,
    moved.map(({ conversation, seq, now }) => ({ conversation, seq, ev: now })),
  );
}

/**
 * Notes how far outward messages have come as a whole, each named once: as `noteDelivery` does of one, in as many statements as of one. Answers
 * which of them came further by this.
 */
export async function noteDeliveries(platform: Platform, tx: Tx, told: readonly Omit<Told, 'recipient'>[]): Promise<boolean[]> {
  if (told.length === 0) return [];
  const conversations = told.map(({ conversation }) => conversation);
  const heads = await lockedHeads(platform, tx, conversations, '3s');
  const messages = new Map((await outgoingAt(tx, told)).map((one) => [placeOf(one), one]));
  const further = told.map((one) => {
    const message = messages.get(placeOf(one));
    return message !== undefined && advances(message.state, one.state);
  });
  const news = told.filter((_, i) => further[i]);
  if (news.length === 0) return further;
  await setDeliveries(
    tx,
    news.map(({ conversation, seq, state, at, code, permanent }) => ({
      ...{ conversation, seq, state, at, code: code ?? null, unreachable: permanent === true && state === 'failed' },
    })),
  );
  await tellDeliveries(
    platform,
    tx,
    heads,
    news.map((one) => messages.get(placeOf(one))!),
  );
  return further;
}

/**
 * Notes how far an outward message has come (CV31), and tells whoever looks; answers whether the message as a whole, which is what the contact has
 * of it, came further by this. What is told of somebody in copy is noted of them alone. Receipts come late, twice and in any order: what does not
 * bring it further changes nothing.
 */
export async function noteDelivery(platform: Platform, tx: Tx, told: Told): Promise<boolean> {
  const { conversation, seq, state, at, recipient, permanent = false } = told;
  const heads = await lockedHeads(platform, tx, [conversation], '3s');
  const message = await outwardAt(tx, conversation, seq);
  if (!message) return false;
  const n = placeAmong(message.outward, recipient);
  if (n === undefined) return (await noteDeliveries(platform, tx, [told]))[0]!;
  const code = told.code ?? null;
  const before = (await deliveryAt(tx, conversation, seq))?.recipients ?? [];
  const recipients = recipientsWith(before, message.state, { n, state, at, ...(code === null ? {} : { code }) });
  const contact = recipient?.toLowerCase() === (await customerOf(tx, conversation))?.address.toLowerCase();
  const whole = contact && advances(message.state, state);
  if (!whole && !recipients) return false;
  if (recipients) await setRecipients(tx, { conversation, seq, recipients });
  if (whole) await setDelivery(tx, { conversation, seq, state, at, code, unreachable: permanent && state === 'failed' });
  await tellDeliveries(platform, tx, heads, [message]);
  return whole;
}
