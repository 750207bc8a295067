import { type Permission, permissionCatalogue, permissions, type ScopeKind } from '@rapport/contract';

const guestPermissions = new Set(permissions.filter((permission) => permissionCatalogue[permission].guest));

/** AC3: whatever was granted, a guest never holds what would lift the isolation. */
export const forGuest = (held: readonly Permission[]): Permission[] =>
  held.filter((permission) => guestPermissions.has(permission));

/** Permissions of a bundle that mean something at a scope. */
export const atScope = (held: readonly Permission[], kind: ScopeKind): Permission[] =>
  held.filter((permission) => (permissionCatalogue[permission].scopes as readonly ScopeKind[]).includes(kind));

/** AC4: nobody gives what they do not hold themselves; answers what is missing. */
export const beyond = (wanted: readonly Permission[], held: ReadonlySet<Permission>): Permission[] =>
  wanted.filter((permission) => !held.has(permission));

/** Names of permissions that this version knows: a role stored by a newer one may hold others. */
export const known = (stored: readonly string[]): Permission[] =>
  stored.filter((permission): permission is Permission => Object.hasOwn(permissionCatalogue, permission));
