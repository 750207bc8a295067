import { Fault } from '@rapport/contract';
import { dayAt, type Platform } from '@rapport/platform';
import {
  type Archivist,
  namedConversations,
  namedForArchivist,
  requireConversation,
  type Viewer,
  visibleFrom,
} from '../conversations/index.ts';
import { type Actor, findUser, organizationSettings, peopleNamed } from '../people/index.ts';
import { conversationsNamed } from './conversation-names.ts';
import {
  type CustomerFilters,
  customerFilterClauses,
  customerFilters,
  customerFiltersEmpty,
  customerFiltersNarrow,
  customerFiltersSelect,
} from './customer-filters.ts';
import { startOfDay } from './days.ts';
import { conversationToken, markToken, senderToken, signatureTokens } from './document.ts';
import {
  type Chosen,
  type Narrowing,
  narrowingClauses,
  narrowingOf,
  narrowsIndex,
  narrowsToFew,
  narrowsToNothing,
} from './narrow.ts';
import { planText, type TextPlan } from './plan.ts';
import { type ConversationRef, type PersonRef, parseQuery, type SearchQuery } from './query.ts';
import { describeQueryProblem } from './query-problem.ts';
import type { IndexQuery } from './reader.ts';
import { termTsquery } from './tokens.ts';

/** People a `from:` stands for: accounts, and what a message without one may be signed with. */
export interface Senders {
  users: ReadonlySet<string>;
  signature: string | undefined;
}

/** A query made ready: what the index is asked, and what decides after it. */
export interface PreparedSearch {
  query: SearchQuery;
  plan: TextPlan;
  index: IndexQuery;
  /** Nothing can match: a filter names nothing there is. */
  empty: boolean;
  from: Senders[];
  notFrom: Senders[];
  narrowing?: Narrowing | undefined;
  customers: CustomerFilters;
  /** With whose eyes. */
  viewer: Viewer;
  /** Recalled messages are found by what they said: only an archivist, who asked for recalled ones. */
  recalledWords: boolean;
}

interface SearchInput {
  text: string;
  conversation?: string | undefined;
  timeZone?: string | undefined;
}

const problem = (reason: string): Fault => new Fault('invalid-input', { field: 'text', reason });

/** Only days need a place on earth, and only filters name days: most searches need not ask. */
async function timeZoneOf(platform: Platform, actor: Actor, { text, timeZone }: SearchInput): Promise<string> {
  if (timeZone !== undefined) return timeZone;
  if (!/[:：]/.test(text)) return 'UTC';
  const mine = (await findUser(platform.db, actor.user))?.timeZone;
  return mine ?? (await organizationSettings(platform)).timeZone;
}

async function sendersOf(platform: Platform, actor: Actor, ref: PersonRef): Promise<Senders> {
  if (ref.by === 'me') return { users: new Set([actor.user]), signature: undefined };
  if (ref.by === 'id') return { users: new Set([ref.id]), signature: undefined };
  return { users: new Set(await peopleNamed(platform, actor, ref.name)), signature: ref.name };
}

const named = ({ db }: Platform, actor: Actor, viewer: Viewer) =>
  viewer.kind === 'archivist' ? namedForArchivist(db, actor.user, viewer) : namedConversations(db, actor);

async function placesOf(platform: Platform, actor: Actor, viewer: Viewer, refs: readonly ConversationRef[]): Promise<string[]> {
  if (refs.length === 0) return [];
  const byName = refs.some((ref) => ref.by === 'name') ? await named(platform, actor, viewer) : [];
  const found = new Set<string>();
  for (const ref of refs) {
    if (ref.by === 'id') found.add(ref.id);
    else for (const id of await conversationsNamed(platform, byName, ref.name)) found.add(id);
  }
  return [...found];
}

const quoted = (token: string): string => termTsquery({ exact: [token], decisive: false }) ?? '';
const anyOf = (tokens: readonly string[]): string => `( ${tokens.map(quoted).join(' | ')} )`;

/** Senders as a clause: an account, or all tokens of a signature. */
function senderClauses(senders: Senders): string[] {
  const clauses = [...senders.users].map((id) => quoted(senderToken(id)));
  const signature = senders.signature === undefined ? [] : signatureTokens(senders.signature);
  if (signature.length > 0) clauses.push(`( ${signature.map(quoted).join(' & ')} )`);
  return clauses;
}

interface ClauseParts {
  text: string | undefined;
  here: string | undefined;
  within: readonly string[];
  without: readonly string[];
  from: readonly Senders[];
  notFrom: readonly Senders[];
  has: SearchQuery['has'];
  customers: CustomerFilters;
  narrowing?: Narrowing | undefined;
}

/** Everything the index can decide, as one tsquery. */
function indexClauses(parts: ClauseParts): string | undefined {
  const clauses: string[] = [];
  if (parts.text) clauses.push(`( ${parts.text} )`);
  if (parts.here) clauses.push(quoted(conversationToken(parts.here)));
  if (parts.within.length > 0) clauses.push(anyOf(parts.within.map(conversationToken)));
  if (parts.from.length > 0) clauses.push(`( ${parts.from.flatMap(senderClauses).join(' | ')} )`);
  for (const { kind, excluded } of parts.has) clauses.push(`${excluded ? '!' : ''}${quoted(markToken(kind))}`);
  clauses.push(...customerFilterClauses(parts.customers));
  for (const id of parts.without) clauses.push(`!${quoted(conversationToken(id))}`);
  for (const { users } of parts.notFrom) for (const id of users) clauses.push(`!${quoted(senderToken(id))}`);
  if (parts.narrowing) clauses.push(...narrowingClauses(parts.narrowing));
  return clauses.length === 0 ? undefined : clauses.join(' & ');
}

export interface SearchManner {
  /** False where the words need not be in the message as a whole (names of files). */
  wholeText?: boolean;
  /** What is chosen beside the words; then there need be none. */
  chosen?: Chosen;
  /** Somebody else's eyes than the actor's. */
  archivist?: Archivist | undefined;
}

/** One may ask about a place that one may look at. */
async function requirePlace(platform: Platform, actor: Actor, viewer: Viewer, conversation: string): Promise<void> {
  if (viewer.kind !== 'archivist') await requireConversation(platform.db, actor, conversation, 'look');
  else if (!(await visibleFrom(platform.db, viewer, [conversation])).has(conversation))
    throw new Fault('not-found', { what: 'conversation' });
}

/**
 * Reads and resolves what a person typed (SE4).
 * @throws Fault `invalid-input` with a sentence for people; `not-found` when `conversation` is not for the actor's eyes
 */
export async function prepareSearch(
  platform: Platform,
  actor: Actor,
  input: SearchInput,
  { wholeText = true, chosen, archivist }: SearchManner = {},
): Promise<PreparedSearch> {
  const viewer: Viewer = archivist ?? actor;
  const recalledWords = archivist !== undefined && chosen?.kind === 'recalled';
  if (input.conversation !== undefined) await requirePlace(platform, actor, viewer, input.conversation);
  const timeZone = await timeZoneOf(platform, actor, input);
  const today = dayAt(timeZone, platform.clock.now());
  const parsed = parseQuery(input.text, { today, anything: chosen !== undefined });
  if (!parsed.ok) throw problem(describeQueryProblem(parsed.problem, actor.language));
  const { query } = parsed;
  const narrowing = chosen && narrowingOf(chosen, query, recalledWords);
  const split = <T extends { excluded: boolean }>(list: readonly T[], excluded: boolean): T[] =>
    list.filter((x) => x.excluded === excluded);
  const senders = (excluded: boolean) => Promise.all(split(query.from, excluded).map((ref) => sendersOf(platform, actor, ref)));
  const [from, notFrom] = [await senders(false), await senders(true)];
  const within = await placesOf(platform, actor, viewer, split(query.in, false));
  const without = await placesOf(platform, actor, viewer, split(query.in, true));
  const customers = await customerFilters(platform, actor, viewer, query);
  const plan = planText(query);
  const narrowed = wholeText ? plan : planText({ ...query, terms: split(query.terms, false) });
  // Of what was recalled the index has no words: the texts decide.
  const { text, has } = recalledWords ? { text: undefined, has: [] } : { text: narrowed.tsquery, has: query.has };
  const parts = { text, here: input.conversation, within, without, from, notFrom, has, customers, narrowing };
  const index = {
    tsquery: indexClauses(parts),
    selective:
      [parts.text, parts.here, within[0], from[0], split(has, false)[0]].some((part) => part !== undefined) ||
      customerFiltersSelect(customers) ||
      narrowsIndex(narrowing),
    narrow:
      [parts.here, within[0], from[0]].some((part) => part !== undefined) ||
      customerFiltersNarrow(customers) ||
      narrowsToFew(narrowing),
    from: Math.max(query.days.first ? startOfDay(query.days.first, timeZone) : 0, narrowing?.from ?? 0),
    until: Math.min(
      query.days.until ? startOfDay(query.days.until, timeZone) : Number.MAX_SAFE_INTEGER,
      narrowing?.until ?? Number.MAX_SAFE_INTEGER,
    ),
  };
  const wantsPlace = split(query.in, false).length > 0;
  const wantsSender = from.length > 0;
  const nobody = customerFiltersEmpty(customers) || (narrowing !== undefined && narrowsToNothing(narrowing));
  const empty = nobody || (wantsPlace && within.length === 0) || (wantsSender && from.flatMap(senderClauses).length === 0);
  return { query, plan, index, empty, from, notFrom, narrowing, customers, viewer, recalledWords };
}
