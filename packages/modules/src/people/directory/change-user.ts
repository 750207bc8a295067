import { Fault, type Parsed, type User } from '@rapport/contract';
import { type Platform, pgCode, type Queryable, type Tx } from '@rapport/platform';
import { endEverything, endLinks } from '../accounts/writer.ts';
import type { Actor } from '../actor.ts';
import { type Place, requirePermission } from '../can.ts';
import { appendToOrganization, organizationOf, tellRevoked } from '../organization.ts';
import { kindOfRole, mayRank, pathUp } from '../policy.ts';
import { requireNoLess } from '../powers.ts';
import { audit } from '../writer.ts';
import { presentUser } from './present-user.ts';
import { departmentTree, findUser, hasOtherOwner, lockUser, type UserRow } from './reader.ts';
import { lockOwners, setDepartments, updateUser } from './writer.ts';

/** The departments a user lies in, with all above: who administers one of them administers the user. */
export async function placeOf(q: Queryable, departments: readonly string[]): Promise<Place> {
  const tree = await departmentTree(q);
  return { kind: 'department', ids: departments.flatMap((id) => pathUp(tree, id)) };
}

/** The user to be changed, locked; the actor needs `people.manage` there and must not stand below (PE6). */
export async function requireManaged(tx: Tx, actor: Actor, id: string): Promise<UserRow> {
  const row = await lockUser(tx, id);
  requirePermission(actor, 'people.manage', await placeOf(tx, row?.departments ?? []));
  if (!row) throw new Fault('not-found', { what: 'user' });
  if (!mayRank(actor.roles, row.role)) throw new Fault('forbidden', { permission: row.role });
  return row;
}

/** PE6: an organization keeps at least one active owner. */
export async function requireOtherOwner(tx: Tx, user: string): Promise<void> {
  await lockOwners(tx);
  if (!(await hasOtherOwner(tx, user))) throw new Fault('last-owner');
}

async function checkPlaces(tx: Tx, actor: Actor, row: UserRow, input: Parsed<'people.changeUser'>): Promise<void> {
  if (input.departments !== undefined) {
    const tree = await departmentTree(tx);
    if (input.departments.some((id) => !tree.has(id))) throw new Fault('not-found', { what: 'department' });
    // Who administers one department may take people from it and into it, not elsewhere.
    const [had, wanted]: string[][] = [row.departments, input.departments];
    for (const id of [...had!.filter((one) => !wanted!.includes(one)), ...wanted!.filter((one) => !had!.includes(one))])
      requirePermission(actor, 'people.manage', { kind: 'department', ids: pathUp(tree, id) });
  }
  if (typeof input.manager !== 'string') return;
  if (input.manager === row.id) throw new Fault('conflict', { reason: 'nobody is their own manager' });
  const seen = new Set([row.id]);
  for (let at: string | null = input.manager; at !== null; ) {
    if (seen.has(at)) throw new Fault('conflict', { reason: 'the chain of managers would be a circle' });
    seen.add(at);
    const above: UserRow | undefined = await findUser(tx, at);
    if (!above) throw new Fault('not-found', { what: 'user' });
    at = above.manager;
  }
}

async function checkRole(tx: Tx, actor: Actor, row: UserRow, input: Parsed<'people.changeUser'>): Promise<void> {
  if (input.role === undefined || input.role === row.role) return;
  if (row.kind === 'bot') throw new Fault('conflict', { reason: 'a bot has no base role' });
  requirePermission(actor, 'people.manage');
  if (!mayRank(actor.roles, row.role, input.role)) throw new Fault('forbidden', { permission: input.role });
  if (row.role === 'owner') await requireOtherOwner(tx, row.id);
}

/** Changes somebody's role, place or details; written down with the names of what changed (AC6). */
export async function changeUser(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.changeUser'>,
  from: string,
): Promise<User> {
  const organization = await organizationOf(platform);
  const at = platform.clock.now();
  const { user, departments, ...change } = input;
  const row = await platform.db.transaction(async (tx) => {
    const before = await requireManaged(tx, actor, user);
    await checkRole(tx, actor, before, input);
    if (input.email !== undefined && input.email !== before.email) await requireNoLess(platform, tx, actor, user);
    await checkPlaces(tx, actor, before, input);
    const kind = input.role && before.kind !== 'bot' ? kindOfRole(input.role) : undefined;
    await updateUser(tx, user, { ...change, kind }).catch((error: unknown) => {
      if (pgCode(error) === '23505') throw new Fault('already-exists', { what: 'email' });
      throw error;
    });
    // A link that was mailed to the old address must not work any more.
    if (input.email !== undefined && input.email !== before.email) await endLinks(tx, 'reset', user);
    if (departments !== undefined) await setDepartments(tx, user, [...new Set(departments)]);
    const roleChanged = input.role !== undefined && input.role !== before.role;
    await audit(tx, {
      at,
      actor: actor.user,
      act: 'user.changed',
      subjectKind: 'user',
      subject: user,
      detail: {
        fields: Object.keys(input).filter((key) => key !== 'user'),
        ...(roleChanged ? { role: { from: before.role, to: input.role } } : {}),
      },
      from,
    });
    await appendToOrganization(tx, platform, actor.user, [{ type: 'user.changed', subject: user }]);
    return findUser(tx, user);
  });
  return presentUser(row!, organization, actor, at);
}

/** Closes an account: its sessions and tokens end with the same commit. Nothing is deleted (PE2). */
export async function deactivateUser(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.deactivate'>,
  from: string,
): Promise<User> {
  return setActive(platform, actor, input.user, false, from);
}

/** Opens a closed account again; its sessions stay ended. */
export async function reactivateUser(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.reactivate'>,
  from: string,
): Promise<User> {
  return setActive(platform, actor, input.user, true, from);
}

async function setActive(platform: Platform, actor: Actor, user: string, active: boolean, from: string): Promise<User> {
  const organization = await organizationOf(platform);
  const at = platform.clock.now();
  const row = await platform.db.transaction(async (tx) => {
    const before = await requireManaged(tx, actor, user);
    if ((before.deactivatedAt === null) === active) return before;
    if (!active && before.role === 'owner') await requireOtherOwner(tx, user);
    await updateUser(tx, user, active ? { deactivatedAt: null, unclaimed: false } : { deactivatedAt: at });
    if (!active) {
      await endEverything(tx, user);
      tellRevoked(tx, platform, user, 'all');
    }
    const act = active ? 'user.reactivated' : 'user.deactivated';
    await audit(tx, { at, actor: actor.user, act, subjectKind: 'user', subject: user, from });
    await appendToOrganization(tx, platform, actor.user, [{ type: 'user.changed', subject: user }]);
    return (await findUser(tx, user))!;
  });
  return presentUser(row, organization, actor, at);
}
