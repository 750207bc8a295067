import type { Output, Parsed } from '@rapport/contract';
import { newId, type Platform } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { createConversation, sendMessage } from '../../conversations/index.ts';
import { lockCase, tell } from '../cases/tell.ts';
import { requireCase } from '../guard.ts';
import { insertTalk } from './desk-writer.ts';

/**
 * A private group of ours beside the case, with the question in it. Not a topic of the customer's conversation: whoever is asked need not be of the
 * team, and sees of the contact what is told them and nothing else (IN8).
 */
export async function askColleagues(
  platform: Platform,
  actor: Actor,
  { case: id, users, text }: Parsed<'cases.ask'>,
): Promise<Output<'cases.ask'>> {
  const row = await requireCase(platform, platform.db, actor, id);
  const { id: conversation } = await createConversation(platform, actor, {
    kind: 'group',
    name: `#${row.number}`,
    purpose: '',
    visibility: 'private',
    members: users,
  });
  await sendMessage(platform, actor, conversation, { clientId: newId(), text });
  await platform.db.transaction(async (tx) => {
    const locked = await lockCase(tx, row.id);
    await insertTalk(tx, { case: locked.id, conversation, at: platform.clock.now(), by: actor.user });
    await tell(platform, tx, locked, [{ type: 'case.asked', data: { users } }], {}, { actor: actor.user });
  });
  return { conversation };
}
