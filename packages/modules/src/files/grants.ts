import type { Platform } from '@rapport/platform';
import { type Actor, visibleAmong } from '../people/index.ts';
import type { FileRow } from './rows.ts';

/** Of things of one kind that refer to files, by their names, those that a person sees: what they refer to may be seen, too. */
export type GrantCheck = (platform: Platform, actor: Actor, referrers: readonly string[]) => Promise<readonly string[]>;

/** An avatar is seen by whoever sees the person. */
const throughAvatar: GrantCheck = (platform, actor, people) => visibleAmong(platform.db, actor, people);

const grantsOf = () => new Map<string, GrantCheck>([['avatar', throughAvatar]]);

/** A later room says who sees the files its things refer to. Called once per house and kind, before it opens. */
export function grantThrough(platform: Platform, kind: string, check: GrantCheck): void {
  const grants = platform.keep(grantsOf);
  if (grants.has(kind)) throw new Error(`Access through ${kind} is declared twice.`);
  grants.set(kind, check);
}

/** A place whose messages may refer to files, from the first `seq` on that the actor may see there. */
export interface SeenPlace {
  id: string;
  fromSeq: number;
}

type PlacesOf = (platform: Platform, actor: Actor) => Promise<SeenPlace[]>;

const placesIn = () => new Set<PlacesOf>();

/** A later room says where the actor may look, so that files can be listed by it; each file is asked for by `grantThrough` all the same. */
export function listThrough(platform: Platform, places: PlacesOf): void {
  platform.keep(placesIn).add(places);
}

/** Everywhere the actor may look. */
export async function placesSeen(platform: Platform, actor: Actor): Promise<SeenPlace[]> {
  return (await Promise.all([...platform.keep(placesIn)].map((placesOf) => placesOf(platform, actor)))).flat();
}

/** FI1: a file is seen by its owner, and by whoever sees something that refers to it. */
export async function visibleAmongFiles(platform: Platform, actor: Actor, files: readonly FileRow[]): Promise<FileRow[]> {
  const others = files.filter((file) => file.owner !== actor.user);
  const granted = new Set(await grantedAmong(platform, actor, others));
  return files.filter((file) => file.owner === actor.user || granted.has(file));
}

/** Those that one of their referrers grants, their owner being nobody special. Each kind is asked once. */
export async function grantedAmong(platform: Platform, actor: Actor, files: readonly FileRow[]): Promise<FileRow[]> {
  const seen = new Set<string>();
  for (const [kind, check] of platform.keep(grantsOf)) {
    const referrers = files.flatMap(({ references }) => references.filter((r) => r.kind === kind).map((r) => r.referrer));
    if (referrers.length === 0) continue;
    for (const referrer of await check(platform, actor, [...new Set(referrers)])) seen.add(`${kind} ${referrer}`);
  }
  return files.filter(({ references }) => references.some(({ kind, referrer }) => seen.has(`${kind} ${referrer}`)));
}
