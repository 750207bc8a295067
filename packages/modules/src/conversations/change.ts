import { type Conversation, Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import type { Actor } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { summaryOf } from './reader.ts';
import { isTeam } from './team-reader.ts';
import { changeConversation } from './writer.ts';

export interface ConversationChange {
  conversation: string;
  name?: string | undefined;
  purpose?: string | undefined;
  visibility?: 'private' | 'open' | undefined;
  posting?: 'all' | 'admins' | undefined;
  noForward?: boolean | undefined;
  archived?: boolean | undefined;
}

/** Renames, describes, opens or closes, archives or restores a group (CV3). */
export async function changeGroup(platform: Platform, actor: Actor, input: ConversationChange): Promise<Conversation> {
  const { conversation, ...wanted } = input;
  const change = Object.fromEntries(Object.entries(wanted).filter(([, v]) => v !== undefined));
  await platform.db.transaction(async (tx) => {
    await lockConversation(tx, conversation);
    await requireConversation(tx, actor, conversation, 'manage');
    const now = await summaryOf(tx, actor, conversation);
    if (now.archived && change.archived !== false) throw new Fault('archived');
    if (change.visibility === 'open') {
      requirePermission(actor, 'conversations.createOpen');
      if (now.kind === 'note') throw new Fault('invalid-input', { field: 'visibility', reason: 'a note is private' });
      // Whoever may join would read what customers wrote to its team.
      if (await isTeam(tx, conversation))
        throw new Fault('invalid-input', { field: 'visibility', reason: 'a team of customers’ talk stays private' });
    }
    const real = Object.fromEntries(Object.entries(change).filter(([k, v]) => now[k as keyof Conversation] !== v));
    if (Object.keys(real).length === 0) return;
    await changeConversation(tx, conversation, real);
    await platform.log.append(tx, conversation, [
      { type: 'conversation.changed', actor: actor.user, live: () => ({ change: real }) },
    ]);
  });
  return summaryOf(platform.db, actor, conversation);
}
