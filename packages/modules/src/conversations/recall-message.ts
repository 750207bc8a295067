import { type Conversation, Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, organizationSettings } from '../people/index.ts';
import { requireChannelCan } from './customers/already-gone.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { mentionedIn } from './mention-reader.ts';
import { contentOf, lastMessageOf, messageBySeq, messageHead } from './message-reader.ts';
import { mayRecall } from './policy.ts';
import { markRecalled } from './writer.ts';

/** Takes a message back (CV5): hidden from everybody, kept for the record. */
export async function recallMessage(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; seq: number },
): Promise<void> {
  const settings = await organizationSettings(platform);
  await platform.db.transaction(async (tx) => {
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'take-part');
    const head = input.seq >= place.fromSeq ? await messageHead(tx, input.conversation, input.seq) : undefined;
    if (!head || head.recalled) throw new Fault('not-found', { what: 'message' });
    const may = mayRecall(actor, place, head, settings.recallMinutes, platform.clock.now());
    if (may === 'too-late') throw new Fault('too-late', { reason: `${settings.recallMinutes} min` });
    if (may !== 'yes') throw new Fault('forbidden', { permission: 'conversations.moderate' });
    const said = await contentOf(tx, input.conversation, head.versionEv);
    await requireChannelCan(tx, input.conversation, said?.content, 'recall');
    const mentioned = await mentionedIn(tx, input.conversation, input.seq);
    let live: Record<string, unknown> = {};
    const { first, at } = await platform.log.append(tx, input.conversation, [
      { type: 'message.recalled', actor: actor.user, target: head.ev, live: () => live },
    ]);
    await markRecalled(tx, input.conversation, input.seq, first, actor.user, at);
    const last: Conversation['last'] = await lastMessageOf(tx, input.conversation);
    live = { message: await messageBySeq(tx, input.conversation, input.seq), mentioned, last };
  });
}
