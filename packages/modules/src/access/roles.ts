import { Fault, type Output, type Parsed, type Permission, permissionCatalogue, permissions, type Role } from '@rapport/contract';
import { newId, type Platform, pgCode, type Queryable, type Tx } from '@rapport/platform';
import { type Actor, appendToOrganization, audit, can, countByRole, type Place, requirePermission } from '../people/index.ts';
import { beyond, forGuest, known } from './policy.ts';
import { allRoles, countGrants, findRole, type RoleRow } from './reader.ts';
import { deleteRole, insertRole, updateRole } from './writer.ts';

const rolesMost = 100;

const nameOf = (permission: Permission, actor: Actor): string =>
  permissionCatalogue[permission][actor.language === 'zh-CN' ? 'zh' : 'en'];

/** AC4: nobody makes or gives a bundle beyond their own; what is given at a place may be held there. */
export function requireHeld(actor: Actor, wanted: readonly Permission[], ...places: readonly Place[]): void {
  const missing = wanted.find((permission) => !can(actor, permission, ...places));
  if (missing) throw new Fault('forbidden', { permission: nameOf(missing, actor) });
}

async function present(q: Queryable, rows: readonly RoleRow[]): Promise<Role[]> {
  const byKey = new Map((await countByRole(q)).map(({ role, people }) => [role as string, people]));
  const byGrant = new Map((await countGrants(q)).map(({ role, people }) => [role, people]));
  return rows.map(
    (row) =>
      ({
        ...row,
        permissions: row.key === 'owner' ? permissions : known(row.permissions),
        people: (row.key === null ? 0 : (byKey.get(row.key) ?? 0)) + (byGrant.get(row.id) ?? 0),
      }) as Role,
  );
}

/** All roles with their permissions. Guests need none of them. */
export async function listRoles(platform: Platform, actor: Actor): Promise<Output<'access.roles'>> {
  requirePermission(actor, 'people.browse');
  return { roles: await present(platform.db, await allRoles(platform.db)) };
}

const nameTaken = (error: unknown): never => {
  if (pgCode(error) === '23505') throw new Fault('already-exists', { what: 'role' });
  throw error;
};

/** Writes the act down, tells everybody, and answers the role as it is now. */
async function note(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  act: string,
  role: string,
  detail: Record<string, unknown>,
  from: string,
): Promise<void> {
  await audit(tx, {
    at: platform.clock.now(),
    actor: actor.user,
    act,
    subjectKind: 'role',
    subject: role,
    detail,
    from,
  });
  await appendToOrganization(tx, platform, actor.user, [{ type: 'role.changed', subject: role }]);
}

export async function createRole(
  platform: Platform,
  actor: Actor,
  input: Parsed<'access.createRole'>,
  from: string,
): Promise<Role> {
  requirePermission(actor, 'roles.manage');
  requireHeld(actor, input.permissions);
  return platform.db.transaction(async (tx) => {
    if ((await allRoles(tx)).length >= rolesMost) throw new Fault('quota-exceeded', { quota: `${rolesMost}` });
    const id = newId(platform.clock.now());
    const bundle = [...new Set(input.permissions)];
    await insertRole(tx, { id, name: input.name.normalize('NFC'), purpose: input.purpose, permissions: bundle }).catch(nameTaken);
    await note(tx, platform, actor, 'role.created', id, { name: input.name, permissions: bundle }, from);
    return (await present(tx, [(await findRole(tx, id))!]))[0]!;
  });
}

/** Changes a role. Of built-in ones only the permissions; the owner's are always everything (AC2). */
export async function changeRole(
  platform: Platform,
  actor: Actor,
  input: Parsed<'access.changeRole'>,
  from: string,
): Promise<Role> {
  requirePermission(actor, 'roles.manage');
  return platform.db.transaction(async (tx) => {
    const before = await findRole(tx, input.role);
    if (!before) throw new Fault('not-found', { what: 'role' });
    if (before.key === 'owner') throw new Fault('conflict', { reason: 'the owner holds everything' });
    if (before.key !== null && (input.name !== undefined || input.purpose !== undefined))
      throw new Fault('conflict', { reason: 'a built-in role keeps its name' });
    const bundle = input.permissions ? [...new Set(input.permissions)] : known(before.permissions);
    const had = new Set(known(before.permissions));
    // Neither what is given nor what is taken may go beyond one's own bundle.
    requireHeld(actor, [...bundle, ...had]);
    if (before.key === 'guest' && forGuest(bundle).length < bundle.length)
      throw new Fault('conflict', { reason: 'guests are isolated from the directory' });
    const name = (input.name ?? before.name).normalize('NFC');
    await updateRole(tx, before.id, { name, purpose: input.purpose ?? before.purpose, permissions: bundle }).catch(nameTaken);
    const detail = { given: beyond(bundle, had), taken: beyond([...had], new Set(bundle)) };
    await note(tx, platform, actor, 'role.changed', before.id, detail, from);
    return (await present(tx, [(await findRole(tx, before.id))!]))[0]!;
  });
}

/** Removes a role of the organization's own, with its grants. */
export async function removeRole(
  platform: Platform,
  actor: Actor,
  input: Parsed<'access.removeRole'>,
  from: string,
): Promise<Record<string, never>> {
  requirePermission(actor, 'roles.manage');
  await platform.db.transaction(async (tx) => {
    const before = await findRole(tx, input.role);
    if (!before) throw new Fault('not-found', { what: 'role' });
    if (before.key !== null) throw new Fault('conflict', { reason: 'a built-in role stays' });
    requireHeld(actor, known(before.permissions));
    await deleteRole(tx, before.id);
    await note(tx, platform, actor, 'role.removed', before.id, { name: before.name, taken: known(before.permissions) }, from);
  });
  return {};
}
