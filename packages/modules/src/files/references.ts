import type { Attachment } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { noFile, visibleFiles } from './guard.ts';
import { attachmentOf } from './rows.ts';
import { deleteReferences, insertReferences } from './writer.ts';

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
