import { type Attachment, Fault, type Message, type MessageDraft } from '@rapport/contract';
import { frameText, type Platform, type Trace, type Tx } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import { addReferences, attachmentsOf } from '../files/index.ts';
import { type Actor, requireVisiblePeople } from '../people/index.ts';
import {
  type Carried,
  calling,
  contentFrom,
  mentionsAudience,
  outgoingOf,
  quoteOf,
  requireSomething,
  type Sent,
  settle,
} from './compose-message.ts';
import { sendToCustomer } from './customers/send.ts';
import { formFor } from './form-record.ts';
import { requireConversation, visiblePlace } from './guard.ts';
import { lockConversations } from './lock-writer.ts';
import { followBeforeWriting } from './members.ts';
import { addContent } from './message-reader.ts';
import type { Place } from './rows.ts';
import { type Above, aboveOf, outgoingAbove, requirePlainAbove } from './say-above.ts';
import { SendLane, sendPatiently } from './send-lane.ts';
import { type Outgoing, type SendRow, sendInTransaction } from './send-writer.ts';
import { sentBefore } from './sent-reader.ts';
import { bindSupplement, requireOriginal } from './supplements.ts';
import { requireUrgentLeft, takeUrgentQuota } from './urgent.ts';

export type { Sent };

const laneOf = (platform: Platform): SendLane => new SendLane(platform);

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
function tellAgain(platform: Platform, conversation: string, { ev }: Pick<Sent, 'ev'>): void {
  platform.bus.publish('stream', { stream: conversation, kind: 'conversation', first: ev, last: ev, frames: [] });
}

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
  requirePlainAbove(draft);
  if (draft.outward || draft.private || draft.envelope)
    return sendToCustomer(platform, actor, conversation, draft, carried, tellAgain);
  const { attachments, quote, card, form, supplement, urgent, alsoAbove } = draft;
  const plain = !attachments?.length && !quote && !card && !form && !supplement && !urgent && !alsoAbove && !carried;
  const outgoing = plain ? outgoingOf(platform, actor, conversation, draft, contentFrom(draft, undefined), trace) : undefined;
  if (!outgoing || mentionsAudience(outgoing)) return sendChecked(platform, actor, conversation, draft, carried, trace);
  await followBeforeWriting(platform, actor, conversation);
  const row = await platform.keep(laneOf).send(outgoing);
  // Whoever takes part by a group has no membership that the batch would find.
  if (row.status === 3) requireSaid(await visiblePlace(platform.db, actor, conversation));
  const sent = settle(platform, draft, undefined, row);
  if (sent.repeated) tellAgain(platform, conversation, sent);
  else publish(platform, actor, outgoing, row, undefined);
  return sent;
}

/** To customers nobody writes by accident: it is said whether a message goes to them. */
function requireSaid<P extends Pick<Place, 'kind'> | undefined>(place: P): P {
  if (place?.kind === 'customer') throw new Fault('say-outward-or-private');
  return place;
}

/** A repeat: what was said with it in the conversation above is told again, too. */
async function again(platform: Platform, actor: Actor, conversation: string, draft: MessageDraft, before: Sent): Promise<Sent> {
  tellAgain(platform, conversation, before);
  const parent = draft.alsoAbove ? (await visiblePlace(platform.db, actor, conversation))?.parentId : undefined;
  const above = parent && draft.alsoAbove ? await sentBefore(platform.db, parent, actor.user, draft.alsoAbove) : undefined;
  if (parent && above) tellAgain(platform, parent, above);
  return before;
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
  if (earlier) return again(platform, actor, conversation, draft, settle(platform, draft, carried?.forward, earlier));
  const place = requireSaid(await requireConversation(platform.db, actor, conversation, 'post'));
  const own = draft.attachments?.length ? await attachmentsOf(platform, actor, draft.attachments) : [];
  const attachments = [...own, ...(carried?.attachments ?? [])];
  const form = draft.form ? await formFor(platform, actor, draft.form) : carried?.form;
  const original = await requireOriginal(platform.db, place, draft);
  const above = await aboveOf(platform, actor, place, draft);
  const content = contentFrom(draft, attachments, { ...carried, form });
  const outgoing = outgoingOf(platform, actor, conversation, draft, content, trace);
  if (mentionsAudience(outgoing))
    requirePermission(actor, 'conversations.mentionAll', { kind: 'conversation', id: conversation });
  if (draft.card) await requireVisiblePeople(platform.db, actor, [draft.card]);
  // Whoever wrote the original is called as if by name.
  if (original?.sender) outgoing.mentions = calling(outgoing.mentions, original.sender);
  if (draft.urgent) await requireUrgentLeft(platform, actor);
  // Writing in a topic follows it: whoever is refused does not.
  if (place.kind === 'topic') await quoteOf(platform.db, place, original?.seq ?? draft.quote, original !== undefined);
  await followBeforeWriting(platform, actor, conversation);
  const row = await sendPatiently(platform, async (tx) => {
    // Both at once and in one order, whoever else writes in one of them.
    if (above) await lockConversations(tx, [conversation, above.conversation], '5s');
    const first = (await sendInTransaction(tx, [outgoing]))[0]!;
    if (first.status !== 0) return first;
    // As it stands now that nobody else writes here; where there is nothing to quote, nothing was sent.
    const shown = await quoteOf(tx, place, original?.seq ?? draft.quote, original !== undefined);
    tx.afterCommit(() => publish(platform, actor, outgoing, first, shown));
    if (draft.urgent) await takeUrgentQuota(tx, platform, actor);
    await bindFiles(tx, attachments, conversation, first.seq);
    if (above) await sayAbove(platform, tx, actor, above, draft, { topic: conversation, row: first, attachments });
    if (original) await bindSupplement(platform, tx, actor, { conversation, seq: first.seq, of: original.seq });
    return first;
  });
  const sent = settle(platform, draft, carried?.forward, row);
  if (sent.repeated) tellAgain(platform, conversation, sent);
  return sent;
}

const bindFiles = async (tx: Tx, attachments: readonly Attachment[], conversation: string, seq: number): Promise<void> => {
  const files = attachments.map((a) => a.file);
  if (files.length > 0) await addReferences(tx, files, { kind: 'message', id: `${conversation}/${seq}` });
};

/** Both or neither: what is refused above was not said in the topic (CV37). */
async function sayAbove(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  above: Above,
  draft: MessageDraft,
  said: Parameters<typeof outgoingAbove>[4],
): Promise<void> {
  const outgoing = outgoingAbove(platform, actor, above, draft, said);
  const row = (await sendInTransaction(tx, [outgoing]))[0]!;
  if (row.status === 1) throw new Fault('client-id-reused');
  settle(platform, draft, outgoing.content?.forward, row);
  await bindFiles(tx, said.attachments, above.conversation, row.seq);
  tx.afterCommit(() => publish(platform, actor, outgoing, row, undefined));
}

export const drainSends = (platform: Platform): Promise<void> => platform.keep(laneOf).drain();
