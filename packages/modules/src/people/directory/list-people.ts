import { Fault, type Output, type Parsed } from '@rapport/contract';
import { logHead, type Platform, pageOf, readCursor } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { departmentsWhere } from '../can.ts';
import { organizationOf } from '../organization.ts';
import { subtree } from '../policy.ts';
import { presentUser } from './present-user.ts';
import { departmentTree, listUsers, visibleUsers } from './reader.ts';

/** Whose people are asked for; undefined for everybody. */
async function departmentsAsked(
  platform: Platform,
  actor: Actor,
  input: Pick<Parsed<'people.list'>, 'department' | 'deep' | 'managed'>,
): Promise<readonly string[] | undefined> {
  const { department, deep, managed } = input;
  if (department === undefined && !managed) return undefined;
  const tree = await departmentTree(platform.db);
  if (department !== undefined && (!actor.permissions.has('people.browse') || !tree.has(department)))
    throw new Fault('not-found', { what: 'department' });
  const asked = department === undefined ? undefined : deep ? subtree(tree, department) : [department];
  const own = managed ? departmentsWhere(actor, 'people.manage', tree) : undefined;
  return own === undefined ? asked : (asked ?? [...own]).filter((id) => own.has(id));
}

/** The directory in order of names (PE7), with departments below the asked one when `deep`. */
export async function listPeople(platform: Platform, actor: Actor, input: Parsed<'people.list'>): Promise<Output<'people.list'>> {
  const organization = await organizationOf(platform);
  const after = readCursor<[string, string]>(input.cursor, ['text', 'id']);
  const departments = await departmentsAsked(platform, actor, input);
  // Who may not browse does not learn who reports to whom (PE9).
  if (input.manager !== undefined && !actor.permissions.has('people.browse')) return { items: [] };
  const rows = await listUsers(platform.db, actor, {
    after: after && { sortKey: after[0], id: after[1] },
    departments,
    kinds: input.kinds,
    role: input.role,
    manager: input.manager,
    inactive: input.inactive,
    limit: input.limit + 1,
  });
  const page = pageOf(rows, input.limit, ({ sortKey, id }) => [sortKey, id]);
  const now = platform.clock.now();
  return { ...page, items: page.items.map((row) => presentUser(row, organization, actor, now)) };
}

/** People by id; those the actor may not see are left out, as if they did not exist (PE9). */
export async function getPeople(platform: Platform, actor: Actor, input: Parsed<'people.get'>): Promise<Output<'people.get'>> {
  const organization = await organizationOf(platform);
  // Before the rows: what changes between the two is asked for again, never missed.
  const organizationEv = await logHead(platform.db, organization.stream);
  const rows = await visibleUsers(platform.db, actor, input.ids);
  const now = platform.clock.now();
  return { users: rows.map((row) => presentUser(row, organization, actor, now)), organizationEv };
}
