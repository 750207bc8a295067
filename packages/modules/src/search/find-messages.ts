import type { Platform, Queryable, Tx } from '@rapport/platform';
import { archivedTextsAt, type MessageText, textsAt, type Viewer } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';
import { passesCustomerFilters } from './customer-filters.ts';
import { documentOf, marksIn, type SearchDocument, signedBy } from './document.ts';
import { namesFor } from './names.ts';
import { passesNarrowing } from './narrow.ts';
import type { PreparedSearch, Senders } from './prepare-search.ts';
import {
  type Before,
  type Candidate,
  type IndexQuery,
  matchesBackwards,
  matchesInIndex,
  matchesInVisible,
  seesFew,
  type Walked,
  withinTime,
} from './reader.ts';
import { searchGate } from './search-gate.ts';

/** More matches than a hundredth of the index, within these bounds, are not gathered and sorted: the newest messages are gone through. */
const [leastTooCommon, mostTooCommon] = [10_000, 50_000];
/** Whoever sees no more than this has all of it tested instead. */
const fewVisible = 50_000;
/** The look that tells how common a word is: so many rows. */
const probeChunk = 1_000;
const [smallestChunk, largestChunk] = [1_000, 20_000];
/** Texts read in one statement. */
const [leastTogether, mostTogether] = [20, 400];
/** Signs of texts read in one statement after which the next reads fewer. */
const mostSigns = 1_000_000;

export interface SearchBudget {
  /** Milliseconds after which a search is cut off with an error. */
  limit: number;
  /** Milliseconds after which a page is answered as far as it is. */
  patience: number;
}
export const searchBudget: SearchBudget = { limit: 8_000, patience: 1_500 };

/** A message that passed the recheck. */
export interface Found {
  message: MessageText;
  document: SearchDocument;
}

/** Candidates in order, a step at a time. */
type Step = (before: Before, most: number) => Promise<{ candidates: Candidate[]; next: Before | undefined }>;

const placeOfRow = (c: Candidate): Before => [c.at, c.conversation, c.seq];

/** The newest rows backwards, in chunks that should hold what is still wanted, as far as the rows before tell. */
function backwards(tx: Tx, viewer: Viewer, index: IndexQuery, wanted: number, known?: Walked): Step {
  let ready = known;
  let [rows, found] = [0, 0];
  return async (from, most) => {
    const missing = Math.ceil((1.5 * rows * Math.max(wanted - found, 1)) / Math.max(found, 1));
    const chunk = ready ? probeChunk : Math.min(Math.max(missing, smallestChunk), largestChunk);
    const { candidates, reached } = ready ?? (await matchesBackwards(tx, viewer, index, from, chunk, most));
    ready = undefined;
    rows += chunk;
    found += candidates.length;
    return { candidates, next: reached };
  };
}

/** All matches gathered and sorted; undefined when there are too many for that. */
async function gathered(
  tx: Tx,
  viewer: Viewer,
  index: IndexQuery,
  { before, first, tooCommon }: { before: Before; first: number; tooCommon: number },
): Promise<Step | undefined> {
  if (!index.selective || index.tsquery === undefined) return undefined;
  const query = { ...index, tsquery: index.tsquery };
  let known = await matchesInIndex(tx, viewer, query, before, tooCommon, first);
  if (known.total > tooCommon) return undefined;
  return async (from, most) => {
    if (from !== before) known = await matchesInIndex(tx, viewer, query, from, tooCommon, most);
    const { candidates } = known;
    const last = candidates.at(-1);
    return { candidates, next: last && candidates.length >= most ? placeOfRow(last) : undefined };
  };
}

/**
 * Whether going backwards looks at fewer rows than gathering would: GIN gathers every match of a word first, 100 ms for 20,000 among a
 * million messages. Both cost about the same for each row.
 */
const isCommon = ({ candidates, hits, indexed }: Walked, wanted: number): boolean =>
  (wanted * probeChunk) / candidates.length < (hits * indexed) / probeChunk;

/** Where nothing is asked that the index would gather: whether going backwards looks at fewer rows than testing all that somebody may see. */
const isEverywhere = ({ candidates }: Walked, wanted: number): boolean => (wanted * probeChunk) / candidates.length < fewVisible;

/**
 * Chooses how the index is asked. What is common is seen by a look at the newest rows, and then they are the answer. What is not
 * is gathered. Whoever sees little has all of it tested.
 */
async function chooseSteps(tx: Tx, { search: { index, viewer }, before, wanted }: Walk, first: number): Promise<Step> {
  let tooCommon = leastTooCommon;
  if (!index.narrow) {
    const probe = await matchesBackwards(tx, viewer, index, before, probeChunk, first);
    const common = index.selective ? isCommon(probe, wanted) : isEverywhere(probe, wanted);
    if (probe.candidates.length >= wanted || !probe.reached || common) return backwards(tx, viewer, index, wanted, probe);
    tooCommon = Math.min(Math.max(leastTooCommon, probe.indexed / 100), mostTooCommon);
  }
  const all = await gathered(tx, viewer, index, { before, first, tooCommon: Math.round(tooCommon) });
  if (all) return all;
  if (!(await seesFew(tx, viewer, fewVisible))) return backwards(tx, viewer, index, wanted);
  return async (from, most) => {
    const candidates = await matchesInVisible(tx, viewer, index, from, most);
    const last = candidates.at(-1);
    return { candidates, next: last && candidates.length === most ? placeOfRow(last) : undefined };
  };
}

function sentBy(message: MessageText, document: SearchDocument, senders: readonly Senders[]): boolean {
  return senders.some(
    ({ users, signature }) =>
      (message.sender !== null && users.has(message.sender)) ||
      (signature !== undefined && signedBy(document.senderName, signature)),
  );
}

/** What the index cannot decide, and what may have changed since it was written (SE3). */
export function passesFilters(search: PreparedSearch, { message, document }: Found): boolean {
  const { query, from, notFrom, index, narrowing } = search;
  if (narrowing ? !passesNarrowing(narrowing, message) : message.recalled) return false;
  if (from.length > 0 && !sentBy(message, document, from)) return false;
  if (sentBy(message, document, notFrom)) return false;
  if (!passesCustomerFilters(search.customers, message)) return false;
  const kinds = marksIn(message, search.recalledWords);
  if (query.has.some(({ kind, excluded }) => kinds.includes(kind) === excluded)) return false;
  return message.at >= index.from && message.at < index.until;
}

/** The texts of candidates that have any left, in the candidates' order. */
async function readFound(
  q: Queryable,
  actor: Actor,
  { recalledWords }: PreparedSearch,
  candidates: readonly Candidate[],
): Promise<Found[]> {
  if (candidates.length === 0) return [];
  const texts = await (recalledWords ? archivedTextsAt : textsAt)(q, candidates);
  const nameOf = await namesFor(q, actor, texts);
  const byPlace = new Map(texts.map((text) => [`${text.conversation}/${text.seq}`, text]));
  return candidates.flatMap((c) => {
    const message = byPlace.get(`${c.conversation}/${c.seq}`);
    const document = message && documentOf(message, nameOf, recalledWords);
    return message && document ? [{ message, document }] : [];
  });
}

/** One page's walk through what may match. */
export interface Walk {
  search: PreparedSearch;
  before: Before;
  /** About how many will be taken. */
  wanted: number;
  /** Is given each message that passes the filters, newest first; answers true when it has enough. */
  take: (found: Found, at: Before) => boolean;
  budget?: SearchBudget | undefined;
}

/**
 * Goes through what may match. Resolves to the place to go on from, or undefined at the end. Bounded in time: whoever has
 * waited long is answered with what there is.
 * @throws Fault `search-too-broad` when one look alone takes longer than the budget's limit
 */
export function eachFound(platform: Platform, actor: Actor, walk: Walk): Promise<Before | undefined> {
  const { limit, patience } = walk.budget ?? searchBudget;
  return platform.keep(searchGate).pass(actor.user, () => {
    const end = platform.clock.now() + patience;
    return withinTime(platform.db, limit, (tx) => goThrough(tx, actor, walk, () => platform.clock.now() > end));
  });
}

/** Twice as many, but fewer where they are long: records of hundreds of thousands of signs are not read by the hundred. */
function nextTogether(together: number, read: readonly Found[]): number {
  const signs = read.reduce((sum, { document }) => sum + document.whole.length, 0);
  return signs > mostSigns ? Math.max(Math.floor(together / 4), 1) : Math.min(together * 2, mostTogether);
}

async function goThrough(tx: Tx, actor: Actor, walk: Walk, late: () => boolean): Promise<Before | undefined> {
  const { search, take } = walk;
  let place = walk.before;
  let most = walk.wanted + 20;
  // Nearly every candidate is taken: of a chunk of common words no more is read than a page needs, until many were not.
  let together = Math.max(walk.wanted, leastTogether);
  const step = await chooseSteps(tx, walk, most);
  for (;;) {
    const { candidates, next } = await step(place, most);
    for (let i = 0; i < candidates.length; ) {
      const part = candidates.slice(i, i + together);
      i += part.length;
      const read = await readFound(tx, actor, search, part);
      together = nextTogether(together, read);
      for (const found of read) {
        const at: Before = [indexedAt(part, found), found.message.conversation, found.message.seq];
        if (passesFilters(search, found) && take(found, at)) return at;
      }
      const last = part.at(-1);
      if (last && late()) return placeOfRow(last);
    }
    if (!next) return undefined;
    if (late()) return next;
    place = next;
    most = Math.min(most * 2, mostTogether);
  }
}

/** The order is the index's: a message whose time changed meanwhile keeps its place for the page that is being read. */
const indexedAt = (part: readonly Candidate[], { message }: Found): number =>
  part.find((c) => c.seq === message.seq && c.conversation === message.conversation)?.at ?? message.at;
