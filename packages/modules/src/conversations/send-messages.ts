import { type Attachment, excerptOf, Fault, type Message, type MessageDraft, mentionsOf } from '@rapport/contract';
import { frameText, macOf, newId, type Platform, sameBytes, type Trace } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import { addReferences, attachmentsOf } from '../files/index.ts';
import { type Actor, requireVisiblePeople } from '../people/index.ts';
import { formFor } from './form-record.ts';
import { requireConversation } from './guard.ts';
import { followBeforeWriting } from './members.ts';
import { addContent, messageBySeq, sentBefore } from './message-reader.ts';
import type { Content, Place } from './rows.ts';
import { SendLane, sendPatiently } from './send-lane.ts';
import { type Outgoing, type SendRow, sendInTransaction } from './send-writer.ts';
import { requireUrgentLeft, takeUrgentQuota } from './urgent.ts';

export interface Sent {
  seq: number;
  ev: number;
  at: number;
  /** True when this client id had been sent before: the first answer again (SY4). */
  repeated: boolean;
}

/** What the draft says, in a fixed order: its MAC tells a repeat from another message under the same client id. */
const canonical = (draft: MessageDraft, forward: Message['forward'] | undefined): string =>
  JSON.stringify([
    draft.text,
    draft.attachments ?? [],
    draft.quote ?? 0,
    draft.location ?? null,
    draft.card ?? null,
    draft.noForward ?? false,
    draft.urgent ?? null,
    forward ?? null,
    ...(draft.form ? [draft.form] : []),
  ]);

const laneOf = (platform: Platform): SendLane => new SendLane(platform);

function contentFrom(
  draft: MessageDraft,
  attachments: Attachment[] | undefined,
  forward: Message['forward'] | undefined,
  form?: Message['form'],
): Content | null {
  const content: Content = {};
  if (attachments?.length) content.attachments = attachments;
  if (draft.quote) content.quote = draft.quote;
  if (forward) content.forward = forward;
  if (draft.location) content.location = draft.location;
  if (draft.card) content.card = draft.card;
  if (form) content.form = form;
  if (draft.noForward) content.noForward = true;
  if (draft.urgent) content.urgent = draft.urgent;
  return Object.keys(content).length > 0 ? content : null;
}

function outgoingOf(
  platform: Platform,
  actor: Actor,
  conversation: string,
  draft: MessageDraft,
  content: Content | null,
  trace?: Trace,
): Outgoing {
  const { key, wrapped } = platform.vault.newKey();
  return {
    conversation,
    sender: actor.user,
    clientId: draft.clientId,
    wrapped,
    mac: macOf(key, canonical(draft, content?.forward)),
    recordId: newId(),
    text: content?.form?.title ?? draft.text,
    content,
    mentions: mentionsOf(draft.text),
    trace,
  };
}

/** Tells everybody, once per message: the frame is encoded here and nowhere else. */
function publish(platform: Platform, actor: Actor, outgoing: Outgoing, row: SendRow, quote: Message['quote']): void {
  const message: Message = {
    conversation: outgoing.conversation as Message['conversation'],
    seq: row.seq,
    ev: row.ev,
    clientId: outgoing.clientId,
    sender: actor.user as Message['sender'],
    at: row.at,
    text: outgoing.text,
  };
  if (quote) message.quote = quote;
  if (outgoing.content) addContent(message, outgoing.content);
  const frame = frameText(
    { stream: outgoing.conversation, ev: row.ev, type: 'message.sent', actor: actor.user, at: row.at },
    { message },
  );
  const hint = { stream: outgoing.conversation, kind: 'conversation', first: row.ev, last: row.ev, frames: [frame] };
  const trace = platform.tracer.follow(outgoing.trace, hint.stream, row.ev);
  if (!trace) return platform.bus.publish('stream', hint);
  const begun = platform.tracer.now();
  platform.bus.publish('stream', { ...hint, trace });
  outgoing.trace?.add('bus', begun, platform.tracer.now());
}

/**
 * A repeat may mean that nobody was told of the first: the server died, or lost its database, between the commit and the bus.
 * Telling how far the stream goes costs nothing to those who know (SY5).
 */
function tellAgain(platform: Platform, conversation: string, { ev }: Sent): void {
  platform.bus.publish('stream', { stream: conversation, kind: 'conversation', first: ev, last: ev, frames: [] });
}

/** Turns what the database said into an answer or an error. */
function settle(platform: Platform, draft: MessageDraft, forward: Message['forward'] | undefined, row: SendRow): Sent {
  if (row.status === 0) return { seq: row.seq, ev: row.ev, at: row.at, repeated: false };
  if (row.status === 1) {
    // Without the key the words are erased: nothing can be compared, so nothing is confirmed.
    if (!row.key || !row.mac) throw new Fault('client-id-reused');
    const same = sameBytes(macOf(platform.vault.unwrap(row.key), canonical(draft, forward)), row.mac);
    if (!same) throw new Fault('client-id-reused');
    return { seq: row.seq, ev: row.ev, at: row.at, repeated: true };
  }
  if (row.status === 3) throw new Fault('not-found', { what: 'conversation' });
  if (row.status === 5) throw new Fault('archived');
  if (row.status === 6) throw new Fault('forbidden', { permission: 'conversations.moderate' });
  throw new Fault('busy');
}

/** What only the house may put into a message: where it was forwarded from, and that message's files. */
export interface Carried {
  forward: NonNullable<Message['forward']>;
  attachments: Attachment[];
  form?: Message['form'];
}

function requireSomething(draft: MessageDraft, carried: Carried | undefined): void {
  const { text, form } = draft;
  if (form && text !== '') throw new Fault('invalid-input', { field: 'draft/text', reason: 'stays empty beside a form' });
  const empty = text.trim() === '' && !draft.attachments?.length && !draft.location && !draft.card && !form && !carried;
  if (empty) throw new Fault('invalid-input', { field: 'draft/text', reason: 'write something or attach a file' });
}

const mentionsAudience = (outgoing: Outgoing): boolean => outgoing.mentions.all || outgoing.mentions.departments.length > 0;

/**
 * Sends one message (CV10). It is on disk when this answers. A repeat of the same client id is answered with the first
 * result, before permission is checked; everything else is decided inside the batch's own statement.
 */
export async function sendMessage(
  platform: Platform,
  actor: Actor,
  conversation: string,
  draft: MessageDraft,
  carried?: Carried,
  trace?: Trace,
): Promise<Sent> {
  requireSomething(draft, carried);
  const plain = !draft.attachments?.length && !draft.quote && !draft.card && !draft.form && !draft.urgent && !carried;
  const outgoing = plain
    ? outgoingOf(platform, actor, conversation, draft, contentFrom(draft, undefined, undefined), trace)
    : undefined;
  if (!outgoing || mentionsAudience(outgoing)) return sendChecked(platform, actor, conversation, draft, carried, trace);
  await followBeforeWriting(platform, actor, conversation);
  const row = await platform.keep(laneOf).send(outgoing);
  const sent = settle(platform, draft, undefined, row);
  if (sent.repeated) tellAgain(platform, conversation, sent);
  else publish(platform, actor, outgoing, row, undefined);
  return sent;
}

/** A message with files, a quote, a card, an audience or urgency: more must be true, and more is written with it. */
async function sendChecked(
  platform: Platform,
  actor: Actor,
  conversation: string,
  draft: MessageDraft,
  carried: Carried | undefined,
  trace: Trace | undefined,
): Promise<Sent> {
  const earlier = await sentBefore(platform.db, conversation, actor.user, draft.clientId);
  if (earlier) {
    const before = settle(platform, draft, carried?.forward, earlier);
    tellAgain(platform, conversation, before);
    return before;
  }
  const place = await requireConversation(platform.db, actor, conversation, 'post');
  const own = draft.attachments?.length ? await attachmentsOf(platform, actor, draft.attachments) : [];
  const attachments = [...own, ...(carried?.attachments ?? [])];
  const form = draft.form ? await formFor(platform, actor, draft.form) : carried?.form;
  const content = contentFrom(draft, attachments, carried?.forward, form);
  const outgoing = outgoingOf(platform, actor, conversation, draft, content, trace);
  if (mentionsAudience(outgoing))
    requirePermission(actor, 'conversations.mentionAll', { kind: 'conversation', id: conversation });
  if (draft.card) await requireVisiblePeople(platform.db, actor, [draft.card]);
  const quote = draft.quote ? await quoteOf(platform, place, draft.quote) : undefined;
  if (draft.urgent) await requireUrgentLeft(platform, actor);
  await followBeforeWriting(platform, actor, conversation);
  const row = await sendPatiently(platform, async (tx) => {
    const first = (await sendInTransaction(tx, [outgoing]))[0]!;
    if (first.status !== 0) return first;
    if (draft.urgent) await takeUrgentQuota(tx, platform, actor);
    if (attachments.length > 0)
      await addReferences(
        tx,
        attachments.map((a) => a.file),
        { kind: 'message', id: `${conversation}/${first.seq}` },
      );
    return first;
  });
  const sent = settle(platform, draft, carried?.forward, row);
  if (sent.repeated) tellAgain(platform, conversation, sent);
  else publish(platform, actor, outgoing, row, quote);
  return sent;
}

async function quoteOf(platform: Platform, place: Place, seq: number): Promise<NonNullable<Message['quote']>> {
  const quoted = seq >= place.fromSeq ? await messageBySeq(platform.db, place.id, seq) : undefined;
  if (!quoted || quoted.recalled) throw new Fault('not-found', { what: 'message' });
  return { seq, sender: quoted.sender, excerpt: excerptOf(quoted.text) };
}

export const drainSends = (platform: Platform): Promise<void> => platform.keep(laneOf).drain();
