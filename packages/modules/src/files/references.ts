import type { Attachment } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { eraseSoon } from './clean-up.ts';
import { noFile, visibleFiles } from './guard.ts';
import { attachmentOf } from './rows.ts';
import {
  deleteReferences,
  deleteReferencesTo,
  deleteReferrers,
  deleteUnreferenced,
  doomBlobs,
  insertReferences,
  lockFiles,
} from './writer.ts';

/** Something of a later room that refers to files. */
export interface Referrer {
  /** 'message', 'avatar', 'record', 'hold' …; who sees it is said by `grantThrough`. */
  kind: string;
  /** Its own name. Where it begins with a UUID and a slash, that is the conversation it lies in. */
  id: string;
}

const withinOf = (id: string): string | null => /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\//.exec(id)?.[1] ?? null;

/**
 * Files as attachments, in order: what a sender may attach is what he may see.
 * @throws Fault `not-found` when one of them is not there for this person
 */
export async function attachmentsOf(platform: Platform, actor: Actor, ids: readonly string[]): Promise<Attachment[]> {
  const files = await visibleFiles(platform, actor, ids);
  if (files.length !== new Set(ids).size) throw noFile();
  return files.map(attachmentOf);
}

/**
 * Counts a referrer for files, in the transaction that makes the referrer (FI8).
 * @throws Fault `not-found` when one was removed meanwhile
 */
export async function addReferences(tx: Tx, files: readonly string[], referrer: Referrer): Promise<void> {
  const ids = [...new Set(files)];
  if (ids.length === 0) return;
  const found = await insertReferences(tx, ids, { ...referrer, within: withinOf(referrer.id) });
  if (found !== ids.length) throw noFile();
}

/** Takes a referrer away, from all its files but those in `keep`. `at`: Unix ms; their grace begins then. */
export const dropReferences = (tx: Tx, referrer: Referrer, at: number, keep: readonly string[] = []): Promise<void> =>
  deleteReferences(tx, referrer, keep, at);

/** Takes a referrer away from some files, for good: what nothing refers to any more goes with its keys, bytes after the commit. */
export async function eraseReferencesTo(platform: Platform, tx: Tx, referrer: Referrer, files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  await deleteReferencesTo(tx, referrer, files);
  const free = await lockFiles(tx, files);
  if (free.length === 0) return;
  await doomBlobs(tx, await deleteUnreferenced(tx, free), platform.clock.now());
  await eraseSoon(tx, platform);
}

/**
 * Takes referrers away for good. Files that nothing refers to any more go with them: keys in this transaction, bytes after it. Answers how many
 * files went.
 */
export async function eraseReferences(platform: Platform, tx: Tx, kind: string, ids: readonly string[]): Promise<number> {
  const free = await lockFiles(tx, await deleteReferrers(tx, kind, ids));
  if (free.length === 0) return 0;
  await doomBlobs(tx, await deleteUnreferenced(tx, free), platform.clock.now());
  await eraseSoon(tx, platform);
  return free.length;
}
