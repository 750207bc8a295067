import type { Output, Parsed, UserId } from '@rapport/contract';
import { logHead, logRange, type Platform } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { organizationOf } from '../organization.ts';
import { visibleAmong } from '../reader.ts';

const most = 500;

/** What a client that knew the organization up to `ev` has to ask for again (SY5 of the organization's stream). */
export async function changedSince(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.changedSince'>,
): Promise<Output<'people.changedSince'>> {
  const organization = await organizationOf(platform);
  const none = { users: [], departments: false, organization: false, roles: false };
  const entries = await logRange(platform.db, organization.stream, input.ev, most + 1);
  if (entries.length > most) {
    return {
      ...none,
      ev: await logHead(platform.db, organization.stream),
      tooMany: true,
      departments: true,
      organization: true,
      roles: true,
    };
  }
  const of = (type: string): string[] => [
    ...new Set(entries.flatMap((entry) => (entry.type === type && entry.subject !== null ? [entry.subject] : []))),
  ];
  const users = await visibleAmong(platform.db, actor, of('user.changed'));
  return {
    ev: entries.at(-1)?.ev ?? input.ev,
    tooMany: false,
    users: users as UserId[],
    departments: of('department.changed').length > 0,
    organization: entries.some((entry) => entry.type === 'organization.changed'),
    roles: entries.some((entry) => entry.type === 'role.changed'),
  };
}
