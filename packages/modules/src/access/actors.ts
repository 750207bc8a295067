import { Fault, type Language, type Permission, permissions } from '@rapport/contract';
import { Batcher, type Platform, type Queryable } from '@rapport/platform';
import {
  type Actor,
  departmentTree,
  organizationIfAny,
  pathUp,
  peopleByIds,
  type ScopedPermissions,
  tellPowers,
  type UserRow,
} from '../people/index.ts';
import { atScope, forGuest, known } from './policy.ts';
import { type HeldRole, heldRoles } from './reader.ts';

/** Everything an action needs to know of a person, but the session. */
type Person = Omit<Actor, 'session'>;

/** Builds actors from the database, in the order asked; undefined where there is none or the account is closed. */
async function loadPeople(
  platform: Platform,
  users: readonly string[],
  q: Queryable = platform.db,
): Promise<(Person | undefined)[]> {
  const rows = (await peopleByIds(q, users)).filter((row) => row.deactivatedAt === null);
  if (rows.length === 0) return users.map(() => undefined);
  const [held, tree, organization] = await Promise.all([heldRoles(q, rows), departmentTree(q), organizationIfAny(platform)]);
  const roles = new Map<string, HeldRole[]>();
  for (const one of held) roles.set(one.user, [...(roles.get(one.user) ?? []), one]);
  const language = organization?.defaultLanguage ?? 'zh-CN';
  const people = new Map(rows.map((row) => [row.id as string, personOf(row, roles.get(row.id) ?? [], tree, language)]));
  return users.map((user) => people.get(user));
}

function personOf(
  row: UserRow,
  held: readonly HeldRole[],
  tree: Awaited<ReturnType<typeof departmentTree>>,
  language: Language,
): Person {
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
    language: row.language ?? language,
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
  const cache = platform.metrics.cache('people', () => kept.size);
  // A restarted server meets everybody at once: people asked for in one turn are read together.
  const loading = new Batcher<string, Person | undefined>({
    maxBatch: 500,
    maxWaiting: maxKept,
    flight: (users) => loadPeople(platform, users),
    overflow: () => new Fault('busy'),
  });
  tellPowers(platform, async (q, user) => (await loadPeople(platform, [user], q))[0]);
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
      const hit = found !== undefined && platform.trusts(found.at);
      cache.looked(hit);
      if (hit) return found.person;
      if (kept.size >= maxKept) kept.clear();
      // The promise is kept, so that a change while it loads drops it too.
      const entry = { person: loading.add(user), at: now };
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
