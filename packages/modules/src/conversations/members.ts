import { type Conversation, Fault, type Member } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import { type Actor, requireVisiblePeople } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { letGo, letIn, type Newcomer } from './membership.ts';
import { mayPost } from './policy.ts';
import { headCount, membersAmong, membershipOf, placeOf, summaryOf } from './reader.ts';
import { changeMemberRole } from './writer.ts';

const groupsOnly = (kind: string): void => {
  if (kind === 'direct' || kind === 'topic' || kind === 'customer')
    throw new Fault('invalid-input', { field: 'conversation', reason: `a ${kind} conversation has fixed members` });
};

/** Joins an open group, with its history (CV11). */
export async function joinConversation(platform: Platform, actor: Actor, input: { conversation: string }): Promise<Conversation> {
  await platform.db.transaction(async (tx) => {
    const before = await requireConversation(tx, actor, input.conversation, 'look');
    if (before.kind === 'topic') return followIn(platform, tx, actor, input.conversation);
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'look');
    if (place.role !== null) return;
    requirePermission(actor, 'conversations.browse');
    if (place.archived) throw new Fault('archived');
    const me: Newcomer = { user: actor.user, guest: false, role: 'member' };
    await letIn(platform, tx, input.conversation, actor.user, [me], { seq: place.seq, withHistory: true });
  });
  return summaryOf(platform.db, actor, input.conversation);
}

/** Following a topic: a membership of its own, for members of what it hangs on. */
async function followIn(platform: Platform, tx: Tx, actor: Actor, topic: string): Promise<void> {
  const before = await requireConversation(tx, actor, topic, 'take-part');
  if (before.mine) return;
  // Whoever is just leaving what the topic hangs on does not slip into the topic.
  if (before.parentId) await lockConversation(tx, before.parentId);
  // Before the membership: sends lock the stream first, then their sender's row.
  await lockConversation(tx, topic);
  const place = await requireConversation(tx, actor, topic, 'take-part');
  const me: Newcomer = { user: actor.user, guest: actor.kind === 'guest', role: 'follower' };
  await letIn(platform, tx, topic, actor.user, [me], { seq: place.seq, withHistory: true });
}

/** Conversations known not to be topics: a kind never changes, so the hot path asks once. */
const notTopics = () => new Map<string, Promise<unknown> | true>();
const maxRemembered = 200_000;

/** Whoever writes in a topic follows it. Costs nothing for conversations of other kinds. */
export async function followBeforeWriting(platform: Platform, actor: Actor, conversation: string): Promise<void> {
  const known = platform.keep(notTopics);
  // Calls that come while one looks wait for it, one after the other: messages of one socket keep their order.
  for (let before = known.get(conversation); before !== undefined; before = known.get(conversation)) {
    if (before === true) return;
    await before.catch(() => undefined);
  }
  if (known.size >= maxRemembered) known.clear();
  const looking = followIfTopic(platform, actor, conversation);
  known.set(conversation, looking);
  let plain = false;
  try {
    plain = (await looking) === 'plain';
  } finally {
    if (plain) known.set(conversation, true);
    else known.delete(conversation);
  }
}

async function followIfTopic(platform: Platform, actor: Actor, conversation: string): Promise<'plain' | 'other'> {
  const place = await placeOf(platform.db, actor.user, conversation);
  if (!place) return 'other';
  if (place.kind !== 'topic') return 'plain';
  // Whoever may not write here is refused by the send itself, and follows nothing by it.
  if (!place.mine && mayPost(place) && !place.archived)
    await platform.db.transaction((tx) => followIn(platform, tx, actor, conversation));
  return 'other';
}

/** Leaves a group, or stops following a topic (CV12). The last owner hands over first. */
export async function leaveConversation(platform: Platform, actor: Actor, input: { conversation: string }): Promise<void> {
  await platform.db.transaction(async (tx) => {
    const place = await requireConversation(tx, actor, input.conversation, 'take-part');
    if (place.kind === 'direct' || place.kind === 'customer')
      throw new Fault('invalid-input', { field: 'conversation', reason: `a ${place.kind} conversation has fixed members` });
    await lockConversation(tx, input.conversation);
    const me = await membershipOf(tx, input.conversation, actor.user);
    if (!me || me.left) return;
    if (me.role === 'owner') await requireAnotherOwner(tx, input.conversation);
    await letGo(platform, tx, input.conversation, actor.user, actor.user, me.guest);
  });
}

async function requireAnotherOwner(tx: Tx, conversation: string): Promise<void> {
  const { people, owners } = await headCount(tx, conversation);
  if (people > 1 && owners <= 1) throw new Fault('conflict', { reason: 'the last owner makes somebody else owner first' });
}

/** Adds people, with the history or from now on (CV13). Every member may; guests only with the permission. */
export async function addMembers(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; users: readonly string[]; withHistory: boolean },
): Promise<void> {
  const people = await requireVisiblePeople(platform.db, actor, [...new Set(input.users)]);
  await platform.db.transaction(async (tx) => {
    const before = await requireConversation(tx, actor, input.conversation, 'take-part');
    groupsOnly(before.kind);
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'take-part');
    if (place.archived) throw new Fault('archived');
    if (actor.kind === 'guest') throw new Fault('forbidden', { permission: 'conversations.addGuests' });
    if (people.some((p) => p.kind === 'guest'))
      requirePermission(actor, 'conversations.addGuests', { kind: 'conversation', id: input.conversation });
    // Nobody hands out more history than they may see themselves.
    const withHistory = input.withHistory && place.fromSeq <= 1;
    const newcomers = people.map((p): Newcomer => ({ user: p.id, guest: p.kind === 'guest', role: 'member' }));
    await letIn(platform, tx, input.conversation, actor.user, newcomers, { seq: place.seq, withHistory });
  });
}

/** Takes someone out of a group (CV3). */
export async function removeFromConversation(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; user: string },
): Promise<void> {
  if (input.user === actor.user) return leaveConversation(platform, actor, input);
  await platform.db.transaction(async (tx) => {
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'manage');
    groupsOnly(place.kind);
    const them = await membershipOf(tx, input.conversation, input.user);
    if (!them || them.left) throw new Fault('not-found', { what: 'member' });
    if (them.role === 'owner') {
      if (place.role !== 'owner') throw new Fault('forbidden', { permission: 'conversations.moderate' });
      await requireAnotherOwner(tx, input.conversation);
    }
    await letGo(platform, tx, input.conversation, actor.user, input.user, them.guest);
  });
}

/** Changes a member's role (CV14); only owners make owners, and one owner remains. */
export async function changeRole(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; user: string; role: 'owner' | 'admin' | 'member' },
): Promise<void> {
  await platform.db.transaction(async (tx) => {
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'manage');
    groupsOnly(place.kind);
    const them = await membershipOf(tx, input.conversation, input.user);
    if (!them || them.left) throw new Fault('not-found', { what: 'member' });
    if (them.role === input.role) return;
    if ((input.role === 'owner' || them.role === 'owner') && place.role !== 'owner')
      throw new Fault('forbidden', { permission: 'conversations.moderate' });
    if (them.guest && input.role !== 'member') throw new Fault('forbidden', { permission: 'conversations.moderate' });
    if (them.role === 'owner' && (await headCount(tx, input.conversation)).owners <= 1)
      throw new Fault('conflict', { reason: 'one owner must remain' });
    await giveRole(platform, tx, actor, input);
  });
}

/** A member has another role from now on; who may decide that, the caller has asked. */
export async function giveRole(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  { conversation, user, role }: { conversation: string; user: string; role: 'owner' | 'admin' | 'member' },
): Promise<void> {
  await changeMemberRole(tx, conversation, user, role);
  let member: Member | undefined;
  await platform.log.append(tx, conversation, [
    { type: 'member.changed', actor: actor.user, subject: user, live: () => ({ member }) },
  ]);
  member = (await membersAmong(tx, conversation, [user]))[0];
}
