import { Fault, FileId, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { fileOf } from './file-of.ts';
import { grantedAmong, placesSeen, visibleAmongFiles } from './grants.ts';
import { type FileFilter, filesAmong, filesOfOwner, filesWithin } from './reader.ts';
import type { FileRow } from './rows.ts';

/** Files that are looked at at once for a page. */
const lookedAt = 100;
const mostLooks = 2;

interface Looked {
  visible: FileRow[];
  more: boolean;
}

/** Reads on until a page is full: what one may not see may stand between what one may. */
async function look(
  { cursor, limit }: Parsed<'files.list'>,
  read: (before: string | undefined) => Promise<FileRow[]>,
  seen: (rows: readonly FileRow[]) => Promise<readonly FileRow[]>,
): Promise<Looked> {
  const visible: FileRow[] = [];
  let before: string | undefined = cursor;
  for (let looks = 0; looks < mostLooks; looks++) {
    const rows = await read(before);
    for (const row of await seen(rows)) {
      if (visible.length === limit) return { visible, more: true };
      visible.push(row);
    }
    if (rows.length < lookedAt) return { visible, more: false };
    before = rows.at(-1)?.id;
  }
  return { visible, more: true };
}

/** Of a conversation one sees what its messages grant, even of one's own uploads: having left, one sees none, and no cursor. */
const filesIn = (platform: Platform, actor: Actor, conversation: string, input: Parsed<'files.list'>): Promise<Looked> =>
  look(
    input,
    (before) => filesWithin(platform.db, conversation, { ...filterOf(input), before }, lookedAt),
    (rows) => grantedAmong(platform, actor, rows),
  );

/** One's uploads, and what stands where one may look. */
async function everyFile(platform: Platform, actor: Actor, input: Parsed<'files.list'>): Promise<Looked> {
  const places = await placesSeen(platform, actor);
  return look(
    input,
    (before) => filesAmong(platform.db, actor.user, places, { ...filterOf(input), before }, lookedAt),
    (rows) => visibleAmongFiles(platform, actor, rows),
  );
}

const filterOf = ({ kind, kinds, text, owner, from, until }: Parsed<'files.list'>): FileFilter => ({
  kind,
  kinds,
  text,
  owner,
  from,
  until,
});

/** The cursor is the id of the last file shown: ids sort by time of upload. */
export async function listFiles(platform: Platform, actor: Actor, input: Parsed<'files.list'>): Promise<Output<'files.list'>> {
  const { cursor, limit, conversation, scope } = input;
  if (cursor !== undefined && !FileId.safeParse(cursor).success)
    throw new Fault('invalid-input', { field: 'cursor', reason: 'not a cursor' });
  if (conversation && scope) throw new Fault('invalid-input', { field: 'scope', reason: 'not together with a conversation' });
  if (conversation || scope === 'all') {
    const { visible, more } = conversation
      ? await filesIn(platform, actor, conversation, input)
      : await everyFile(platform, actor, input);
    const last = more ? visible.at(-1) : undefined;
    return { items: visible.map(fileOf), ...(last ? { next: last.id } : {}) };
  }
  const rows = await filesOfOwner(platform.db, actor.user, { ...filterOf(input), before: cursor }, limit);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { items: rows.map(fileOf), ...(last ? { next: last.id } : {}) };
}
