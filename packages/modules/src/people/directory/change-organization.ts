import type { Organization, OrganizationSettings, Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { requirePermission } from '../can.ts';
import { appendToOrganization } from '../organization.ts';
import { findOrganization } from '../reader.ts';
import { audit, updateOrganization } from '../writer.ts';

/** Changes the organization's name, language and settings; what is absent stays. */
export async function changeOrganization(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.changeOrganization'>,
  from: string,
): Promise<Organization> {
  requirePermission(actor, 'organization.manage');
  return platform.db.transaction(async (tx) => {
    const settings = input.settings as Partial<OrganizationSettings> | undefined;
    await updateOrganization(tx, { ...input, name: input.name?.normalize('NFC'), settings });
    const organization = (await findOrganization(tx))!;
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'organization.changed',
      subjectKind: 'organization',
      subject: organization.id,
      detail: { ...input },
      from,
    });
    await appendToOrganization(tx, platform, actor.user, [{ type: 'organization.changed', subject: organization.id }]);
    return organization;
  });
}
