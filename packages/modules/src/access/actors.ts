import { Fault, type Permission, permissions } from '@rapport/contract';
import { Batcher, type Platform, type Queryable } from '@rapport/platform';
import {
  type Actor,
  actorRows,
  departmentTree,
  keptUntilChanged,
  organizationIfAny,
  pathUp,
  type ScopedPermissions,
  tellPowers,
} from '../people/index.ts';
import { atScope, forGuest, known } from './policy.ts';
import { type Bundle, baseRoles, type GrantedRole, grantedRoles } from './reader.ts';

/** Everything an action needs to know of a person, but the session. */
type Person = Omit<Actor, 'session'>;

const none: readonly never[] = [];

/** Bundles by base role, made once for all who hold nothing beside: a node keeps an actor for everybody who is connected. */
class BaseBundles {
  private readonly byRole = new Map<string, readonly Permission[]>();
  private readonly shared = new Map<string, { permissions: ReadonlySet<Permission>; roles: readonly string[] }>();

  constructor(bundles: readonly Bundle[]) {
    for (const { role, permissions: held } of bundles) this.byRole.set(role, role === 'owner' ? permissions : known(held));
  }

  of(role: string, guest: boolean): { permissions: ReadonlySet<Permission>; roles: readonly string[] } {
    const key = `${role}/${guest}`;
    const before = this.shared.get(key);
    if (before) return before;
    const bundle = this.byRole.get(role);
    const held = bundle ?? none;
    const made = { permissions: new Set(guest ? forGuest(held) : held), roles: bundle ? [role] : none };
    this.shared.set(key, made);
    return made;
  }
}

/** What everybody's powers stand on. */
interface Frame {
  bundles: BaseBundles;
  tree: Awaited<ReturnType<typeof departmentTree>>;
  language: Actor['language'];
}

async function loadFrame(platform: Platform, q: Queryable): Promise<Frame> {
  const base = await baseRoles(q);
  const tree = await departmentTree(q);
  const organization = await organizationIfAny(platform);
  return { bundles: new BaseBundles(base), tree, language: organization?.defaultLanguage ?? 'zh-CN' };
}

const touchesMany = (what: string): boolean => what === 'role' || what === 'department' || what === 'organization';

/** The frame in memory; whoever was built upon it is dropped by the same hints. */
const frameInMemory = (platform: Platform): (() => Promise<Frame>) =>
  keptUntilChanged(platform, touchesMany, () => loadFrame(platform, platform.db));

/** Builds actors from the database, in the order asked; undefined where there is none or the account is closed. */
async function loadPeople(q: Queryable, users: readonly string[], frame: () => Promise<Frame>): Promise<(Person | undefined)[]> {
  // One after the other: within a transaction there is one connection.
  const rows = await actorRows(q, users);
  const granted = await grantedRoles(q, users);
  const { bundles, tree, language } = await frame();
  const grants = new Map<string, GrantedRole[]>();
  for (const one of granted) grants.set(one.user, [...(grants.get(one.user) ?? []), one]);
  const people = new Map(
    rows.map((row): [string, Person] => {
      const departments = row.departments.length === 0 ? none : [...new Set(row.departments.flatMap((id) => pathUp(tree, id)))];
      const { id, name, kind } = row;
      const powers = powersOf(bundles.of(row.role, kind === 'guest'), grants.get(id), kind === 'guest');
      return [id, { user: id, name, kind, language: row.language ?? language, departments, ...powers }];
    }),
  );
  return users.map((user) => people.get(user));
}

/** A base role's powers with what was granted beside it. */
function powersOf(
  base: Pick<Person, 'permissions' | 'roles'>,
  granted: readonly GrantedRole[] = none,
  guest: boolean,
): Pick<Person, 'permissions' | 'scoped' | 'roles'> {
  if (granted.length === 0) return { ...base, scoped: none };
  const everywhere = new Set(base.permissions);
  const scoped: ScopedPermissions[] = [];
  for (const role of granted) {
    const bundle = known(role.permissions);
    const bounded = guest ? forGuest(bundle) : bundle;
    if (role.scopeKind === 'organization') for (const permission of bounded) everywhere.add(permission);
    else scoped.push({ kind: role.scopeKind, id: role.scope!, permissions: new Set(atScope(bounded, role.scopeKind)) });
  }
  return { permissions: everywhere, scoped, roles: [...new Set([...base.roles, ...granted.map(({ role }) => role)])] };
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
  const frameOf = frameInMemory(platform);
  // A restarted server meets everybody at once: people asked for in one turn are read together.
  const loading = new Batcher<string, Person | undefined>({
    maxBatch: 500,
    maxWaiting: maxKept,
    gather: 10,
    flight: (users) => loadPeople(platform.db, users, frameOf),
    overflow: () => new Fault('busy'),
  });
  tellPowers(platform, async (q, user) => (await loadPeople(q, [user], () => loadFrame(platform, q)))[0]);
  platform.bus.subscribe('changed', ({ what, id }) => {
    if (what === 'user') drop(id);
    // A role, a department or the organization touches many: all are read again as they come.
    else if (touchesMany(what)) kept.clear();
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
