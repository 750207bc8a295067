import { Fault, type Output, type Parsed } from '@rapport/contract';
import { logHead, type Platform } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { organizationOf } from '../organization.ts';
import { subtree } from '../policy.ts';
import { presentUser } from './present-user.ts';
import { departmentTree, listUsers, visibleUsers } from './reader.ts';

/** Where a page ended, as an opaque text. */
const cursorOf = (row: { sortKey: string; id: string }): string =>
  Buffer.from(JSON.stringify([row.sortKey, row.id])).toString('base64url');

function readCursor(cursor: string | undefined): { sortKey: string; id: string } | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [sortKey, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof sortKey === 'string' && typeof id === 'string') return { sortKey, id };
  } catch {
    // Answered below, like every cursor that is not ours.
  }
  throw new Fault('invalid-input', { field: 'cursor', reason: 'not a cursor of this list' });
}

/** The directory in order of names (PE7), with departments below the asked one when `deep`. */
export async function listPeople(platform: Platform, actor: Actor, input: Parsed<'people.list'>): Promise<Output<'people.list'>> {
  const organization = await organizationOf(platform);
  let departments: string[] | undefined;
  if (input.department !== undefined) {
    const tree = await departmentTree(platform.db);
    if (!actor.permissions.has('people.browse') || !tree.has(input.department))
      throw new Fault('not-found', { what: 'department' });
    departments = input.deep ? subtree(tree, input.department) : [input.department];
  }
  const rows = await listUsers(platform.db, actor, {
    after: readCursor(input.cursor),
    departments,
    kinds: input.kinds,
    role: input.role,
    inactive: input.inactive,
    limit: input.limit + 1,
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const now = platform.clock.now();
  return {
    items: page.map((row) => presentUser(row, organization, actor, now)),
    ...(rows.length > input.limit && last ? { next: cursorOf(last) } : {}),
  };
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
