import type { Addressee, Attachment, Message } from '@rapport/contract';
import { Fault } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { addReferences } from '../../files/index.ts';
import { lockedHeads } from '../lock-writer.ts';
import { messagesAt } from '../message-reader.ts';
import type { Content } from '../rows.ts';
import { inboundId } from './policy.ts';
import { type Customer, customersOf, inboundAs } from './reader.ts';
import { type CustomerMessage, insertCustomerMessages } from './writer.ts';

/** What a contact said, as a channel brings it. */
export interface Posted {
  conversation: string;
  /** Who said it: the conversation's handle, or somebody else's who wrote into it (a colleague of theirs in Cc). */
  handle: string;
  /** How the channel knows them, and what they call themselves. */
  address: string;
  name: string;
  /** What tells this message from all others of the account: brought again, it is the same one. */
  dedupeKey: string;
  /** When the channel took it, Unix ms: by its clock, not by what the sender claims. */
  occurredAt: number;
  /** Empty where the channel knows no threads. */
  thread: string;
  subject?: string;
  to?: readonly Addressee[];
  cc?: readonly Addressee[];
  /** Which addresses of ours it reached, by its envelope: inboxes take by them. */
  ours?: readonly string[];
  text: string;
  attachments: readonly Attachment[];
  /** The channel vouches for who sent it. */
  vouched?: boolean;
  /** No person wrote it. */
  auto?: boolean;
  /** A stored file with the text as the channel formatted it. */
  html?: string;
  /** `seq` of the message that it answers, where the channel says so. */
  inReplyTo?: number;
  /** Not the contact: one of us of this name, who wrote to them by the platform's own app. */
  byColleague?: string;
}

interface Place {
  seq: number;
  ev: number;
  /** Unix ms. */
  at: number;
}

interface PostedAs extends Place {
  /** It was there already. */
  repeated: boolean;
}

const filesIn = (p: Posted): Pick<Content, 'attachments' | 'quote'> => ({
  ...(p.attachments.length > 0 ? { attachments: [...p.attachments] } : {}),
  ...(p.inReplyTo ? { quote: p.inReplyTo } : {}),
});

/** What a colleague said elsewhere went out already: nothing carries it again. */
function saidElsewhere(p: Posted, { account, channel, handle, name }: Customer, colleague: string): Content {
  const outward = {
    account,
    channel,
    handle,
    to: [{ address: p.address, name }],
    ...(p.thread === '' ? {} : { thread: p.thread }),
    purpose: 'reply',
    elsewhere: true,
  } as NonNullable<Message['outward']>;
  return { ...filesIn(p), senderName: colleague, outward };
}

function contentOf(p: Posted, customer: Customer): Content {
  const { account, channel } = customer;
  if (p.byColleague !== undefined) return saidElsewhere(p, customer, p.byColleague);
  const inbound = {
    account,
    channel,
    handle: p.handle,
    address: p.address,
    ...(p.thread === '' ? {} : { thread: p.thread }),
    ...(p.subject ? { subject: p.subject } : {}),
    ...(p.to?.length ? { to: [...p.to] } : {}),
    ...(p.cc?.length ? { cc: [...p.cc] } : {}),
    ...(p.ours?.length ? { ours: [...p.ours] } : {}),
    ...(p.vouched ? { vouched: true } : {}),
    ...(p.auto ? { auto: true } : {}),
    ...(p.html ? { html: p.html } : {}),
  } as NonNullable<Message['inbound']>;
  return { ...filesIn(p), senderName: p.name, inbound };
}

/** How many of a stream's numbers this batch has taken. */
interface Taken {
  ev: number;
  seq: number;
}

/** What is new. When it was said is known once its stream has moved. */
interface Numbered extends Place {
  posted: Posted;
  customer: Customer;
  clientId: string;
}

/** Gives each its number, in the order brought; what is there already, or came twice in this batch, keeps the one it has. */
async function number(
  tx: Tx,
  posts: readonly Posted[],
  heads: ReadonlyMap<string, Taken>,
): Promise<{ all: { as: Place; repeated: boolean }[]; fresh: Numbered[] }> {
  const customers = new Map((await customersOf(tx, [...heads.keys()])).map((one) => [one.conversation, one]));
  const named = posts.map((posted) => {
    const customer = customers.get(posted.conversation);
    if (!customer) throw new Fault('not-found', { what: 'conversation' });
    return { posted, customer, clientId: inboundId(customer.account, posted.dedupeKey) };
  });
  const asked = named.map(({ posted: { conversation }, clientId }) => ({ conversation, clientId }));
  const known = new Map<string, Place>();
  for (const { conversation, clientId, ...as } of await inboundAs(tx, asked)) known.set(`${conversation}/${clientId}`, as);
  const taken = new Map([...heads].map(([id, { ev, seq }]) => [id, { ev, seq }]));
  const fresh: Numbered[] = [];
  const all = named.map((one) => {
    const name = `${one.posted.conversation}/${one.clientId}`;
    const before = known.get(name);
    if (before) return { as: before, repeated: true };
    const head = taken.get(one.posted.conversation)!;
    const as = { ...one, seq: ++head.seq, ev: ++head.ev, at: 0 };
    known.set(name, as);
    fresh.push(as);
    return { as, repeated: false };
  });
  return { all, fresh };
}

const messageOf = (platform: Platform, { posted, customer, clientId, seq, ev, at }: Numbered): CustomerMessage => ({
  conversation: posted.conversation,
  seq,
  ev,
  sender: null,
  clientId,
  mac: null,
  at,
  // A clock that goes ahead of ours would keep it for longer than rules say.
  occurredAt: Math.min(posted.occurredAt, at),
  handle: posted.byColleague === undefined ? posted.handle : null,
  thread: posted.thread === '' ? null : posted.thread,
  key: platform.vault.newKey().wrapped,
  text: posted.text,
  content: contentOf(posted, customer),
  mentions: { users: [], departments: [], all: false },
});

/** Log, messages and versions of what is new, in as many statements as one has. */
async function write(platform: Platform, tx: Tx, fresh: readonly Numbered[]): Promise<void> {
  if (fresh.length === 0) return;
  const told = new Map<string, Message>();
  const placeOf = (conversation: string, seq: number): string => `${conversation}/${seq}`;
  const moved = await platform.log.appendBulk(
    tx,
    fresh.map(({ posted: { conversation }, seq, ev }) => ({
      stream: conversation,
      ev,
      type: 'message.sent',
      actor: null,
      message: true,
      live: () => ({ message: told.get(placeOf(conversation, seq)) }),
    })),
  );
  for (const one of fresh) one.at = moved.get(one.posted.conversation)!;
  await insertCustomerMessages(
    tx,
    fresh.map((one) => messageOf(platform, one)),
  );
  for (const { posted, seq } of fresh) {
    const files = [...posted.attachments.map(({ file }) => file), ...(posted.html ? [posted.html] : [])];
    await addReferences(tx, files, { kind: 'message', id: placeOf(posted.conversation, seq) });
  }
  const places = fresh.map(({ posted: { conversation }, seq }) => ({ conversation, seq }));
  for (const message of await messagesAt(tx, places)) told.set(placeOf(message.conversation, message.seq), message);
}

/**
 * Writes what contacts said into the logs of their conversations (CV29): from here on it is a message as every other. The same one brought again
 * changes nothing and is answered with the first result. Within a conversation they stand in the order brought; streams are locked in the order of
 * their ids.
 * @throws Fault `not-found` when one of the conversations is none with a customer
 */
export async function postInboundMany(platform: Platform, tx: Tx, posts: readonly Posted[]): Promise<PostedAs[]> {
  if (posts.length === 0) return [];
  const conversations = [...new Set(posts.map(({ conversation }) => conversation))];
  const { all, fresh } = await number(tx, posts, await lockedHeads(platform, tx, conversations, '3s'));
  await write(platform, tx, fresh);
  return all.map(({ as: { seq, ev, at }, repeated }) => ({ seq, ev, at, repeated }));
}

/** The same of one message. */
export const postInbound = async (platform: Platform, tx: Tx, posted: Posted): Promise<PostedAs> =>
  (await postInboundMany(platform, tx, [posted]))[0]!;
