import type { Member, MyState } from '@rapport/contract';
import type { Change, Platform, Tx } from '@rapport/platform';
import { noteLeft, noteMembers } from '../access/index.ts';
import { followedTopics, membersAmong } from './reader.ts';
import { insertMembers, removeMember } from './writer.ts';

export interface Newcomer {
  user: string;
  guest: boolean;
  role: MyState['role'];
}

/**
 * Puts people into a conversation: membership, one event each, and the fact that `access` keeps for guests' sight. Whoever
 * comes without history sees messages from now on (SY10).
 */
export async function letIn(
  platform: Platform,
  tx: Tx,
  conversation: string,
  by: string,
  people: readonly Newcomer[],
  place: { seq: number; withHistory: boolean },
): Promise<string[]> {
  if (people.length === 0) return [];
  const fromSeq = place.withHistory ? 1 : place.seq + 1;
  const joined = await insertMembers(tx, conversation, people, fromSeq, place.seq);
  if (joined.length === 0) return [];
  await noteMembers(tx, conversation, joined);
  const members = new Map<string, Member>();
  const changes: Change[] = joined.map((user) => ({
    type: 'member.joined',
    actor: by,
    subject: user,
    live: () => ({ member: members.get(user) }),
  }));
  await platform.log.append(tx, conversation, changes);
  for (const member of await membersAmong(tx, conversation, joined)) members.set(member.user, member);
  return joined;
}

/**
 * Takes someone out, and out of the topics followed there: whoever is not in a conversation is told nothing of its topics. The
 * tombstones tell their devices to forget (SY10).
 */
export async function letGo(
  platform: Platform,
  tx: Tx,
  conversation: string,
  by: string,
  user: string,
  guest: boolean,
): Promise<void> {
  for (const id of [conversation, ...(await followedTopics(tx, conversation, user))]) {
    const { first } = await platform.log.append(tx, id, [
      { type: 'member.left', actor: by, subject: user, live: () => ({ user, guest }) },
    ]);
    await removeMember(tx, id, user, first, guest);
    await noteLeft(tx, id, user);
  }
}
