import { CasePriority, Fault } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { teamMembers } from '../../conversations/index.ts';
import { hoursFor, type SetUp, setUpOf, targetsFor } from '../set-up/memory.ts';
import {
  beginning,
  type ClockEvent,
  type Clocks,
  type ClockTree,
  dueAt,
  keptBetween,
  noTargets,
  reckon,
  step,
  type Targets,
} from '../sla/clocks.ts';
import { type CaseRow, clockRows, groupRows, lockRoot } from './case-reader.ts';
import { type CasePatch, insertEvents, updateCase } from './case-writer.ts';
import { closesAt } from './closes-at.ts';
import { routeSoon, settleSoon } from './last-of-all.ts';

/** Something that happens to a case. */
export interface CaseChange {
  /** Past tense: `case.assigned`. */
  type: string;
  /** Ids, figures and names of ours; never words of a contact. */
  data?: Record<string, unknown>;
  /** What it means to the clocks. */
  clock?: readonly Bare[];
}
/** A clock's event without its time. */
export type Bare = ClockEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;

/** Rules cause events that may cause rules: how deep that has gone, and who began it. */
export interface Cause {
  actor: string | null;
  rule?: string;
  depth?: number;
}

export const unknownCase = (): Fault => new Fault('not-found', { what: 'case' });
export const priorityName = (priority: number): CasePriority => CasePriority.options[priority] ?? 'normal';
export const priorityOf = (name: CasePriority): number => CasePriority.options.indexOf(name);

/** What is promised to a case, as it is set up now. */
export const targetsOf = (setUp: SetUp, row: Pick<CaseRow, 'inboxes' | 'priority'>): Targets =>
  targetsFor(setUp, row.inboxes, priorityName(row.priority));

/** The case that this one stands under, locked until the transaction ends. */
export async function lockCase(tx: Tx, id: string): Promise<CaseRow> {
  const row = await lockRoot(tx, id);
  if (!row) throw unknownCase();
  return row;
}

/** Events without their times, at one. */
const timed = (bare: readonly Bare[] | undefined, at: number): ClockEvent[] =>
  (bare ?? []).map((one) => ({ ...one, at }) as ClockEvent);

/**
 * Writes what happened to a case of which the root is locked: events of its own stream, its row, its clocks; jobs for what falls due; routing
 * where it waits for somebody. `own`: the case itself, or the one merged into it whose part was spoken in.
 */
export async function tell(
  platform: Platform,
  tx: Tx,
  root: CaseRow,
  changes: readonly CaseChange[],
  patch: CasePatch,
  { actor, rule, depth }: Cause,
  own: string = root.id,
): Promise<CaseRow> {
  const setUp = await setUpOf(platform);
  // Clocks of nodes differ a little: time does not go back for a case.
  const at = Math.max(platform.clock.now(), root.clocks.at);
  const hours = hoursFor(setUp, root.inboxes);
  let clocks = patch.clocks ?? root.clocks;
  const judged = changes.map(({ clock }) => {
    const before = clocks;
    clocks = timed(clock, at).reduce((state, event) => step(state, event, hours), before);
    return keptBetween(before, clocks);
  });
  const due = dueAt(clocks, hours) ?? null;
  if (changes.length > 0) {
    const { first } = await platform.log.append(
      tx,
      own,
      changes.map(({ type }) => ({ type, actor })),
    );
    const cause = rule ? { rule, depth: depth ?? 1 } : {};
    const events = changes.map((c, i) => ({
      type: c.type,
      actor,
      data: { ...c.data, ...judged[i], ...cause },
      clock: timed(c.clock, at),
    }));
    await insertEvents(tx, own, first, at, events);
  }
  await updateCase(tx, root.id, { ...patch, clocks, due_at: due }, at);
  const row: CaseRow = (await lockRoot(tx, root.id))!;
  settleSoon(platform, tx, [root.assignee, row.assignee]);
  await planJobs(platform, tx, root, row);
  const groups = [...new Set([...row.inboxes, ...root.inboxes])].flatMap((id) => setUp.inboxes.get(id)?.group ?? []);
  const frame = JSON.stringify({ type: 'case.moved', case: row.id, inboxes: row.inboxes, ev: row.ev });
  tellTeams(platform, tx, row.id, frame, groups);
  return row;
}

/** One job of a name for a case, at an instant (Unix ms); null: none any more. */
async function planJob({ jobs }: Platform, tx: Tx, name: string, id: string, at: number | null): Promise<void> {
  const key = `${name}:${id}`;
  if (at === null) await jobs.cancel(tx, key);
  else await jobs.enqueue(tx, name, { case: id }, { key, runAt: at });
}

/** When a case is closed by itself (Unix ms). */
export const planClosing = (platform: Platform, tx: Tx, id: string, at: number | null): Promise<void> =>
  planJob(platform, tx, 'inbox.close', id, at);

/** What falls due later is looked at then, whatever node is there. */
async function planJobs(platform: Platform, tx: Tx, before: CaseRow, row: CaseRow): Promise<void> {
  const plan = async (name: string, was: number | null, is: number | null): Promise<void> => {
    if (was !== is) await planJob(platform, tx, name, row.id, is);
  };
  const setUp = await setUpOf(platform);
  await plan('inbox.late', before.dueAt, row.dueAt);
  await plan('inbox.wake', before.snoozedUntil, row.snoozedUntil);
  await plan('inbox.lease', before.leaseUntil, row.leaseUntil);
  // Its inboxes may have changed before this was told (moved, merged, taken apart): `before` does not say then what was planned.
  const closing = closesAt(setUp, row);
  await plan('inbox.close', closing === null ? closesAt(setUp, before) : null, closing);
  const waits = row.status === 'open' && row.assignee === null;
  const less = before.assignee !== null && (row.assignee !== before.assignee || row.status !== 'open');
  if (waits || less) for (const inbox of row.inboxes) routeSoon(platform, tx, inbox);
}

/** Cases and people that moved and that nobody was told of yet, as they are now: of one transaction, and of all that end in the same turn. */
interface Moved {
  groups: readonly string[];
  frame: string;
}
const movedCases = (): Map<string, Moved> => new Map();

/** Tells each team once of all that moved in this turn: one look at who is in them, the newest of each case. */
async function tellMoved(platform: Platform): Promise<void> {
  const waiting = platform.keep(movedCases);
  const moved = [...waiting.values()];
  waiting.clear();
  const members = await teamMembers(platform.db, [...new Set(moved.flatMap(({ groups }) => groups))]);
  for (const { groups, frame } of moved)
    for (const user of new Set(members.filter(({ group }) => groups.includes(group)).map((m) => m.user)))
      platform.bus.publish('user', { user, frame });
}

/** Lets teams know that a case, or one of them, is not as before (a hint: whoever misses it asks again at the next look). */
export function tellTeams(platform: Platform, tx: Tx, moved: string, frame: string, groups: readonly string[]): void {
  if (groups.length === 0) return;
  tx.afterCommit(() => {
    const waiting = platform.keep(movedCases);
    if (waiting.size === 0)
      queueMicrotask(() =>
        tellMoved(platform).catch((error: unknown) =>
          platform.logger.warn({ err: error }, 'a team could not be told that something moved'),
        ),
      );
    waiting.set(moved, { groups: [...new Set([...(waiting.get(moved)?.groups ?? []), ...groups])], frame });
  });
}

/** The clocks of a case from its events alone: after merges and their undoing, and other hours. */
export async function reckonCase(tx: Tx, root: string, setUp: SetUp, at: number): Promise<Clocks> {
  const group = await groupRows(tx, root);
  const told = await clockRows(tx, root);
  const treeOf = (row: CaseRow): ClockTree => ({
    targets: noTargets,
    events: told
      .filter((t) => t.case === row.id)
      .flatMap(({ ev, clock }) => clock.map((event, i) => ({ ...event, n: ev * 100 + i }))),
    merged: group.filter((one) => one.mergedInto === row.id).map((one, n) => ({ at: one.mergedAt ?? at, n, tree: treeOf(one) })),
  });
  const top = group.find(({ id }) => id === root);
  if (!top) throw unknownCase();
  return reckon(treeOf(top), hoursFor(setUp, top.inboxes)) ?? beginning(at, noTargets);
}
