import { Fault, FileId, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { fileOf } from './file-of.ts';
import { isGranted } from './grants.ts';
import { filesOfOwner, filesWithin } from './reader.ts';
import type { FileRow } from './rows.ts';

/** The cursor is the id of the last file looked at: ids sort by time of upload. */
export async function listFiles(platform: Platform, actor: Actor, input: Parsed<'files.list'>): Promise<Output<'files.list'>> {
  const { cursor, limit, kind, conversation } = input;
  if (cursor !== undefined && !FileId.safeParse(cursor).success)
    throw new Fault('invalid-input', { field: 'cursor', reason: 'not a cursor' });
  const rows = conversation
    ? await filesWithin(platform.db, conversation, cursor, kind, limit)
    : await filesOfOwner(platform.db, actor.user, cursor, kind, limit);
  const visible: FileRow[] = [];
  // Of a conversation one sees what its messages grant, even of one's own uploads: having left, one sees none.
  for (const row of rows) if (!conversation || (await isGranted(platform, actor, row))) visible.push(row);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { items: visible.map(fileOf), ...(last ? { next: last.id } : {}) };
}
