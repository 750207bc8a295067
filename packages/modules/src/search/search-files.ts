import type { Attachment, FileHit, Output, Parsed } from '@rapport/contract';
import { type Platform, readCursor, writeCursor } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { eachFound, type Found } from './find-messages.ts';
import { type PreparedSearch, prepareSearch } from './prepare-search.ts';
import { aboutMessage, highlightsIn, placesById } from './present-hits.ts';
import { type Before, newest } from './reader.ts';

interface FileFound {
  one: Found;
  attachment: Attachment;
}

/** Attachments of a message that a search for files means: by name, and by kind where pictures are asked for. */
function matchingFiles(search: PreparedSearch, one: Found): Attachment[] {
  const images = search.query.has.find(({ kind }) => kind === 'image');
  return one.document.attachments.filter(
    (a) => search.plan.recheck(a.name) && (!images || (a.kind === 'image') !== images.excluded),
  );
}

/** The last cursor part counts the attachments of its message that were shown already. */
type FileCursor = [at: number, conversation: string, seq: number, shown: number];

/** A page of sent files whose names match, newest first. */
export async function searchFiles(
  platform: Platform,
  actor: Actor,
  input: Parsed<'search.files'>,
): Promise<Output<'search.files'>> {
  const cursor = readCursor<FileCursor>(input.cursor, ['number', 'id', 'number', 'number']);
  // The message the page was cut in is looked at again.
  const before: Before = cursor ? [cursor[0], cursor[1], cursor[2] + 1] : newest;
  const search = await prepareSearch(platform, actor, withFiles(input), { wholeText: false });
  if (search.empty) return { items: [] };
  const found: FileFound[] = [];
  let next: FileCursor | undefined;
  const take = (one: Found, at: Before): boolean => {
    const again = cursor && at[1] === cursor[1] && at[2] === cursor[2];
    for (const [n, attachment] of matchingFiles(search, one).entries()) {
      if (again && n < cursor[3]) continue;
      if (found.length === input.limit) return true;
      found.push({ one, attachment });
      next = [...at, n + 1];
    }
    return false;
  };
  const reached = await eachFound(platform, actor, { search, before, wanted: input.limit + 1, take });
  const items = await presentFiles(platform, actor, found, search);
  if (!reached) return { items };
  // A page cut short by time goes on where the search stood.
  return {
    items,
    next: writeCursor(
      found.length === input.limit && next ? next : [reached[0], reached[1], reached[2], Number.MAX_SAFE_INTEGER],
    ),
  };
}

/** In front: behind, an open quotation mark would swallow it. */
const withFiles = <T extends { text: string }>(input: T): T => ({ ...input, text: `has:file ${input.text}` });

async function presentFiles(
  platform: Platform,
  actor: Actor,
  found: readonly FileFound[],
  search: PreparedSearch,
): Promise<FileHit[]> {
  const places = await placesById(
    platform,
    actor,
    found.map(({ one }) => one),
  );
  return found
    .filter(({ one }) => places.has(one.message.conversation))
    .map(({ one, attachment }) => ({
      ...aboutMessage(one, places),
      attachment,
      ranges: highlightsIn(attachment.name, search.plan.needles),
    }));
}
