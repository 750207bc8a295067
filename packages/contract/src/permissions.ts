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
  'contacts.read',
  'contacts.manage',
  'policy.read',
  'search.use',
  'tokens.create',
] as const satisfies readonly Permission[];

/** Who administers the server decides nothing about what must be kept, is destroyed, or taken out: these are given on purpose. */
const apart: ReadonlySet<Permission> = new Set([
  'holds.manage',
  'records.export',
  'archive.read',
  'archive.approve',
  'archive.audit',
  'retention.manage',
  'retention.approve',
  'erasure.manage',
]);

/** What the built-in roles hold in a new organization. The owner's is always everything. */
export const builtInRoles: Readonly<Record<BaseRole, readonly Permission[]>> = {
  owner: permissions,
  admin: permissions.filter((p) => !apart.has(p)),
  member: memberPermissions,
  guest: ['conversations.direct', 'files.upload', 'search.use'],
};
