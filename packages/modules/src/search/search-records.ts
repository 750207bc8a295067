import type { Output, Parsed } from '@rapport/contract';
import { type Platform, readCursor, writeCursor } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import type { Found } from './find-messages.ts';
import type { PreparedSearch } from './prepare-search.ts';
import { presentRecords } from './present-hits.ts';
import { newest } from './reader.ts';
import { type Covered, newestFound, prepareRecords } from './records-asked.ts';
import { relevance } from './relevance.ts';
import { foundBefore } from './search-messages.ts';

type Page = Output<'search.records'>;

/** A page of records (SE9): newest first, or those first that have most of what is looked for. */
export async function searchRecords(
  platform: Platform,
  actor: Actor,
  input: Parsed<'search.records'>,
  covered?: Covered,
): Promise<Page> {
  const search = await prepareRecords(platform, actor, input, covered);
  const { needles } = search.plan;
  if (input.order === 'best' && needles.length > 0) return bestRecords(platform, actor, search, input);
  const before = readCursor<[number, string, number]>(input.cursor, ['number', 'id', 'number']) ?? newest;
  const { found, next } = await foundBefore(platform, actor, search, before, input.limit);
  const items = await presentRecords(platform, actor, found, needles);
  return next ? { items, next: writeCursor(next) } : { items };
}

const pointsOf = ({ message, document }: Found, search: PreparedSearch): number =>
  relevance(document, message.content?.form?.title, search.plan.needles);

/** The order is made anew for each page: records that come meanwhile may push one onto the next page. */
async function bestRecords(
  platform: Platform,
  actor: Actor,
  search: PreparedSearch,
  { cursor, limit }: Parsed<'search.records'>,
): Promise<Page> {
  const [shown] = readCursor<[number]>(cursor, ['number']) ?? [0];
  const { found } = await newestFound(platform, actor, search);
  const ordered = found
    .map((one) => ({ one, points: pointsOf(one, search) }))
    .sort((a, b) => b.points - a.points || b.one.message.at - a.one.message.at);
  const page = ordered.slice(shown, shown + limit).map(({ one }) => one);
  const items = await presentRecords(platform, actor, page, search.plan.needles);
  return ordered.length > shown + limit ? { items, next: writeCursor([shown + limit]) } : { items };
}
