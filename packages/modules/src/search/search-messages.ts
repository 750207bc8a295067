import type { MessageHit, Output, Parsed } from '@rapport/contract';
import { type Platform, readCursor, writeCursor } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { eachFound, type Found, type SearchBudget } from './find-messages.ts';
import { type PreparedSearch, prepareSearch } from './prepare-search.ts';
import { presentMessages } from './present-hits.ts';
import { type Before, newest } from './reader.ts';

/** A page of messages that match, newest first (SE3). */
export async function searchMessages(
  platform: Platform,
  actor: Actor,
  input: Parsed<'search.messages'>,
  budget?: SearchBudget,
): Promise<Output<'search.messages'>> {
  const before = readCursor<[number, string, number]>(input.cursor, ['number', 'id', 'number']) ?? newest;
  const search = await prepareSearch(platform, actor, input);
  const { items, next } = await messagesBefore(platform, actor, search, before, input.limit, budget);
  return next ? { items, next: writeCursor(next) } : { items };
}

/** Up to `limit` matches before a place; `next` only when there are more. */
export async function messagesBefore(
  platform: Platform,
  actor: Actor,
  search: PreparedSearch,
  before: Before,
  limit: number,
  budget?: SearchBudget,
): Promise<{ items: MessageHit[]; next?: Before }> {
  const { found, next } = await foundBefore(platform, actor, search, before, limit, budget);
  const items = await presentMessages(platform, actor, found, search.plan.needles);
  return next ? { items, next } : { items };
}

/** The same, as they were found. */
export async function foundBefore(
  platform: Platform,
  actor: Actor,
  search: PreparedSearch,
  before: Before,
  limit: number,
  budget?: SearchBudget,
): Promise<{ found: Found[]; next: Before | undefined }> {
  if (search.empty) return { found: [], next: undefined };
  const found: Found[] = [];
  let lastShown: Before | undefined;
  let full = false;
  const reached = await eachFound(platform, actor, {
    search,
    before,
    wanted: limit + 1,
    budget,
    take: (one, at) => {
      if (!search.plan.recheck(one.document.whole)) return false;
      // One more than asked for tells whether there is another page.
      full = found.length === limit;
      if (full) return true;
      found.push(one);
      lastShown = at;
      return false;
    },
  });
  return { found, next: full ? lastShown : reached };
}
