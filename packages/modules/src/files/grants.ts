import type { Platform } from '@rapport/platform';
import { type Actor, visibleAmong } from '../people/index.ts';
import type { FileRow } from './rows.ts';

/** Whether a person may see a file because of things of one kind that refer to it; `referrers` are their names. */
export type GrantCheck = (platform: Platform, actor: Actor, fileId: string, referrers: readonly string[]) => Promise<boolean>;

/** An avatar is seen by whoever sees the person. */
const throughAvatar: GrantCheck = async (platform, actor, _fileId, people) =>
  (await visibleAmong(platform.db, actor, people)).length > 0;

const grantsOf = () => new Map<string, GrantCheck>([['avatar', throughAvatar]]);

/** A later room says who sees the files its things refer to. Called once per house and kind, before it opens. */
export function grantThrough(platform: Platform, kind: string, check: GrantCheck): void {
  const grants = platform.keep(grantsOf);
  if (grants.has(kind)) throw new Error(`Access through ${kind} is declared twice.`);
  grants.set(kind, check);
}

/** FI1: a file is seen by its owner, and by whoever sees something that refers to it. */
export async function maySee(platform: Platform, actor: Actor, file: FileRow): Promise<boolean> {
  if (file.owner === actor.user) return true;
  return isGranted(platform, actor, file);
}

/** Whether one of its referrers grants it, its owner being nobody special. */
export async function isGranted(platform: Platform, actor: Actor, file: FileRow): Promise<boolean> {
  const grants = platform.keep(grantsOf);
  for (const kind of new Set(file.references.map((reference) => reference.kind))) {
    const check = grants.get(kind);
    const referrers = file.references.filter((reference) => reference.kind === kind).map((reference) => reference.referrer);
    if (check && (await check(platform, actor, file.id, referrers))) return true;
  }
  return false;
}
