import { Fault } from '@rapport/contract';
import type { Tx } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { insertTeam } from './team-writer.ts';

/**
 * CV28 Makes a group the team of talk with customers, before any customer wrote: by one of its members, and only a private one, which it stays from
 * then on. Anybody may join an open group, and would read what customers wrote.
 */
export async function makeTeam(tx: Tx, actor: Actor, group: string): Promise<void> {
  // Nobody opens it between the look and the commit.
  await lockConversation(tx, group);
  const { kind, visibility } = await requireConversation(tx, actor, group, 'take-part');
  if (kind !== 'group') throw new Fault('invalid-input', { field: 'group', reason: 'a team is a group' });
  if (visibility === 'open') throw new Fault('invalid-input', { field: 'group', reason: 'a team is a private group' });
  await insertTeam(tx, group);
}
