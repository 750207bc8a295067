import type { Parsed, User } from '@rapport/contract';
import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { appendToOrganization, organizationOf } from '../organization.ts';
import { presentUser } from './present-user.ts';
import { findUser, lockUser } from './reader.ts';
import { updateUser } from './writer.ts';

/** What one says of oneself: name, title, picture, hours, status. */
export async function changeProfile(platform: Platform, actor: Actor, input: Parsed<'people.changeProfile'>): Promise<User> {
  const organization = await organizationOf(platform);
  const row = await platform.db.transaction(async (tx) => {
    await lockUser(tx, actor.user);
    await updateUser(tx, actor.user, input);
    await appendToOrganization(tx, platform, actor.user, [{ type: 'user.changed', subject: actor.user }]);
    return findUser(tx, actor.user);
  });
  if (!row) throw new Fault('not-found', { what: 'user' });
  return presentUser(row, organization, actor, platform.clock.now());
}
