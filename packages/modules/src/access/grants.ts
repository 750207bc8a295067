import { Fault, type Grant, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, readCursor, writeCursor } from '@rapport/platform';
import {
  type Actor,
  appendToOrganization,
  audit,
  departmentTree,
  findUser,
  mayRank,
  requirePermission,
} from '../people/index.ts';
import { known } from './policy.ts';
import { findGrant, findRole, listGrantRows } from './reader.ts';
import { requireHeld } from './roles.ts';
import { deleteGrant, insertGrant } from './writer.ts';

/** Roles granted beside the base role: one's own for everybody, all for those who grant. */
export async function listGrants(
  platform: Platform,
  actor: Actor,
  input: Parsed<'access.grants'>,
): Promise<Output<'access.grants'>> {
  if (input.user !== actor.user) requirePermission(actor, 'roles.manage');
  const { cursor, limit, ...query } = input;
  const below = readCursor<[string]>(cursor, ['id'])?.[0];
  const rows = await listGrantRows(platform.db, { ...query, below, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, ...(rows.length > limit ? { next: writeCursor([items.at(-1)!.id]) } : {}) };
}

/**
 * Grants a role at a scope (AC4). Whether a conversation or inbox exists is not known here: a grant on nothing gives nothing.
 */
export async function grantRole(platform: Platform, actor: Actor, input: Parsed<'access.grant'>, from: string): Promise<Grant> {
  requirePermission(actor, 'roles.manage');
  const { scope } = input;
  if ((scope.kind === 'organization') !== (scope.id === undefined))
    throw new Fault('invalid-input', { field: 'scope/id', reason: 'given for all scopes but the organization' });
  return platform.db.transaction(async (tx) => {
    const role = await findRole(tx, input.role);
    if (!role) throw new Fault('not-found', { what: 'role' });
    if (role.key !== null) throw new Fault('conflict', { reason: 'built-in roles are set on the person' });
    requireHeld(actor, known(role.permissions));
    const user = await findUser(tx, input.user);
    if (!user) throw new Fault('not-found', { what: 'user' });
    if (!mayRank(actor.roles, user.role)) throw new Fault('forbidden', { permission: user.role });
    if (scope.kind === 'department' && !(await departmentTree(tx)).has(scope.id!))
      throw new Fault('not-found', { what: 'department' });
    const at = platform.clock.now();
    const id = newId(at);
    const made = await insertGrant(tx, { id, user: user.id, role: role.id, scope, by: actor.user, at });
    if (!made) return (await listGrantRows(tx, { user: user.id, role: role.id, scope, limit: 1 }))[0]!;
    await audit(tx, {
      at,
      actor: actor.user,
      act: 'role.granted',
      subjectKind: 'user',
      subject: user.id,
      detail: { role: role.id, scope },
      from,
    });
    await appendToOrganization(tx, platform, actor.user, [{ type: 'user.changed', subject: user.id }]);
    return (await findGrant(tx, id))!;
  });
}

/** Takes a granted role back. */
export async function revokeGrant(
  platform: Platform,
  actor: Actor,
  input: Parsed<'access.revoke'>,
  from: string,
): Promise<Record<string, never>> {
  requirePermission(actor, 'roles.manage');
  await platform.db.transaction(async (tx) => {
    const grant = await findGrant(tx, input.grant);
    if (!grant) throw new Fault('not-found', { what: 'grant' });
    const user = await findUser(tx, grant.user);
    if (user && !mayRank(actor.roles, user.role)) throw new Fault('forbidden', { permission: user.role });
    requireHeld(actor, known((await findRole(tx, grant.role))?.permissions ?? []));
    await deleteGrant(tx, grant.id);
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'role.revoked',
      subjectKind: 'user',
      subject: grant.user,
      detail: { role: grant.role, scope: grant.scope },
      from,
    });
    await appendToOrganization(tx, platform, actor.user, [{ type: 'user.changed', subject: grant.user }]);
  });
  return {};
}
