import { Fault, type Permission, permissionCatalogue } from '@rapport/contract';
import type { Actor, ScopedPermissions } from './actor.ts';

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

/** Throws `forbidden`, naming the permission in the caller's language. */
export function requirePermission(actor: Actor, permission: Permission, ...places: readonly Place[]): void {
  if (can(actor, permission, ...places)) return;
  throw new Fault('forbidden', { permission: permissionCatalogue[permission][actor.language === 'zh-CN' ? 'zh' : 'en'] });
}
