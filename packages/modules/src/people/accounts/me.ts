import { Fault, type Me, type Permission } from '@rapport/contract';
import { logHead, type Platform } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { presentUser } from '../directory/present-user.ts';
import { findUser } from '../directory/reader.ts';
import { organizationOf } from '../organization.ts';
import { recoveryCodesLeft, secondFactorOf } from './reader.ts';

/** Who calls, what that person may do, and the organization. */
export async function me(platform: Platform, actor: Actor): Promise<Me> {
  const organization = await organizationOf(platform);
  const organizationEv = await logHead(platform.db, organization.stream);
  const row = await findUser(platform.db, actor.user);
  if (!row) throw new Fault('not-signed-in');
  const factor = await secondFactorOf(platform.db, actor.user);
  return {
    user: presentUser(row, organization, actor, platform.clock.now()),
    permissions: [...actor.permissions] as Permission[],
    scoped: actor.scoped.map(({ kind, id, permissions }) => ({ kind, id, permissions: [...permissions] })),
    ownWorkingHours: row.workingHours !== null,
    departments: [...actor.departments] as Me['departments'],
    organization,
    organizationEv,
    session: actor.session,
    secondFactor: factor?.confirmedAt != null,
    recoveryCodes: await recoveryCodesLeft(platform.db, actor.user),
  };
}
