import { type ConversationOutline, Fault, type Output, type Parsed } from '@rapport/contract';
import { type Platform, pageOf, type Queryable, readCursor, type Tx } from '@rapport/platform';
import { audit, requirePermission } from '../access/index.ts';
import type { Actor } from '../people/index.ts';
import { memberPage, memberPlace } from './list-members.ts';
import { lockConversation } from './lock-writer.ts';
import { giveRole } from './members.ts';
import { findOutline, outlines } from './outline-reader.ts';
import { membershipOf } from './reader.ts';
import { changeConversation } from './writer.ts';

/** CV19 Every group, most recently used first; direct talk, notes and topics are nobody's but their people's. */
export async function overview(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.overview'>,
): Promise<Output<'conversations.overview'>> {
  requirePermission(actor, 'conversations.moderate');
  const { cursor, limit, ...filter } = input;
  const place = readCursor<[number, string]>(cursor, ['number', 'id']);
  const before = place && { at: place[0], id: place[1] };
  const rows = await outlines(platform.db, { ...filter, before, limit: limit + 1 });
  return pageOf(rows, limit, (last) => [last.lastAt, last.id]);
}

const outlineOf = async (q: Queryable, id: string): Promise<ConversationOutline> => {
  const found = await findOutline(q, id);
  if (!found) throw new Fault('not-found', { what: 'conversation' });
  return found;
};

/** CV19 Who takes part, so that an owner can be chosen. */
export async function overviewMembers(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.overviewMembers'>,
): Promise<Output<'conversations.overviewMembers'>> {
  requirePermission(actor, 'conversations.moderate');
  const after = memberPlace(input.cursor);
  await outlineOf(platform.db, input.conversation);
  return memberPage(platform, actor, input, after);
}

async function makeOwner(platform: Platform, tx: Tx, actor: Actor, conversation: string, user: string): Promise<boolean> {
  const them = await membershipOf(tx, conversation, user);
  if (!them || them.left) throw new Fault('not-found', { what: 'member' });
  if (them.guest) throw new Fault('conflict', { reason: 'a guest owns no group' });
  if (them.role === 'owner') return false;
  await giveRole(platform, tx, actor, { conversation, user, role: 'owner' });
  return true;
}

/**
 * CV19 Archives, restores, or appoints an owner among the members, without taking part. Nobody lets themselves in this way: whoever is
 * no member stays out. Written down with the conversation's id alone.
 */
export async function administer(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.administer'>,
  from: string,
): Promise<ConversationOutline> {
  requirePermission(actor, 'conversations.moderate');
  const { conversation, archived, owner } = input;
  return platform.db.transaction(async (tx) => {
    await lockConversation(tx, conversation);
    const before = await outlineOf(tx, conversation);
    const note = (act: string, detail: Record<string, unknown>): Promise<void> =>
      audit(tx, {
        at: platform.clock.now(),
        actor: actor.user,
        act,
        subjectKind: 'conversation',
        subject: conversation,
        detail,
        from,
      });
    if (owner !== undefined && (await makeOwner(platform, tx, actor, conversation, owner)))
      await note('conversation.owner-made', { owner });
    if (archived !== undefined && archived !== before.archived) {
      await changeConversation(tx, conversation, { archived });
      const change = { archived };
      await platform.log.append(tx, conversation, [
        { type: 'conversation.changed', actor: actor.user, live: () => ({ change }) },
      ]);
      await note(archived ? 'conversation.archived' : 'conversation.restored', {});
    }
    return outlineOf(tx, conversation);
  });
}
