import type { Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { handlesEver } from '../contacts/index.ts';
import { type Archivist, conversationsOfHandles } from '../conversations/index.ts';
import { stretchesOfCase } from '../inbox/index.ts';
import { type Actor, peopleOfDepartments, requirePermission } from '../people/index.ts';
import { eachFound, type Found, type SearchBudget } from './find-messages.ts';
import { type PreparedSearch, prepareSearch } from './prepare-search.ts';
import { newest } from './reader.ts';

export type RecordsAsked = Parsed<'search.facets'>;

/** What an archivist may look at: of whom (null: of everybody), and of when (Unix ms, half-open). */
export interface Covered {
  archivist: Archivist;
  people: ReadonlySet<string> | null;
  from: number | undefined;
  until: number | undefined;
}

/** Records that are counted, or put in order by what they say: the newest that match. */
const mostCounted = 1_000;
/** Counting gives way sooner than a page does: the page is what is waited for. */
const countingBudget: SearchBudget = { limit: 4_000, patience: 1_000 };

const given = (values: readonly (number | undefined)[]): number[] => values.filter((value) => value !== undefined);
const latest = (...values: (number | undefined)[]): number | undefined =>
  given(values).length > 0 ? Math.max(...given(values)) : undefined;
const earliest = (...values: (number | undefined)[]): number | undefined =>
  given(values).length > 0 ? Math.min(...given(values)) : undefined;

/**
 * Conversations with a contact, whoever may see them: of those alone something is found that one may look at, so nothing is told of a contact
 * whom one does not know, not even that there is one.
 */
async function talksWith({ db }: Platform, contact: string): Promise<ReadonlySet<string>> {
  const talks = await conversationsOfHandles(db, await handlesEver(db, contact));
  return new Set(talks.map(({ conversation }) => conversation));
}

/**
 * Reads and resolves what records are asked for.
 * @throws Fault as `prepareSearch`; `forbidden` where a department is named by somebody who may not browse; `not-found` for a case that lies in none
 * of my inboxes (an archivist looks at every case in what they may look at)
 */
export async function prepareRecords(
  platform: Platform,
  actor: Actor,
  input: RecordsAsked,
  covered?: Covered,
): Promise<PreparedSearch> {
  const people: ReadonlySet<string>[] = covered?.people ? [covered.people] : [];
  if (input.person !== undefined) people.push(new Set([input.person]));
  if (input.department !== undefined) {
    requirePermission(actor, 'people.browse');
    people.push(new Set(await peopleOfDepartments(platform.db, [input.department])));
  }
  const { kind, template, label, channel, account, direction } = input;
  const talks = input.contact === undefined ? undefined : await talksWith(platform, input.contact);
  const stretches =
    input.case === undefined ? undefined : await stretchesOfCase(platform, platform.db, covered ? null : actor, input.case);
  const from = latest(input.from, covered?.from);
  const until = earliest(input.until, covered?.until);
  const chosen = { kind, template, label, people, channel, account, direction, talks, stretches, from, until };
  return prepareSearch(platform, actor, input, { chosen, archivist: covered?.archivist });
}

/** The newest records that match, as many as are looked at together; `more` where there are others. */
export async function newestFound(
  platform: Platform,
  actor: Actor,
  search: PreparedSearch,
): Promise<{ found: Found[]; more: boolean }> {
  const found: Found[] = [];
  if (search.empty) return { found, more: false };
  const reached = await eachFound(platform, actor, {
    search,
    before: newest,
    wanted: mostCounted,
    budget: countingBudget,
    take: (one) => {
      if (!search.plan.recheck(one.document.whole)) return false;
      if (found.length === mostCounted) return true;
      found.push(one);
      return false;
    },
  });
  return { found, more: reached !== undefined };
}
