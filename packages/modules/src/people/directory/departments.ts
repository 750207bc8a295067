import { type Department, Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, pgCode, type Tx } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { requirePermission } from '../can.ts';
import { appendToOrganization } from '../organization.ts';
import { checkMove, departmentDepth, departmentLimit, pathUp } from '../policy.ts';
import { audit } from '../writer.ts';
import { allDepartments, departmentInUse, departmentTree, findDepartment, findUser } from './reader.ts';
import { deleteDepartment, insertDepartment, lockTree, placeDepartment, setManagers, updateDepartment } from './writer.ts';

/** The tree, parents before children, siblings in their order. Whoever may not browse the directory sees none. */
export async function listDepartments(platform: Platform, actor: Actor): Promise<Output<'people.departments'>> {
  if (!actor.permissions.has('people.browse')) return { departments: [] };
  const all = await allDepartments(platform.db);
  const below = new Map<Department['parent'], Department[]>();
  for (const department of all) below.set(department.parent, [...(below.get(department.parent) ?? []), department]);
  const ordered: Department[] = [];
  const walk = (parent: Department['parent']): void => {
    for (const department of below.get(parent) ?? []) {
      ordered.push(department);
      walk(department.id);
    }
  };
  walk(null);
  return { departments: ordered };
}

async function checkManagers(tx: Tx, managers: readonly string[]): Promise<void> {
  for (const id of managers) {
    const user = await findUser(tx, id);
    if (user?.kind !== 'member' || user.deactivatedAt !== null) throw new Fault('not-found', { what: 'user' });
  }
}

const nameTaken = (error: unknown): never => {
  if (pgCode(error) === '23505') throw new Fault('already-exists', { what: 'department' });
  throw error;
};

/** Runs a change of the tree: alone, written down, told to everybody. */
async function changeTree(
  platform: Platform,
  actor: Actor,
  act: string,
  from: string,
  work: (tx: Tx) => Promise<{ id: string; detail?: Record<string, unknown> }>,
): Promise<Department | undefined> {
  return platform.db.transaction(async (tx) => {
    await lockTree(tx);
    const { id, detail } = await work(tx);
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act,
      subjectKind: 'department',
      subject: id,
      ...(detail ? { detail } : {}),
      from,
    });
    await appendToOrganization(tx, platform, actor.user, [{ type: 'department.changed', subject: id }]);
    return findDepartment(tx, id);
  });
}

export async function createDepartment(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.createDepartment'>,
  from: string,
): Promise<Department> {
  const made = await changeTree(platform, actor, 'department.created', from, async (tx) => {
    const tree = await departmentTree(tx);
    const above = input.parent === null ? [] : pathUp(tree, input.parent);
    requirePermission(actor, 'departments.manage', { kind: 'department', ids: above });
    if (input.parent !== null && !tree.has(input.parent)) throw new Fault('not-found', { what: 'department' });
    if (above.length >= departmentDepth) throw new Fault('department-too-deep', { limit: departmentDepth });
    if (tree.size >= departmentLimit) throw new Fault('quota-exceeded', { quota: `${departmentLimit}` });
    await checkManagers(tx, input.managers);
    const at = platform.clock.now();
    const id = newId(at);
    await insertDepartment(tx, { id, name: input.name.normalize('NFC'), parent: input.parent, at }).catch(nameTaken);
    await setManagers(tx, id, [...new Set(input.managers)]);
    return { id, detail: { name: input.name } };
  });
  return made!;
}

/** Renames a department, changes who leads it, or moves it: never into itself (PE8). */
export async function changeDepartment(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.changeDepartment'>,
  from: string,
): Promise<Department> {
  const id = input.department;
  const changed = await changeTree(platform, actor, 'department.changed', from, async (tx) => {
    const tree = await departmentTree(tx);
    requirePermission(actor, 'departments.manage', { kind: 'department', ids: pathUp(tree, id) });
    const before = await findDepartment(tx, id);
    if (!before) throw new Fault('not-found', { what: 'department' });
    const parent = input.parent === undefined ? before.parent : input.parent;
    if (parent !== before.parent || input.position !== undefined) {
      if (parent !== null && !tree.has(parent)) throw new Fault('not-found', { what: 'department' });
      // Moving takes from one place and puts into another, before others there: both must be one's own.
      for (const place of new Set([before.parent, parent]))
        requirePermission(actor, 'departments.manage', { kind: 'department', ids: place === null ? [] : pathUp(tree, place) });
    }
    if (parent !== before.parent) checkMove(tree, id, parent);
    await updateDepartment(tx, id, {
      name: (input.name ?? before.name).normalize('NFC'),
      parent,
      moved: parent !== before.parent,
    }).catch(nameTaken);
    if (input.position !== undefined) await placeDepartment(tx, id, parent, input.position);
    if (input.managers) {
      await checkManagers(tx, input.managers);
      await setManagers(tx, id, [...new Set(input.managers)]);
    }
    return { id, detail: { fields: Object.keys(input).filter((key) => key !== 'department') } };
  });
  return changed!;
}

/** Removes a department in which nothing lies. */
export async function removeDepartment(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.removeDepartment'>,
  from: string,
): Promise<Record<string, never>> {
  await changeTree(platform, actor, 'department.removed', from, async (tx) => {
    const tree = await departmentTree(tx);
    const id = input.department;
    requirePermission(actor, 'departments.manage', { kind: 'department', ids: pathUp(tree, id) });
    const before = await findDepartment(tx, id);
    if (!before) throw new Fault('not-found', { what: 'department' });
    if (await departmentInUse(tx, id)) throw new Fault('department-not-empty');
    await deleteDepartment(tx, id);
    return { id, detail: { name: before.name } };
  });
  return {};
}
