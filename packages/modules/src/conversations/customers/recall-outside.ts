import type { Conversation } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { lockConversation } from '../lock-writer.ts';
import { mentionedIn } from '../mention-reader.ts';
import { lastMessageOf, messageBySeq, messageHead } from '../message-reader.ts';
import { markRecalled } from '../writer.ts';

/**
 * Somebody took back on the platform what they had written there (CV34): hidden as what colleagues recall, kept for the record as that is. Answers
 * whether it stood until now.
 */
export async function recallOutside(
  platform: Platform,
  tx: Tx,
  { conversation, seq }: { conversation: string; seq: number },
): Promise<boolean> {
  await lockConversation(tx, conversation);
  const head = await messageHead(tx, conversation, seq);
  if (!head || head.recalled) return false;
  const mentioned = await mentionedIn(tx, conversation, seq);
  let live: Record<string, unknown> = {};
  const { first, at } = await platform.log.append(tx, conversation, [
    { type: 'message.recalled', actor: null, target: head.ev, live: () => live },
  ]);
  await markRecalled(tx, conversation, seq, first, null, at);
  const last: Conversation['last'] = await lastMessageOf(tx, conversation);
  live = { message: await messageBySeq(tx, conversation, seq), mentioned, last };
  return true;
}
