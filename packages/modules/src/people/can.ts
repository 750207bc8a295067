import { Fault, type Permission, permissionCatalogue } from '@rapport/contract';
import type { Actor, ScopedPermissions } from './actor.ts';
import { subtree } from './policy.ts';

/** What is asked about: a thing, or several, or one with those it lies in (a department and those above it). */
export type Place = { kind: ScopedPermissions['kind'] } & ({ id: string } | { ids: readonly string[] });

const covers = (place: Place, id: string): boolean => ('id' in place ? place.id === id : place.ids.includes(id));

/** Whether this person may, in the whole organization or at one of the given places (AC1). */
export function can(actor: Actor, permission: Permission, ...places: readonly Place[]): boolean {
  if (actor.permissions.has(permission)) return true;
  if (places.length === 0 || actor.scoped.length === 0) return false;
  return actor.scoped.some(
    (held) => held.permissions.has(permission) && places.some((place) => place.kind === held.kind && covers(place, held.id)),
  );
}

/** Departments where this person may, those below included; undefined when it is the whole organization. */
export function departmentsWhere(
  actor: Actor,
  permission: Permission,
  tree: Parameters<typeof subtree>[0],
): ReadonlySet<string> | undefined {
  if (actor.permissions.has(permission)) return undefined;
  const roots = actor.scoped.filter((held) => held.kind === 'department' && held.permissions.has(permission));
  return new Set(roots.flatMap(({ id }) => subtree(tree, id)));
}

/** Throws `forbidden`, naming the permission in the caller's language. */
export function requirePermission(actor: Actor, permission: Permission, ...places: readonly Place[]): void {
  if (can(actor, permission, ...places)) return;
  throw new Fault('forbidden', { permission: permissionCatalogue[permission][actor.language === 'zh-CN' ? 'zh' : 'en'] });
}
