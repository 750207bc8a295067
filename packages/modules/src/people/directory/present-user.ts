import type { Organization, User } from '@rapport/contract';
import type { Actor } from '../actor.ts';
import type { UserRow } from './reader.ts';

/**
 * A user as the viewer may see it: the organization's settings where the user has none, an ended status gone; whoever may
 * not browse the directory learns no address, phone, manager or department of others (PE9).
 */
export function presentUser(row: UserRow, organization: Organization, viewer: Actor, now: number): User {
  const { deactivatedAt, ...rest } = row;
  const open = viewer.user === row.id || viewer.permissions.has('people.browse');
  const over = (until: number | null | undefined): boolean => typeof until === 'number' && until <= now;
  return {
    ...rest,
    timeZone: row.timeZone ?? organization.settings.timeZone,
    language: row.language ?? organization.defaultLanguage,
    workingHours: row.workingHours ?? organization.settings.workingHours,
    status: over(row.status?.until) ? null : row.status,
    quietUntil: over(row.quietUntil) ? null : row.quietUntil,
    email: open ? row.email : null,
    phone: open ? row.phone : '',
    manager: open ? row.manager : null,
    departments: open ? row.departments : [],
    active: deactivatedAt === null,
  } as User;
}
