import {
  Fault,
  loosens,
  type Output,
  type Parsed,
  type RetentionRule,
  type RetentionRules,
  type RulesVersion,
} from '@rapport/contract';
import { type Platform, type Queryable, readCursor, type Tx, writeCursor } from '@rapport/platform';
import { type Actor, audit, can, requirePermission } from '../access/index.ts';
import { keptConversation } from '../conversations/index.ts';
import { beginDryRun } from './dry-run.ts';
import { noteEvent } from './events.ts';
import { findRules, newestVersion, type RulesRow, rulesBelow, versionNow } from './reader.ts';
import { requirePerson } from './require-person.ts';
import { asRules } from './rule-memory.ts';
import { dropVersion, insertRules, lockRules, putStart, takeEffect } from './writer.ts';

/** Those who draw rules up see them, and those who approve them. */
export const requireOversight = (actor: Actor): void => {
  if (!can(actor, 'retention.approve')) requirePermission(actor, 'retention.manage');
};

/** Rules may be long: a page holds one version, and more as long as they fit. */
const pageBytes = 1_000_000;

const present = ({ droppedAt, ...row }: RulesRow, now: number): RulesVersion => ({
  ...row,
  // One of an older version lacks what came later.
  dryRun: row.dryRun && { ...row.dryRun, reviews: row.dryRun.reviews ?? 0, twoBy: row.dryRun.twoBy ?? [] },
  rules: asRules(row.rules),
  state: row.version === now ? 'active' : droppedAt !== null ? 'dropped' : row.approvedAt !== null ? 'past' : 'draft',
});

const first = (now: number): RulesVersion => ({
  version: 0,
  state: now === 0 ? 'active' : 'past',
  rules: asRules(undefined),
  author: null,
  at: 0,
  approvedBy: null,
  approvedAt: null,
  dryRun: null,
});

export async function listRules(
  platform: Platform,
  actor: Actor,
  { cursor, limit }: Parsed<'retention.rules'>,
): Promise<Output<'retention.rules'>> {
  requireOversight(actor);
  const [below] = readCursor<[number]>(cursor, ['number']) ?? [];
  const now = await versionNow(platform.db);
  const rows = (await rulesBelow(platform.db, below, limit, pageBytes)).map((row) => present(row, now));
  const lowest = rows.at(-1)?.version;
  // Versions have no gaps, and below the first stands one that is not stored.
  if ((lowest ?? 1) > 1 || rows.length === limit) return { items: rows, next: writeCursor([lowest!]) };
  return { items: below === 0 ? rows : [...rows, first(now)] };
}

async function draftOf(q: Queryable, version: number): Promise<RulesRow> {
  const row = await findRules(q, version);
  if (!row) throw new Fault('not-found', { what: 'version' });
  if (row.approvedAt !== null || row.droppedAt !== null) throw new Fault('conflict', { reason: 'this version is no draft' });
  return row;
}

const versionOf = async (q: Queryable, version: number): Promise<RulesVersion> =>
  present((await findRules(q, version))!, await versionNow(q));

const note = (platform: Platform, tx: Tx, actor: Actor, act: string, version: number, from: string): Promise<void> =>
  audit(tx, { at: platform.clock.now(), actor: actor.user, act, subjectKind: 'retention', subject: `${version}`, from });

/** A rule does not contradict itself; `where`: its place in the input. */
function requireSense(where: string, rule: RetentionRule | null | undefined): void {
  if (!rule) return;
  const { keepDays = 0, forever, destroyDays, reviewDays, ceilingDays } = rule;
  const refuse = (field: string, reason: string) => {
    throw new Fault('invalid-input', { field: `${where}/${field}`, reason });
  };
  if (destroyDays !== undefined && reviewDays !== undefined) refuse('reviewDays', 'destroyed or reviewed, not both');
  if (ceilingDays !== undefined && (forever || Math.max(keepDays, destroyDays ?? 0, reviewDays ?? 0) > ceilingDays))
    refuse('ceilingDays', 'not below the other days of this rule');
}

/** Every class that is named is there, nothing has two entries, and no rule contradicts itself. */
function requireWhole({ organization, classes, templates, labels, conversations }: RetentionRules): void {
  requireSense('rules/organization', organization);
  for (const [i, { rule }] of classes.entries()) requireSense(`rules/classes/${i}/rule`, rule);
  for (const [i, { rule }] of conversations.entries()) requireSense(`rules/conversations/${i}/rule`, rule);
  const known = new Set<string>(classes.map(({ id }) => id));
  const once = (field: string, ids: readonly string[]) => {
    if (new Set(ids).size !== ids.length) throw new Fault('invalid-input', { field, reason: 'each once' });
  };
  once(
    'rules/classes',
    classes.map(({ id }) => id),
  );
  once(
    'rules/templates',
    templates.map(({ template }) => template),
  );
  once(
    'rules/labels',
    labels.map(({ label }) => label),
  );
  once(
    'rules/conversations',
    conversations.map(({ conversation }) => conversation),
  );
  const lists = { templates, labels, conversations } as const;
  for (const [list, entries] of Object.entries(lists))
    for (const [i, entry] of entries.entries())
      if (entry.class !== undefined && !known.has(entry.class))
        throw new Fault('invalid-input', { field: `rules/${list}/${i}/class`, reason: 'no such class' });
}

/** RT3: what is drawn up takes no effect; its dry run begins at once. */
export async function draftRules(
  platform: Platform,
  actor: Actor,
  { rules }: Parsed<'retention.draftRules'>,
  from: string,
): Promise<RulesVersion> {
  requirePermission(actor, 'retention.manage');
  requirePerson(actor);
  requireWhole(rules);
  return platform.db.transaction(async (tx) => {
    await lockRules(tx);
    const version = (await newestVersion(tx)) + 1;
    await insertRules(tx, { version, rules, author: actor.user, at: platform.clock.now() });
    await beginDryRun(platform, tx, version, await versionNow(tx));
    await note(platform, tx, actor, 'retention.drafted', version, from);
    return versionOf(tx, version);
  });
}

export async function tryRules(platform: Platform, actor: Actor, { version }: Parsed<'retention.dryRun'>): Promise<RulesVersion> {
  requireOversight(actor);
  return platform.db.transaction(async (tx) => {
    await lockRules(tx);
    await draftOf(tx, version);
    await beginDryRun(platform, tx, version, await versionNow(tx));
    return versionOf(tx, version);
  });
}

/** Whether two people want these rules: also where one alone would let one alone destroy or erase something from then on (RT13). */
const wantTwo = (before: RetentionRules, next: RetentionRules): boolean =>
  before.twoForRules || next.twoForRules || loosens(before, next);

/** RT3: rules take effect after a dry run against those they replace, approved by another where the rules in effect, or these, want it. */
export async function approveRules(
  platform: Platform,
  actor: Actor,
  { version }: Parsed<'retention.approveRules'>,
  from: string,
): Promise<RulesVersion> {
  requirePermission(actor, 'retention.approve');
  requirePerson(actor);
  return platform.db.transaction(async (tx) => {
    await lockRules(tx);
    const draft = await draftOf(tx, version);
    const now = await versionNow(tx);
    if (draft.dryRun?.state !== 'done' || draft.dryRun.against !== now)
      throw new Fault('conflict', { reason: 'try these rules against those in effect first' });
    const before = now === 0 ? undefined : await findRules(tx, now);
    if (wantTwo(asRules(before?.rules), asRules(draft.rules)) && draft.author === actor.user)
      throw new Fault('conflict', { reason: 'another person has to approve this' });
    await takeEffect(tx, version, actor.user, platform.clock.now());
    await noteEvent(platform, tx, 'policy.changed', {
      version,
      rules: asRules(draft.rules),
      author: draft.author ?? undefined,
      approvedBy: actor.user,
      at: platform.clock.now(),
    } as never);
    await note(platform, tx, actor, 'retention.approved', version, from);
    return versionOf(tx, version);
  });
}

export async function dropRules(
  platform: Platform,
  actor: Actor,
  { version }: Parsed<'retention.dropRules'>,
  from: string,
): Promise<Record<string, never>> {
  requireOversight(actor);
  await platform.db.transaction(async (tx) => {
    await lockRules(tx);
    await draftOf(tx, version);
    await dropVersion(tx, version, platform.clock.now());
    await note(platform, tx, actor, 'retention.dropped', version, from);
  });
  return {};
}

/** The day from which rules of the kind `set` count for a conversation. */
export async function setStart(
  platform: Platform,
  actor: Actor,
  { conversation, at }: Parsed<'retention.setStart'>,
  from: string,
): Promise<Record<string, never>> {
  requirePermission(actor, 'retention.manage');
  await platform.db.transaction(async (tx) => {
    // Whoever erases by the day that stood there ends first.
    await lockRules(tx);
    if (!(await keptConversation(tx, conversation))) throw new Fault('not-found', { what: 'conversation' });
    await putStart(tx, conversation, at, actor.user);
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'retention.start-set',
      subjectKind: 'conversation',
      subject: conversation,
      detail: { at },
      from,
    });
  });
  return {};
}
