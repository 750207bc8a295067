import { Fault, FileId, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { fileOf } from './file-of.ts';
import { isGranted } from './grants.ts';
import { filesOfOwner, filesWithin } from './reader.ts';
import type { FileRow } from './rows.ts';

/** Files of a conversation that are looked at for a page: what one may not see may stand between what one may. */
const lookedAt = 100;
const mostLooks = 2;

/** Of a conversation one sees what its messages grant, even of one's own uploads: having left, one sees none, and no cursor. */
async function filesIn(
  platform: Platform,
  actor: Actor,
  conversation: string,
  { cursor, limit, ...filter }: Parsed<'files.list'>,
): Promise<{ visible: FileRow[]; more: boolean }> {
  const visible: FileRow[] = [];
  let before: string | undefined = cursor;
  for (let look = 0; look < mostLooks; look++) {
    const rows = await filesWithin(platform.db, conversation, { ...filter, before }, lookedAt);
    for (const row of rows) {
      if (!(await isGranted(platform, actor, row))) continue;
      if (visible.length === limit) return { visible, more: true };
      visible.push(row);
    }
    if (rows.length < lookedAt) return { visible, more: false };
    before = rows.at(-1)?.id;
  }
  return { visible, more: true };
}

/** The cursor is the id of the last file shown: ids sort by time of upload. */
export async function listFiles(platform: Platform, actor: Actor, input: Parsed<'files.list'>): Promise<Output<'files.list'>> {
  const { cursor, limit, conversation, ...filter } = input;
  if (cursor !== undefined && !FileId.safeParse(cursor).success)
    throw new Fault('invalid-input', { field: 'cursor', reason: 'not a cursor' });
  if (conversation) {
    const { visible, more } = await filesIn(platform, actor, conversation, input);
    const last = more ? visible.at(-1) : undefined;
    return { items: visible.map(fileOf), ...(last ? { next: last.id } : {}) };
  }
  const rows = await filesOfOwner(platform.db, actor.user, { ...filter, before: cursor }, limit);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { items: rows.map(fileOf), ...(last ? { next: last.id } : {}) };
}
