import type { InboxRule, Output, Parsed } from '@rapport/contract';
import { type LogEntry, newId, type Platform, pgCode, type Queryable, type Tx } from '@rapport/platform';
import { type Actor, requirePermission } from '../../access/index.ts';
import { ownersOf } from '../../contacts/index.ts';
import { textsAt } from '../../conversations/index.ts';
import { accountOf } from '../../policy/index.ts';
import { type CaseRow, lockRoot, lockRoots, rootRow } from '../cases/case-reader.ts';
import { doActs } from '../cases/change-case.ts';
import { priorityName } from '../cases/tell.ts';
import { eventsBetween } from '../desk/desk-reader.ts';
import { insertRuns } from '../desk/desk-writer.ts';
import { myInboxes } from '../guard.ts';
import { openAt } from '../hours/work-hours.ts';
import { hoursFor, type SetUp, setUpOf } from '../set-up/memory.ts';
import { deepest, type Facts, matches, ruleEventOf, typesOf } from './matches.ts';
import { causesOf } from './rule-reader.ts';

/** What happened to a case, as rules are told. */
interface Happened {
  at: number;
  data: Record<string, unknown>;
}

async function factsOf(q: Queryable, setUp: SetUp, row: CaseRow, { at, data }: Happened): Promise<Facts> {
  const [owner] = await ownersOf(q, [row.handle]);
  const said =
    typeof data.conversation === 'string' && typeof (data.seq ?? data.from) === 'number'
      ? await textsAt(q, [{ conversation: data.conversation, seq: Number(data.seq ?? data.from) }])
      : [];
  return {
    inboxes: row.inboxes,
    channel: (await accountOf(q, row.account))?.kind ?? '',
    status: row.status,
    priority: priorityName(row.priority),
    labels: row.labels,
    assigned: row.assignee !== null,
    withinHours: openAt(hoursFor(setUp, row.inboxes), at).open,
    customerType: owner?.customerType ?? null,
    text: [said[0]?.content?.inbound?.subject, said[0]?.text].filter(Boolean).join('\n'),
  };
}

const isFor = (rule: InboxRule, row: CaseRow): boolean => rule.inbox === null || row.inboxes.includes(rule.inbox);

/** One event against all rules, in their order; each sees what those before it did. */
async function runOne(
  platform: Platform,
  tx: Tx,
  setUp: SetUp,
  entry: LogEntry,
  cause: Happened & { depth: number; rules: readonly string[] },
): Promise<void> {
  const event = ruleEventOf(entry.type);
  const runs: Parameters<typeof insertRuns>[1][number][] = [];
  let row = await lockRoot(tx, entry.stream);
  let facts: Facts | undefined;
  for (const rule of setUp.rules.filter((one) => one.event === event)) {
    if (!row || !isFor(rule, row)) continue;
    facts ??= await factsOf(tx, setUp, row, cause);
    if (!matches(rule.conditions, facts)) continue;
    // A circle ends where it would begin again; what several rules cause one after another ends somewhere.
    const loop = cause.depth >= deepest || cause.rules.includes(rule.id);
    const run = { id: newId(), rule: rule.id, version: rule.version, case: row.id, ev: entry.ev, acts: rule.acts };
    if (loop) {
      runs.push({ ...run, outcome: 'loop' });
      continue;
    }
    runs.push({ ...run, outcome: await tryActs(platform, tx, row, rule, cause.depth + 1) });
    // It is locked: nothing but a rule changes it, and only then it is looked at again.
    row = await lockRoot(tx, entry.stream);
    facts = undefined;
  }
  if (runs.length > 0) await insertRuns(tx, runs, platform.clock.now());
}

/** What a rule cannot do (a closed case, somebody who left) is noted and stops nobody else. */
async function tryActs(platform: Platform, tx: Tx, row: CaseRow, rule: InboxRule, depth: number): Promise<string> {
  await tx.rows('savepoint rule');
  try {
    await doActs(platform, tx, row, rule.acts, { actor: null, rule: rule.id, depth });
    await tx.rows('release savepoint rule');
    return 'done';
  } catch (error) {
    // Two who wait for one another: the whole page is tried again.
    if (pgCode(error) === '40P01' || pgCode(error) === '40001') throw error;
    await tx.rows('rollback to savepoint rule');
    platform.logger.info({ err: error, rule: rule.id }, 'a rule could not do what it says');
    return 'failed';
  }
}

/** Reads what happened to cases, once, and does what rules say (IN7). */
export async function applyRules(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const setUp = await setUpOf(platform);
  const wanted = new Set(setUp.rules.map(({ event }) => event));
  const asked = entries.filter(({ type }) => {
    const event = ruleEventOf(type);
    return event !== undefined && wanted.has(event);
  });
  if (asked.length === 0) return;
  // What was merged stands under another: the order of streams is not that of the rows that are taken.
  await lockRoots(
    tx,
    asked.map(({ stream }) => stream),
  );
  const causes = await causesOf(
    tx,
    asked.map(({ stream, ev }) => ({ stream, ev })),
  );
  for (const entry of asked) {
    const cause = causes.get(`${entry.stream} ${entry.ev}`);
    const data = cause ?? {};
    const rules = typeof data.rule === 'string' ? [data.rule] : [];
    await runOne(platform, tx, setUp, entry, { at: entry.at, data, depth: Number(data.depth ?? 0), rules });
  }
}

/** Cases looked at when a rule is tried. */
const mostTried = 500;

/** What a rule would have done, by how cases stand now; nothing is changed. */
export async function tryRule(
  platform: Platform,
  actor: Actor,
  { rule, from, to }: Parsed<'inbox.tryRule'>,
): Promise<Output<'inbox.tryRule'>> {
  requirePermission(actor, 'inbox.configure');
  const setUp = await setUpOf(platform);
  const events = await eventsBetween(platform.db, typesOf(rule.event), from, to, mostTried);
  // Words are tried where one may read them: whoever sets up inboxes does not feel their way through what others were told.
  const mine = rule.conditions.words ? await myInboxes(platform, platform.db, actor) : undefined;
  const would: Output<'inbox.tryRule'>['would'] = [];
  for (const event of events) {
    const row = await rootRow(platform.db, event.case);
    if (!row || (rule.inbox !== null && !row.inboxes.includes(rule.inbox))) continue;
    if (mine && !row.inboxes.some((inbox) => mine.has(inbox))) continue;
    if (matches(rule.conditions, await factsOf(platform.db, setUp, row, event)))
      would.push({ case: event.case as never, number: event.number, ev: event.ev, at: event.at });
  }
  return { looked: events.length, would };
}
