import type { Output, Parsed } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { foldName, type Matchable, matchable, matchName, type Typed, typedName } from '../name-keys.ts';
import { organizationOf } from '../organization.ts';
import { presentUser } from './present-user.ts';
import { type NameEntry, nameEntries, visibleUsers } from './reader.ts';

interface Named extends Omit<NameEntry, 'keys' | 'title'> {
  name: Matchable;
  /** Folded as names are. */
  title: string;
}
interface Names {
  all(q: Queryable): Promise<Iterable<Named>>;
  of(q: Queryable, ids: readonly string[]): Promise<Named[]>;
}

/** Names of everybody in memory (some MB for 10,000 people); changed people are read again before the next search. */
function namesInMemory(platform: Platform): Names {
  const entries = new Map<string, Named>();
  const changed = new Set<string>();
  let loadedAt: number | undefined;
  platform.bus.subscribe('changed', ({ what, id }) => {
    if (what === 'user') changed.add(id);
  });
  const keep = (rows: readonly NameEntry[]): void => {
    for (const { keys, title, ...row } of rows)
      entries.set(row.id, { ...row, name: matchable(keys), title: title && foldName(title) });
  };
  const names: Names = {
    async of(q, ids) {
      await names.all(q);
      // Somebody new: the hint is on its way, or another caller reads them at this moment.
      const missing = ids.filter((id) => !entries.has(id));
      if (missing.length > 0) keep(await nameEntries(q, missing));
      return ids.flatMap((id) => entries.get(id) ?? []);
    },
    async all(q) {
      const now = platform.clock.now();
      const whole = loadedAt === undefined || !platform.trusts(loadedAt);
      if (!whole && changed.size === 0) return entries.values();
      const ids = [...changed];
      changed.clear();
      const rows = await nameEntries(q, whole ? null : ids).catch((error: unknown) => {
        for (const id of ids) changed.add(id);
        throw error;
      });
      if (whole) {
        entries.clear();
        loadedAt = now;
      } else for (const id of ids) entries.delete(id);
      keep(rows);
      return entries.values();
    },
  };
  return names;
}

/** A title names less than any part of a name does. */
const byTitle = 0.5;

/** How well an entry is named by what was typed; an address counts from its start, a title anywhere. */
function score(entry: Named, wanted: Typed, withEmail: boolean): number {
  const named = matchName(entry.name, wanted);
  const byName = named === 0 && wanted.folded.length >= 2 && entry.title.includes(wanted.folded) ? byTitle : named;
  if (!withEmail || wanted.folded.length < 2 || !entry.email?.startsWith(wanted.folded)) return byName;
  return Math.max(byName, entry.email === wanted.folded ? 4 : 2);
}

/** Most matches that are looked at for visibility: more than any list shows. */
const maxMatches = 2_000;

/** People by name, pinyin, initials, email or title, best first, then in order of names (PE7). Only visible ones. */
export async function searchPeople(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.search'>,
): Promise<Output<'people.search'>> {
  const wanted = typedName(input.text);
  const browse = actor.permissions.has('people.browse');
  const found: { entry: Named; score: number }[] = [];
  for (const entry of await platform.keep(namesInMemory).all(platform.db)) {
    if (!entry.active && !input.inactive) continue;
    if (input.kinds && !input.kinds.includes(entry.kind)) continue;
    const points = score(entry, wanted, browse);
    if (points > 0) found.push({ entry, score: points });
  }
  found.sort((a, b) => b.score - a.score || (a.entry.sortKey < b.entry.sortKey ? -1 : 1));
  const ids = found.slice(0, browse ? input.limit : maxMatches).map(({ entry }) => entry.id);
  const rows = new Map((await visibleUsers(platform.db, actor, ids)).map((row) => [row.id, row]));
  const organization = await organizationOf(platform);
  const now = platform.clock.now();
  const seen = ids.flatMap((id) => rows.get(id) ?? []).filter((row) => input.inactive || row.deactivatedAt === null);
  return { users: seen.slice(0, input.limit).map((row) => presentUser(row, organization, actor, now)) };
}

/** Of these people, whom the actor may see, those a typed name, address or title fits (all, for none), and how they are sorted. */
export async function namesAmong(
  platform: Platform,
  actor: Actor,
  people: readonly string[],
  name: string,
): Promise<{ id: string; sortKey: string }[]> {
  const named = await platform.keep(namesInMemory).of(platform.db, people);
  if (name === '') return named;
  const wanted = typedName(name);
  const browse = actor.permissions.has('people.browse');
  return named.filter((entry) => score(entry, wanted, browse) > 0);
}

/**
 * Visible people meant by a name in a filter, those who left included: what they said is still theirs. Whoever is called just
 * so, otherwise everybody it fits.
 */
export async function peopleNamed(platform: Platform, actor: Actor, name: string): Promise<string[]> {
  const wanted = typedName(name);
  const browse = actor.permissions.has('people.browse');
  const scores = new Map<string, number>();
  for (const entry of await platform.keep(namesInMemory).all(platform.db)) {
    const points = score(entry, wanted, browse);
    // A filter names people, not what they do.
    if (points > byTitle) scores.set(entry.id, points);
  }
  const best = [...scores.keys()].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0)).slice(0, maxMatches);
  const visible = (await visibleUsers(platform.db, actor, best)).map(({ id }) => id);
  const exact = visible.filter((id) => scores.get(id) === 4);
  return exact.length > 0 ? exact : visible;
}
