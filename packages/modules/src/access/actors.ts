import { type Permission, permissions } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import {
  type Actor,
  departmentTree,
  findUser,
  organizationIfAny,
  pathUp,
  type ScopedPermissions,
  tellPowers,
} from '../people/index.ts';
import { atScope, forGuest, known } from './policy.ts';
import { heldRoles } from './reader.ts';

/** Everything an action needs to know of a person, but the session. */
type Person = Omit<Actor, 'session'>;

/** Builds the actor of a user from the database; undefined when there is none or the account is closed. */
async function loadPerson(platform: Platform, user: string, q: Queryable = platform.db): Promise<Person | undefined> {
  const row = await findUser(q, user);
  if (!row || row.deactivatedAt !== null) return undefined;
  const [held, tree, organization] = await Promise.all([
    heldRoles(q, user, row.role),
    departmentTree(q),
    organizationIfAny(platform),
  ]);
  const guest = row.kind === 'guest';
  const everywhere = new Set<Permission>();
  const scoped: ScopedPermissions[] = [];
  for (const role of held) {
    const bundle = role.role === 'owner' ? permissions : known(role.permissions);
    const bounded = guest ? forGuest(bundle) : bundle;
    if (role.scopeKind === 'organization') for (const permission of bounded) everywhere.add(permission);
    else scoped.push({ kind: role.scopeKind, id: role.scope!, permissions: new Set(atScope(bounded, role.scopeKind)) });
  }
  return {
    user: row.id,
    name: row.name,
    kind: row.kind,
    language: row.language ?? organization?.defaultLanguage ?? 'zh-CN',
    permissions: everywhere,
    scoped,
    departments: [...new Set(row.departments.flatMap((id) => pathUp(tree, id)))],
    roles: [...new Set(held.map(({ role }) => role))],
  };
}

interface People {
  get(user: string): Promise<Person | undefined>;
}

const maxKept = 50_000;

/** Actors in memory: dropped at once when something of them changes, and by age in case the hint was lost. */
function peopleInMemory(platform: Platform): People {
  const kept = new Map<string, { person: Promise<Person | undefined>; at: number }>();
  const drop = (user: string) => kept.delete(user);
  tellPowers(platform, (q, user) => loadPerson(platform, user, q));
  platform.bus.subscribe('changed', ({ what, id }) => {
    if (what === 'user') drop(id);
    // A role, a department or the organization touches many: all are read again as they come.
    else if (what === 'role' || what === 'department' || what === 'organization') kept.clear();
  });
  platform.bus.subscribe('revoked', ({ user }) => drop(user));
  return {
    async get(user) {
      const now = platform.clock.now();
      const found = kept.get(user);
      if (found && platform.trusts(found.at)) return found.person;
      if (kept.size >= maxKept) kept.clear();
      // The promise is kept, so that a change while it loads drops it too.
      const entry = { person: loadPerson(platform, user), at: now };
      kept.set(user, entry);
      entry.person.catch(() => kept.get(user) === entry && kept.delete(user));
      return entry.person;
    },
  };
}

/**
 * The actor for a user, as jobs, bots, imports and the command line need it. `session` names what acts for it. Undefined
 * for closed accounts.
 */
export async function actorFor(platform: Platform, user: string, session = 'house'): Promise<Actor | undefined> {
  const person = await platform.keep(peopleInMemory).get(user);
  return person && { ...person, session };
}
