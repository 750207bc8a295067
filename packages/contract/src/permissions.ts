import { z } from 'zod';
import { permissions, scopeKinds } from './permission-catalogue.ts';

export const ScopeKind = z.enum(scopeKinds);
export type ScopeKind = z.infer<typeof ScopeKind>;

export type Permission = (typeof permissions)[number];
export const Permission = z.enum(permissions);

/** The four roles every organization has; everybody has exactly one of them, besides roles granted in addition. */
export const BaseRole = z.enum(['owner', 'admin', 'member', 'guest']);
export type BaseRole = z.infer<typeof BaseRole>;

const memberPermissions = [
  'people.browse',
  'conversations.create',
  'conversations.createOpen',
  'conversations.browse',
  'conversations.direct',
  'conversations.addGuests',
  'conversations.mentionAll',
  'messages.urgent',
  'files.upload',
  'search.use',
  'tokens.create',
] as const satisfies readonly Permission[];

/** What the built-in roles hold in a new organization. The owner's is always everything. */
export const builtInRoles: Readonly<Record<BaseRole, readonly Permission[]>> = {
  owner: permissions,
  admin: permissions.filter((p) => p !== 'holds.manage'),
  member: memberPermissions,
  guest: ['conversations.direct', 'files.upload', 'search.use'],
};
