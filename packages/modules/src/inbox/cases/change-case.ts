import { type CaseAct, type CasePane, type CasePriority, Fault, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { teamMembers } from '../../conversations/index.ts';
import { askAfterSolving } from '../desk/ratings.ts';
import { requireCase } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import type { CaseRow } from './case-reader.ts';
import type { CasePatch } from './case-writer.ts';
import { joinInboxes } from './move-case.ts';
import { presentPane } from './present.ts';
import { type CaseChange, type Cause, lockCase, priorityName, priorityOf, targetsOf, tell } from './tell.ts';

/** How a case is to be. */
export interface Wish {
  status?: 'open' | 'waiting' | 'solved' | 'closed' | undefined;
  snoozedUntil?: number | undefined;
  priority?: CasePriority | undefined;
  title?: string | null | undefined;
  addLabels?: readonly string[];
  removeLabels?: readonly string[];
  skills?: readonly string[] | undefined;
  optionalSkills?: readonly string[] | undefined;
  /** Null gives it back to the queue. */
  assignee?: string | null | undefined;
}

const mostLabels = 50;
const isOver = (status: string): boolean => status === 'solved' || status === 'closed';

/** One thing that is otherwise: what is told of it, and how the row is then. */
type Step = { change: CaseChange; patch: CasePatch };

function statusStep(row: CaseRow, wish: Wish, now: number, by: string | null): Step[] {
  const until = wish.snoozedUntil;
  if (until !== undefined && until <= now) throw new Fault('invalid-input', { field: 'snoozedUntil', reason: 'a time to come' });
  const status = until !== undefined ? 'snoozed' : wish.status;
  if (status === undefined || (status === row.status && until === undefined)) return [];
  if (row.status === 'closed') throw new Fault('conflict', { reason: 'a closed case stays closed' });
  const over = isOver(status);
  const solvedBy = row.solvedBy ?? by ?? row.assignee;
  const took = over && !isOver(row.status) ? { took: Math.max(0, now - row.openedAt), by: solvedBy } : {};
  return [
    {
      change: {
        type: 'case.status',
        data: { status, from: row.status, ...(until === undefined ? {} : { until }), ...took },
        clock: [{ type: 'status', status }],
      },
      patch: {
        status,
        snoozed_until: until ?? null,
        solved_at: over ? (row.solvedAt ?? now) : null,
        solved_by: over ? solvedBy : null,
        ...(over ? { waits_since: null, lease_until: null } : {}),
      },
    },
  ];
}

function labelStep(row: CaseRow, { addLabels = [], removeLabels = [] }: Wish): Step[] {
  const labels = [...new Set([...row.labels.filter((label) => !removeLabels.includes(label)), ...addLabels])].sort();
  if (labels.join('\n') === [...row.labels].sort().join('\n')) return [];
  if (labels.length > mostLabels) throw new Fault('quota-exceeded', { quota: `${mostLabels} labels` });
  const added = labels.filter((label) => !row.labels.includes(label));
  const removed = row.labels.filter((label) => !labels.includes(label));
  return [{ change: { type: 'case.labelled', data: { added, removed } }, patch: { labels } }];
}

function assigneeStep(row: CaseRow, { assignee }: Wish): Step[] {
  if (assignee === undefined || assignee === row.assignee) return [];
  return [
    {
      change: { type: 'case.assigned', data: { user: assignee, from: row.assignee } },
      patch: { assignee_id: assignee, lease_until: null, lapsed: [] },
    },
  ];
}

function otherSteps(row: CaseRow, wish: Wish): Step[] {
  const steps: Step[] = [];
  if (wish.title !== undefined && wish.title !== row.title)
    steps.push({ change: { type: 'case.named' }, patch: { title: wish.title } });
  const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');
  const skills = wish.skills ?? row.skills;
  const optional = wish.optionalSkills ?? row.optionalSkills;
  if (!same(skills, row.skills) || !same(optional, row.optionalSkills))
    steps.push({ change: { type: 'case.skills', data: { skills, optional } }, patch: { skills, optional_skills: optional } });
  return steps;
}

/** Makes a locked case as it is wished to be; what is so already is not told. */
export async function makeSo(platform: Platform, tx: Tx, row: CaseRow, wish: Wish, cause: Cause): Promise<CaseRow> {
  const now = platform.clock.now();
  const setUp = await setUpOf(platform);
  const steps = [
    ...statusStep(row, wish, now, cause.actor),
    ...labelStep(row, wish),
    ...assigneeStep(row, wish),
    ...otherSteps(row, wish),
  ];
  if (wish.priority !== undefined && wish.priority !== priorityName(row.priority)) {
    const priority = priorityOf(wish.priority);
    const targets = targetsOf(setUp, { ...row, priority });
    const change = {
      type: 'case.prioritized',
      data: { priority: wish.priority },
      clock: [{ type: 'targets', targets } as const],
    };
    steps.push({ change, patch: { priority } });
  }
  if (steps.length === 0) return row;
  const patch: CasePatch = Object.assign({}, ...steps.map((step) => step.patch));
  const told = await tell(
    platform,
    tx,
    row,
    steps.map(({ change }) => change),
    patch,
    cause,
  );
  if (told.status === 'solved' && row.status !== 'solved') await askAfterSolving(platform, tx, told);
  return told;
}

/** Whether somebody works in one of a case's inboxes. */
export async function isTeamMate(platform: Platform, tx: Tx, row: CaseRow, user: string): Promise<boolean> {
  const { inboxes } = await setUpOf(platform);
  const groups = row.inboxes.flatMap((id) => inboxes.get(id)?.group ?? []);
  return (await teamMembers(tx, groups)).some((member) => member.user === user);
}

/** Whoever has a case works in one of its inboxes. */
export async function requireTeamMate(platform: Platform, tx: Tx, row: CaseRow, user: string): Promise<void> {
  if (!(await isTeamMate(platform, tx, row, user))) throw new Fault('not-found', { what: 'user' });
}

export async function changeCase(
  platform: Platform,
  actor: Actor,
  { case: id, ...wish }: Parsed<'cases.change'>,
): Promise<CasePane> {
  if (wish.status !== undefined && wish.snoozedUntil !== undefined)
    throw new Fault('invalid-input', { field: 'status', reason: 'choose one of the two' });
  return platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, (await requireCase(platform, tx, actor, id)).id);
    return presentPane(platform, tx, actor, await makeSo(platform, tx, row, wish, { actor: actor.user }));
  });
}

/** `from` says whose it was when the caller looked: of two who take a case at once one is told that it is taken. */
export async function assignCase(
  platform: Platform,
  actor: Actor,
  { case: id, user, from }: Parsed<'cases.assign'>,
): Promise<CasePane> {
  return platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, (await requireCase(platform, tx, actor, id)).id);
    if (from !== undefined && from !== row.assignee) throw new Fault('conflict', { reason: 'somebody else has taken it' });
    if (row.status === 'closed') throw new Fault('conflict', { reason: 'a closed case stays closed' });
    if (user !== null) await requireTeamMate(platform, tx, row, user);
    return presentPane(platform, tx, actor, await makeSo(platform, tx, row, { assignee: user }, { actor: actor.user }));
  });
}

const minute = 60_000;

/** Acts as one wish; the later of two about the same thing holds. */
function wishOf(acts: readonly CaseAct[], now: number): Wish & { inboxes: string[] } {
  const wish: Wish & { inboxes: string[]; addLabels: string[]; removeLabels: string[] } = {
    inboxes: [],
    addLabels: [],
    removeLabels: [],
  };
  for (const act of acts) {
    if (act.do === 'status') Object.assign(wish, { status: act.status, snoozedUntil: undefined });
    else if (act.do === 'snooze') Object.assign(wish, { snoozedUntil: now + act.minutes * minute, status: undefined });
    else if (act.do === 'priority') wish.priority = act.priority;
    else if (act.do === 'label') wish.addLabels.push(act.label);
    else if (act.do === 'unlabel') wish.removeLabels.push(act.label);
    else if (act.do === 'assign') wish.assignee = act.user;
    else if (act.do === 'skills') wish.skills = act.skills;
    else wish.inboxes.push(act.inbox);
  }
  return wish;
}

/** Does several acts to a locked case: all, or none where one cannot be done. */
export async function doActs(platform: Platform, tx: Tx, row: CaseRow, acts: readonly CaseAct[], cause: Cause): Promise<CaseRow> {
  const { inboxes, ...wish } = wishOf(acts, platform.clock.now());
  const setUp = await setUpOf(platform);
  const more = inboxes.filter((id) => !row.inboxes.includes(id) && setUp.inboxes.get(id)?.archived === false);
  const moved = more.length > 0 ? await joinInboxes(platform, tx, row, more, cause.actor) : row;
  if (wish.assignee) await requireTeamMate(platform, tx, moved, wish.assignee);
  return makeSo(platform, tx, moved, wish, cause);
}
