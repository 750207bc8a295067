import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { countPinned, messageHead, reactionsOf } from './message-reader.ts';
import { putReaction, setPinned, touchMessage } from './writer.ts';

/** Different emoji on one message, and pins in one conversation. */
const maxEmoji = 50;
const maxPins = 100;

/** Adds or takes back my reaction (CV6); doing it twice changes nothing. */
export async function react(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; seq: number; emoji: string; on: boolean },
): Promise<void> {
  await platform.db.transaction(async (tx) => {
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'take-part');
    if (place.archived) throw new Fault('archived');
    const head = input.seq >= place.fromSeq ? await messageHead(tx, input.conversation, input.seq) : undefined;
    if (!head || head.recalled) throw new Fault('not-found', { what: 'message' });
    if (!(await putReaction(tx, input.conversation, input.seq, actor.user, input.emoji, input.on))) return;
    const reactions = await reactionsOf(tx, input.conversation, input.seq);
    if (reactions.length > maxEmoji) throw new Fault('quota-exceeded', { quota: `${maxEmoji} emoji` });
    const { first } = await platform.log.append(tx, input.conversation, [
      { type: 'message.changed', actor: actor.user, target: head.ev, live: () => ({ seq: input.seq, reactions }) },
    ]);
    await touchMessage(tx, input.conversation, input.seq, first);
  });
}

/** Pins or unpins a message for everybody (CV7). */
export async function pin(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; seq: number; on: boolean },
): Promise<void> {
  await platform.db.transaction(async (tx) => {
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'post');
    const head = input.seq >= place.fromSeq ? await messageHead(tx, input.conversation, input.seq) : undefined;
    if (!head || head.recalled) throw new Fault('not-found', { what: 'message' });
    if (!(await setPinned(tx, input.conversation, input.seq, input.on))) return;
    if (input.on && (await countPinned(tx, input.conversation)) > maxPins)
      throw new Fault('quota-exceeded', { quota: `${maxPins} pins` });
    const { first } = await platform.log.append(tx, input.conversation, [
      { type: 'message.changed', actor: actor.user, target: head.ev, live: () => ({ seq: input.seq, pinned: input.on }) },
    ]);
    await touchMessage(tx, input.conversation, input.seq, first);
  });
}
