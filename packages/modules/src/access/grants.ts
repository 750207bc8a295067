import { Fault, type Grant, type Output, type Parsed, type Scope } from '@rapport/contract';
import { newId, type Platform, pageOf, type Queryable, readCursor } from '@rapport/platform';
import {
  type Actor,
  appendToOrganization,
  audit,
  departmentTree,
  findUser,
  mayRank,
  type Place,
  pathUp,
  placeOf,
  requirePermission,
  type UserRow,
} from '../people/index.ts';
import { known } from './policy.ts';
import { findGrant, findRole, listGrantRows } from './reader.ts';
import { requireHeld } from './roles.ts';
import { deleteGrant, insertGrant } from './writer.ts';

/** Where a grant holds, as a place to be asked about: the department with those above it. Elsewhere it takes the organization. */
async function placesOf(q: Queryable, scope: Scope): Promise<Place[]> {
  if (scope.kind !== 'department') return [];
  return [{ kind: 'department', ids: pathUp(await departmentTree(q), scope.id!) }];
}

/** Who grants: in the organization to everybody, in a department to the people of it. */
async function requireGranting(q: Queryable, actor: Actor, user: UserRow | undefined, places: readonly Place[]): Promise<void> {
  requirePermission(actor, 'roles.manage', ...places);
  requirePermission(actor, 'roles.manage', await placeOf(q, user?.departments ?? []));
}

/** Roles granted beside the base role: one's own for everybody; of others for those who grant there. */
export async function listGrants(
  platform: Platform,
  actor: Actor,
  input: Parsed<'access.grants'>,
): Promise<Output<'access.grants'>> {
  if (input.user !== actor.user) {
    const user = input.user && (await findUser(platform.db, input.user));
    requirePermission(actor, 'roles.manage', await placeOf(platform.db, user ? user.departments : []));
  }
  const { cursor, limit, ...query } = input;
  const below = readCursor<[string]>(cursor, ['id'])?.[0];
  const rows = await listGrantRows(platform.db, { ...query, below, limit: limit + 1 });
  return pageOf(rows, limit, ({ id }) => [id]);
}

/**
 * Grants a role at a scope (AC4). Whether a conversation or inbox exists is not known here: a grant on nothing gives nothing.
 */
export async function grantRole(platform: Platform, actor: Actor, input: Parsed<'access.grant'>, from: string): Promise<Grant> {
  const { scope } = input;
  if ((scope.kind === 'organization') !== (scope.id === undefined))
    throw new Fault('invalid-input', { field: 'scope/id', reason: 'given for all scopes but the organization' });
  return platform.db.transaction(async (tx) => {
    const places = await placesOf(tx, scope);
    const user = await findUser(tx, input.user);
    await requireGranting(tx, actor, user, places);
    const role = await findRole(tx, input.role);
    if (!role) throw new Fault('not-found', { what: 'role' });
    if (role.key !== null) throw new Fault('conflict', { reason: 'built-in roles are set on the person' });
    requireHeld(actor, known(role.permissions), ...places);
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
  await platform.db.transaction(async (tx) => {
    const grant = await findGrant(tx, input.grant);
    const places = grant ? await placesOf(tx, grant.scope) : [];
    const user = grant && (await findUser(tx, grant.user));
    await requireGranting(tx, actor, user, places);
    if (!grant) throw new Fault('not-found', { what: 'grant' });
    if (user && !mayRank(actor.roles, user.role)) throw new Fault('forbidden', { permission: user.role });
    const taken = known((await findRole(tx, grant.role))?.permissions ?? []);
    requireHeld(actor, taken, ...places);
    await deleteGrant(tx, grant.id);
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'role.revoked',
      subjectKind: 'user',
      subject: grant.user,
      detail: { role: grant.role, scope: grant.scope, taken },
      from,
    });
    await appendToOrganization(tx, platform, actor.user, [{ type: 'user.changed', subject: grant.user }]);
  });
  return {};
}
