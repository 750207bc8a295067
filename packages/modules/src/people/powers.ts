import { Fault, type Permission, permissionCatalogue } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from './actor.ts';
import { can } from './can.ts';
import { departmentTree } from './directory/reader.ts';
import { pathUp } from './policy.ts';

/** What a person holds; undefined for closed accounts. */
export type Powers = Pick<Actor, 'permissions' | 'scoped'>;
type PowersOf = (q: Queryable, user: string) => Promise<Powers | undefined>;

const told = (): { powersOf?: PowersOf } => ({});

/** The room that keeps roles and grants, built after this one, says how to learn what somebody holds. */
export function tellPowers(platform: Platform, powersOf: PowersOf): void {
  platform.keep(told).powersOf = powersOf;
}

/**
 * PE16 Whoever can come in as somebody else (by a reset link, an address, a token) gets all that person holds: so it is for
 * those who hold as much themselves. Throws `forbidden`, naming what is missing.
 */
export async function requireNoLess(platform: Platform, q: Queryable, actor: Actor, user: string): Promise<void> {
  if (user === actor.user) return;
  const { powersOf } = platform.keep(told);
  if (!powersOf) throw new Error('Nobody has said how to learn what a person holds.');
  const theirs = await powersOf(q, user);
  if (!theirs) return;
  const refuse = (permission: Permission): never => {
    throw new Fault('forbidden', { permission: permissionCatalogue[permission][actor.language === 'zh-CN' ? 'zh' : 'en'] });
  };
  for (const permission of theirs.permissions) if (!can(actor, permission)) refuse(permission);
  if (theirs.scoped.length === 0) return;
  const tree = await departmentTree(q);
  for (const { kind, id, permissions } of theirs.scoped) {
    const place = { kind, ids: kind === 'department' ? pathUp(tree, id) : [id] };
    for (const permission of permissions) if (!can(actor, permission, place)) refuse(permission);
  }
}
