import { Fault, type Parsed } from '@rapport/contract';
import { type Platform, pgCode, type Tx } from '@rapport/platform';
import { actorFor } from '../access/index.ts';
import { addReferences, attachmentsOf, dropReferences } from '../files/index.ts';
import type { Actor } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { tell } from './my-state.ts';
import { sendMessage } from './send-messages.ts';
import { sentBefore } from './sent-reader.ts';
import { type Scheduled, scheduledOf } from './state-reader.ts';
import { dropScheduled, failScheduled, lockScheduled, putScheduled } from './state-writer.ts';

const maxScheduled = 200;
const year = 366 * 86_400_000;
const referrerOf = (user: string, clientId: string) => ({ kind: 'scheduled', id: `scheduled:${user}/${clientId}` });
const keyOf = (user: string, clientId: string): string => `scheduled/${user}/${clientId}`;

/** My other devices ask again (SY8). */
const changed = { type: 'state.scheduled' };

/** Tries to get at a scheduled message that somebody else has, and the rest between them (ms). */
const tries = 60;
const rest = 50;

/**
 * Runs work on a scheduled message that nobody else has meanwhile. Whoever waits for it holds no connection: the one who sends it wants
 * a second one, and would not get it from a pool full of those who wait.
 */
async function onScheduled<T>(
  platform: Platform,
  user: string,
  clientId: string,
  work: (tx: Tx, found: Scheduled | undefined) => Promise<T>,
): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await platform.db.transaction(async (tx) => work(tx, await lockScheduled(tx, user, clientId)));
    } catch (error) {
      if (pgCode(error) !== '55P03' || left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
  }
}

/** Sends later (CV16): the draft and the job that sends it are written together. */
export async function scheduleMessage(platform: Platform, actor: Actor, input: Parsed<'conversations.scheduleMessage'>) {
  const now = platform.clock.now();
  if (input.sendAt <= now) throw new Fault('too-late', { reason: 'choose a time to come' });
  if (input.sendAt > now + year) throw new Fault('invalid-input', { field: 'sendAt', reason: 'at most a year ahead' });
  const files = (await attachmentsOf(platform, actor, input.draft.attachments ?? [])).map((a) => a.file);
  await onScheduled(platform, actor.user, input.draft.clientId, async (tx) => {
    await requireConversation(tx, actor, input.conversation, 'post');
    if ((await scheduledOf(tx, actor.user)).length >= maxScheduled)
      throw new Fault('quota-exceeded', { quota: `${maxScheduled} scheduled messages` });
    await putScheduled(tx, actor.user, input.conversation, input.draft, input.sendAt);
    // The files wait with the draft: without a referrer they would be cleaned away.
    await dropReferences(tx, referrerOf(actor.user, input.draft.clientId), now, input.draft.attachments);
    await addReferences(tx, files, referrerOf(actor.user, input.draft.clientId));
    const payload = { user: actor.user, clientId: input.draft.clientId };
    tell(platform, tx, actor, changed);
    await platform.jobs.enqueue(tx, 'conversations.sendScheduled', payload, {
      runAt: input.sendAt,
      key: keyOf(actor.user, input.draft.clientId),
    });
  });
  return { clientId: input.draft.clientId, sendAt: input.sendAt };
}

export async function scheduledMessages(platform: Platform, actor: Actor) {
  const items = await scheduledOf(platform.db, actor.user);
  return { items: items.map((item) => ({ ...item, text: item.draft.text })) };
}

/**
 * Calls it off. What is being sent at this moment is waited for, and what was said already is not called off any more: the house
 * may have fallen between the sending and the note of it.
 */
export async function cancelScheduled(platform: Platform, actor: Actor, input: { clientId: string }): Promise<void> {
  await onScheduled(platform, actor.user, input.clientId, async (tx, waiting) => {
    if (!waiting || (await sentBefore(tx, waiting.conversation, actor.user, input.clientId)))
      throw new Fault('not-found', { what: 'scheduled message' });
    await dropScheduled(tx, actor.user, input.clientId);
    await dropReferences(tx, referrerOf(actor.user, input.clientId), platform.clock.now());
    await platform.jobs.cancel(tx, keyOf(actor.user, input.clientId));
    tell(platform, tx, actor, changed);
  });
}

/** Sends it as its author; answers the code it was refused with. Throws what may be tried again. */
async function sendNow(platform: Platform, user: string, waiting: Scheduled): Promise<string | undefined> {
  const actor = await actorFor(platform, user);
  try {
    if (!actor) throw new Fault('forbidden', { permission: 'conversations.create' });
    await sendMessage(platform, actor, waiting.conversation, waiting.draft);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'busy') throw error;
    return error.code;
  }
}

/**
 * The job. It may run twice: the client id makes the second a repeat (SY4). Permission is asked again now; a refusal is kept
 * with the draft, so that its author sees why it was not sent. The draft is locked meanwhile: whoever calls it off is answered
 * with what became of it.
 */
export async function sendScheduled(platform: Platform, payload: { user: string; clientId: string }): Promise<void> {
  const { user, clientId } = payload;
  await onScheduled(platform, user, clientId, async (tx, waiting) => {
    if (!waiting) return;
    const refusal = await sendNow(platform, user, waiting);
    tell(platform, tx, { user }, changed);
    if (refusal !== undefined) return failScheduled(tx, user, clientId, refusal);
    await dropScheduled(tx, user, clientId);
    await dropReferences(tx, referrerOf(user, clientId), platform.clock.now());
  });
}
