import type { AppliedRule, Output, Parsed, RetentionConflict } from '@rapport/contract';
import { type Platform, readCursor, writeCursor } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { conversationsAfter, firstAbove, type KeptConversation, keptAfter } from '../conversations/index.ts';
import { type Standing, verdictOn } from './look.ts';
import { conflictAt, latestConflict, type RuleBook } from './policy.ts';
import { floorsOf, startsOf } from './reader.ts';
import { rulesNow } from './rule-memory.ts';
import { requireOversight } from './rules.ts';

const nowhere = '00000000-0000-0000-0000-000000000000';
/** Conversations looked at by index in one step, and looked into in one answer. */
const conversationsAtOnce = 500;
const lookedIntoMost = 100;
/** Messages judged in each: how many it is altogether follows from these. */
const judgedMost = 1_000;

interface Candidate {
  standing: Standing;
  floor: number;
  /** Nothing said later can be kept beyond a ceiling. */
  bound: number;
}

/** Of a page of conversations, those whose oldest words may be kept beyond a ceiling. */
async function candidatesAmong(platform: Platform, book: RuleBook, page: readonly KeptConversation[]): Promise<Candidate[]> {
  const { db } = platform;
  const now = platform.clock.now();
  const ids = page.flatMap(({ id, parent }) => (parent ? [id, parent] : [id]));
  const [starts, floors] = [await startsOf(db, ids), await floorsOf(db, ids)];
  const bounded = page.flatMap((conversation): Candidate[] => {
    const { id, parent, archivedAt } = conversation;
    const setAt = starts.get(id) ?? (parent ? starts.get(parent) : undefined) ?? null;
    const bound = latestConflict(book, { conversation: id, parent }, { archivedAt, setAt }, now);
    return bound === undefined ? [] : [{ standing: { conversation, setAt, belongings: [] }, floor: floors.get(id) ?? 0, bound }];
  });
  if (bounded.length === 0) return [];
  const places = bounded.map(({ standing, floor }) => ({ conversation: standing.conversation.id, seq: floor }));
  const first = new Map((await firstAbove(db, places)).map(({ conversation, at }) => [conversation, at]));
  return bounded.filter(({ standing: { conversation }, floor, bound }) => {
    const at = first.get(conversation.id);
    return at !== undefined && (at <= bound || conversation.importedSeq > floor);
  });
}

/** The last number that came until an instant, by halving: messages come in the order of their numbers. `from` came before it. */
async function lastUntil(platform: Platform, conversation: string, from: number, instant: number): Promise<number> {
  const early = async (seq: number): Promise<boolean> => {
    const [next] = await firstAbove(platform.db, [{ conversation, seq: seq - 1 }]);
    return next !== undefined && next.at <= instant;
  };
  let [low, step] = [from, 1_024];
  while (await early(low + step)) [low, step] = [low + step, step * 2];
  for (let high = low + step; high - low > 1; ) {
    const middle = Math.floor((low + high) / 2);
    if (await early(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const shown = ({ level, class: name, rule }: AppliedRule) => ({ level, class: name, rule });

/** What is kept beyond a ceiling in a conversation, by the rules that differ: the oldest messages are judged, of the rest the numbers say how many. */
async function conflictsIn(
  platform: Platform,
  book: RuleBook,
  { standing, floor, bound }: Candidate,
): Promise<RetentionConflict[]> {
  const { conversation } = standing;
  const now = platform.clock.now();
  const messages = await keptAfter(platform.db, conversation.id, floor, judgedMost);
  const found = new Map<string, RetentionConflict>();
  for (const message of messages.filter(({ erased }) => !erased)) {
    const conflict = conflictAt(verdictOn(book, standing, message), now);
    if (!conflict) continue;
    const { floor: keeps, ceiling, since } = conflict;
    const template = [keeps.level, ceiling.level].includes('record') ? message.template : null;
    const key = JSON.stringify([shown(keeps), shown(ceiling), template]);
    const one = found.get(key) ?? {
      conversation: conversation.id as RetentionConflict['conversation'],
      template: template as RetentionConflict['template'],
      floor: shown(keeps),
      ceiling: shown(ceiling),
      messages: 0,
      since,
    };
    found.set(key, { ...one, messages: one.messages + 1, since: Math.min(one.since, since) });
  }
  const last = messages.at(-1);
  const all = [...found.values()];
  if (all.length === 0 || messages.length < judgedMost || last!.at > bound) return all;
  const more = (await lastUntil(platform, conversation.id, last!.seq, bound)) - last!.seq;
  return all.map((one) => ({ ...one, messages: Math.round(one.messages * (1 + more / messages.length)) }));
}

/**
 * RT11: where a rule keeps messages beyond a ceiling; neither wins silently: the rule holds meanwhile, and this lists it. Reckoned when asked, a bounded
 * number of conversations at a time: a page may be short, or empty, and have a next one.
 */
export async function listConflicts(
  platform: Platform,
  actor: Actor,
  { cursor, limit }: Parsed<'retention.conflicts'>,
): Promise<Output<'retention.conflicts'>> {
  requireOversight(actor);
  let [after] = readCursor<[string]>(cursor, ['id']) ?? [nowhere];
  const { book } = await rulesNow(platform, platform.db);
  const items: RetentionConflict[] = [];
  for (let into = 0; ; ) {
    const page = await conversationsAfter(platform.db, after, conversationsAtOnce);
    for (const candidate of await candidatesAmong(platform, book, page)) {
      if (items.length >= limit || into++ >= lookedIntoMost) return { items, next: writeCursor([after]) };
      items.push(...(await conflictsIn(platform, book, candidate)));
      after = candidate.standing.conversation.id;
    }
    const last = page.at(-1);
    if (!last || page.length < conversationsAtOnce) return { items };
    after = last.id;
  }
}
