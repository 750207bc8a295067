import { type Attachment, type Capabilities, Fault, type Message, type MessageDraft, type Outward } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { requirePermission } from '../../access/index.ts';
import { addReferences, attachmentsOf } from '../../files/index.ts';
import { type Actor, requireVisiblePeople } from '../../people/index.ts';
import {
  type Carried,
  calling,
  contentFrom,
  mentionsAudience,
  outgoingOf,
  quoteOf,
  type Sent,
  settle,
} from '../compose-message.ts';
import { formFor } from '../form-record.ts';
import { requireConversation } from '../guard.ts';
import { lockConversations } from '../lock-writer.ts';
import { messageBySeq } from '../message-reader.ts';
import { sendPatiently } from '../send-lane.ts';
import type { Outgoing, SendRow } from '../send-writer.ts';
import { sentBefore } from '../sent-reader.ts';
import { bindSupplement, requireOriginal } from '../supplements.ts';
import { requireUrgentLeft, takeUrgentQuota } from '../urgent.ts';
import { decideWithCopies } from './copies.ts';
import { type Allowed, type Refusal, refusedFault } from './decide.ts';
import { notSendable } from './policy.ts';
import { type Customer, customerOf, threadToGoOn } from './reader.ts';
import { insertCustomerMessage, insertOutward, moveCustomerPointer } from './writer.ts';

/** Which of the two it is; whoever says neither, or both, writes to nobody. */
function requireSaid(customer: Customer | undefined, draft: MessageDraft, carried: Carried | undefined): Customer {
  if (!customer) throw new Fault('invalid-input', { field: 'draft', reason: 'this conversation has no customer' });
  if (draft.outward && draft.private)
    throw new Fault('invalid-input', { field: 'draft/private', reason: 'choose one of the two' });
  // A forward carries what was said elsewhere: it is told to colleagues only.
  if (!draft.outward && !draft.private) throw new Fault('say-outward-or-private');
  if (draft.outward && carried) throw new Fault('say-outward-or-private');
  if (draft.private && (draft.envelope?.to || draft.envelope?.cc || draft.envelope?.template))
    throw new Fault('invalid-input', { field: 'draft/envelope', reason: 'choose one of the two' });
  // Whether it may go out is decided about the contact: they are among those it goes to.
  const to = draft.envelope?.to;
  if (to && !to.some(({ address }) => address.toLowerCase() === customer.address.toLowerCase()))
    throw new Fault('invalid-input', { field: 'draft/envelope/to', reason: 'the contact is not among them' });
  return customer;
}

/** To whom it goes, as it is frozen. */
export function outwardOf(customer: Customer, envelope: MessageDraft['envelope'], allowed: Allowed): Outward {
  const { to, cc, subject, thread, template } = envelope ?? {};
  return {
    account: customer.account,
    channel: customer.channel,
    handle: customer.handle,
    to: to ?? [{ address: customer.address, name: customer.name }],
    ...(cc?.length ? { cc } : {}),
    ...(subject ? { subject } : {}),
    ...(thread ? { thread } : {}),
    ...(template ? { template } : {}),
    purpose: allowed.purpose,
    ...(allowed.expiresAt === null ? {} : { expiresAt: allowed.expiresAt }),
  } as Outward;
}

/** Whose words, in which thread of the channel. */
interface Written {
  sender: string | null;
  thread: string | undefined;
}

type Ours = Omit<Outgoing, 'sender' | 'mac'> & { mac: Buffer | null };

/** Writes a message of ours, of which the stream is locked. */
export async function writeOurs(platform: Platform, tx: Tx, outgoing: Ours, { sender, thread }: Written): Promise<SendRow> {
  const { conversation, clientId, mac, wrapped, text, content, mentions } = outgoing;
  let message: Message | undefined;
  const { first, seq, at } = await platform.log.append(tx, conversation, [
    { type: 'message.sent', actor: sender, counts: true, live: () => ({ message }) },
  ]);
  const numbers = { conversation, seq, ev: first, at };
  await insertCustomerMessage(tx, {
    ...numbers,
    sender,
    clientId,
    mac,
    occurredAt: null,
    handle: null,
    thread: thread ?? null,
    key: wrapped,
    text,
    content,
    mentions,
  });
  const files = content?.attachments?.map(({ file }) => file) ?? [];
  await addReferences(tx, files, { kind: 'message', id: `${conversation}/${seq}` });
  if (content?.outward) await putOnItsWay(tx, numbers, content.outward, outgoing.reservation ?? null);
  message = await messageBySeq(tx, conversation, seq);
  return { n: 1, status: 0, ev: first, seq, at, mac: null, key: null };
}

const putOnItsWay = (
  tx: Tx,
  numbers: { conversation: string; seq: number; ev: number; at: number },
  { account, handle, purpose, expiresAt }: Outward,
  reservation: string | null,
): Promise<void> => insertOutward(tx, { ...numbers, account, handle, purpose, reservation, expiresAt: expiresAt ?? null });

/**
 * What goes with a draft to a contact, by an account that can carry it; asked before there is a conversation, too.
 * @throws Fault `invalid-input` with the field that the channel does not take, `not-found` for a file that the writer does not see
 */
export async function requireSendable(
  platform: Platform,
  actor: Actor,
  draft: MessageDraft,
  capabilities: Capabilities,
): Promise<Attachment[]> {
  const attachments = draft.attachments?.length ? await attachmentsOf(platform, actor, draft.attachments) : [];
  const problem = draft.outward && notSendable(draft, capabilities, attachments);
  if (problem) throw new Fault('invalid-input', problem);
  return attachments;
}

/**
 * Writes in a customer conversation: to the contact (`outward`), or among colleagues (`private`). Whether it may be said to the contact is decided
 * and reserved in the transaction that writes it (CV30); who carries it reads the log.
 */
export async function sendToCustomer(
  platform: Platform,
  actor: Actor,
  conversation: string,
  draft: MessageDraft,
  carried: Carried | undefined,
  tellAgain: (platform: Platform, conversation: string, sent: Sent) => void,
): Promise<Sent> {
  const earlier = await sentBefore(platform.db, conversation, actor.user, draft.clientId);
  if (earlier) {
    const before = settle(platform, draft, carried?.forward, earlier);
    tellAgain(platform, conversation, before);
    return before;
  }
  await requireConversation(platform.db, actor, conversation, 'post');
  const customer = requireSaid(await customerOf(platform.db, conversation), draft, carried);
  const attachments = await requireSendable(platform, actor, draft, customer.capabilities);
  const form = draft.form ? await formFor(platform, actor, draft.form) : carried?.form;
  const content = contentFrom(draft, [...attachments, ...(carried?.attachments ?? [])], { ...carried, form });
  const outgoing = outgoingOf(platform, actor, conversation, draft, content);
  const write = draft.outward ? sayOutward : sayPrivately;
  const row = await sendPatiently(platform, (tx) => write(platform, tx, actor, customer, draft, outgoing));
  // Thrown after the commit: that it was refused, and by which rule, is kept.
  if ('refused' in row) throw refusedFault(row);
  const sent = settle(platform, draft, carried?.forward, row);
  if (sent.repeated) tellAgain(platform, conversation, sent);
  return sent;
}

/** The conversation stands still, and somebody may write in it; a message that was there already under its client id. */
async function settleDown(tx: Tx, actor: Actor, conversation: string, clientId: string) {
  await lockConversations(tx, [conversation], '5s');
  const place = await requireConversation(tx, actor, conversation, 'post');
  return { place, before: await sentBefore(tx, conversation, actor.user, clientId) };
}

/** What whoever writes did not say is as it was in the thread so far: an answer to a mail is in its thread, under its subject. */
async function goingOn(tx: Tx, { conversation, capabilities }: Customer, { envelope, quote }: MessageDraft) {
  if (capabilities.threads === 'none' || envelope?.thread) return { ...envelope };
  const before = await threadToGoOn(tx, conversation, quote);
  if (!before) return { ...envelope };
  const subject = before.subject && (/^(re|回复|答复)[:：]/i.test(before.subject) ? before.subject : `Re: ${before.subject}`);
  return { ...(subject ? { subject } : {}), ...envelope, thread: before.thread };
}

/** As how many messages it counts: a mail is one, other channels send each file by itself. */
const piecesOf = ({ capabilities }: Customer, { text, content }: Outgoing): number =>
  capabilities.threads === 'headers' ? 1 : Math.max(1, (text === '' ? 0 : 1) + (content?.attachments?.length ?? 0));

async function sayOutward(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  customer: Customer,
  draft: MessageDraft,
  outgoing: Outgoing,
): Promise<SendRow | Refusal> {
  const { conversation } = outgoing;
  // Before the stream is locked: whoever hears of a contact locks the contact first, too.
  const wanted = {
    key: draft.clientId,
    writer: actor.user,
    message: { template: draft.envelope?.template, pieces: piecesOf(customer, outgoing) },
  };
  const envelope = await goingOn(tx, customer, draft);
  const allowed = await decideWithCopies(platform, tx, customer, wanted, envelope);
  if ('refused' in allowed) return allowed;
  const { place, before } = await settleDown(tx, actor, conversation, draft.clientId);
  if (before) return before;
  await quoteOf(tx, place, draft.quote, false);
  const outward = outwardOf(customer, envelope, allowed);
  const message: Outgoing = {
    ...outgoing,
    content: { ...outgoing.content, outward },
    // Colleagues are called in notes: what goes out calls nobody here.
    mentions: { users: [], departments: [], all: false },
    reservation: allowed.reservation,
  };
  const row = await writeOurs(platform, tx, message, { sender: actor.user, thread: envelope.thread });
  await moveCustomerPointer(tx, actor.user, conversation, row.seq, 'written');
  return row;
}

async function sayPrivately(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  _customer: Customer,
  draft: MessageDraft,
  outgoing: Outgoing,
): Promise<SendRow> {
  const { conversation } = outgoing;
  const { place, before } = await settleDown(tx, actor, conversation, draft.clientId);
  if (before) return before;
  const original = await requireOriginal(tx, place, draft);
  if (mentionsAudience(outgoing))
    requirePermission(actor, 'conversations.mentionAll', { kind: 'conversation', id: conversation });
  if (draft.card) await requireVisiblePeople(tx, actor, [draft.card]);
  if (draft.urgent) await requireUrgentLeft(platform, actor);
  await quoteOf(tx, place, original?.seq ?? draft.quote, original !== undefined);
  const mentions = original?.sender ? calling(outgoing.mentions, original.sender) : outgoing.mentions;
  const message: Outgoing = { ...outgoing, mentions, content: { ...outgoing.content, private: true } };
  const row = await writeOurs(platform, tx, message, { sender: actor.user, thread: draft.envelope?.thread });
  if (draft.urgent) await takeUrgentQuota(tx, platform, actor);
  if (original) await bindSupplement(platform, tx, actor, { conversation, seq: row.seq, of: original.seq });
  await moveCustomerPointer(tx, actor.user, conversation, row.seq, 'written');
  return row;
}
