import { afterWorking, type Closed, openAt, type WorkHours, workingBetween } from '../hours/work-hours.ts';

/** What is promised: the first answer, every next one, the end. */
export const clockNames = ['first', 'next', 'resolution'] as const;
export type ClockName = (typeof clockNames)[number];

/** Promised milliseconds of working time; null promises nothing. */
export type Targets = Readonly<Record<ClockName, number | null>>;
export const noTargets: Targets = { first: null, next: null, resolution: null };

export type CaseStatus = 'open' | 'waiting' | 'snoozed' | 'solved' | 'closed';

/** What clocks are told, in the order of `at`, then of `n`. */
export type ClockEvent = { at: number } & (
  | { type: 'opened' }
  /** The contact wrote. */
  | { type: 'heard' }
  /** Somebody here wrote to the contact. */
  | { type: 'answered' }
  | { type: 'status'; status: CaseStatus }
  /** Another priority, another inbox: what was promised is something else. */
  | { type: 'targets'; targets: Targets }
);

export interface Clock {
  /** It has begun and is not done. */
  on: boolean;
  /** Working milliseconds that have passed. */
  spent: number;
  target: number | null;
  /** How often it was stopped in time, and too late: `next` begins again with each message. */
  met: number;
  broken: number;
}

export interface Clocks {
  /** Reckoned up to here. */
  at: number;
  status: CaseStatus;
  targets: Targets;
  clocks: Record<ClockName, Clock>;
}

/** Why a clock that has begun does not go on. */
export type Pause = 'waiting' | 'snoozed' | Closed;

const idle = (target: number | null): Clock => ({ on: false, spent: 0, target, met: 0, broken: 0 });

/** Before anything happened. */
export const beginning = (at: number, targets: Targets): Clocks => ({
  at,
  status: 'open',
  targets,
  clocks: { first: idle(targets.first), next: idle(targets.next), resolution: idle(targets.resolution) },
});

/** What a status stops: while it is for the contact to speak nothing is owed; a snooze stops the end, never an answer that is owed. */
function stops(name: ClockName, status: CaseStatus): 'waiting' | 'snoozed' | undefined {
  if (name !== 'resolution') return undefined;
  return status === 'waiting' || status === 'snoozed' ? status : undefined;
}

/** Lets time pass. */
function passed(state: Clocks, at: number, hours: WorkHours): Clocks {
  if (at <= state.at) return state;
  const worked = workingBetween(hours, state.at, at);
  const clocks = { ...state.clocks };
  for (const name of clockNames)
    if (clocks[name].on && !stops(name, state.status)) clocks[name] = { ...clocks[name], spent: clocks[name].spent + worked };
  return { ...state, at, clocks };
}

const started = (clock: Clock): Clock => (clock.on ? clock : { ...clock, on: true, spent: 0 });
/** Goes on with what was spent before. */
const resumed = (clock: Clock): Clock => ({ ...clock, on: true });
function stopped(clock: Clock): Clock {
  if (!clock.on) return clock;
  const late = clock.target !== null && clock.spent > clock.target;
  return { ...clock, on: false, met: clock.met + (late ? 0 : 1), broken: clock.broken + (late ? 1 : 0) };
}

/** Whether the first answer has been given, late or not. */
const hasAnswered = ({ first }: Clocks['clocks']): boolean => first.met + first.broken > 0;

function heard(c: Clocks['clocks']): Clocks['clocks'] {
  return hasAnswered(c) ? { ...c, next: started(c.next) } : { ...c, first: started(c.first) };
}

/** Only who is over goes back to work: a word that waits for the contact is answered, a snooze ends, what was solved is taken up again. */
function become(state: Clocks, status: CaseStatus): Clocks {
  const over = status === 'solved' || status === 'closed';
  const wasOver = state.status === 'solved' || state.status === 'closed';
  let { clocks } = state;
  if (over) clocks = { first: stopped(clocks.first), next: stopped(clocks.next), resolution: stopped(clocks.resolution) };
  // A clock taken up again is judged again when it stops.
  else if (wasOver) clocks = { ...clocks, resolution: reopened(clocks.resolution) };
  return { ...state, status, clocks };
}

function reopened(clock: Clock): Clock {
  if (clock.on || clock.met + clock.broken === 0) return resumed(clock);
  const late = clock.target !== null && clock.spent > clock.target;
  return { ...clock, on: true, met: clock.met - (late ? 0 : 1), broken: clock.broken - (late ? 1 : 0) };
}

function happened(state: Clocks, event: ClockEvent): Clocks {
  const { clocks } = state;
  switch (event.type) {
    case 'opened':
      return { ...state, clocks: { ...clocks, resolution: started(clocks.resolution) } };
    case 'heard': {
      const back = state.status === 'open' ? state : become(state, 'open');
      return { ...back, clocks: heard(back.clocks) };
    }
    case 'answered':
      return { ...state, clocks: { ...clocks, first: answeredFirst(clocks.first), next: stopped(clocks.next) } };
    case 'status':
      return event.status === state.status ? state : become(state, event.status);
    case 'targets': {
      const { first, next, resolution } = clocks;
      return {
        ...state,
        targets: event.targets,
        clocks: {
          first: { ...first, target: event.targets.first },
          next: { ...next, target: event.targets.next },
          resolution: { ...resolution, target: event.targets.resolution },
        },
      };
    }
  }
}

/** Whoever writes first without being asked has answered before the question. */
const answeredFirst = (clock: Clock): Clock => (clock.on || clock.met + clock.broken > 0 ? stopped(clock) : { ...clock, met: 1 });

/** What the clocks say after one event more, which must not be before `state.at`. */
export const step = (state: Clocks, event: ClockEvent, hours: WorkHours): Clocks =>
  happened(passed(state, event.at, hours), event);

/** Milliseconds until it is due; less than nothing when it is late. */
const left = ({ target, spent }: Clock): number => (target === null ? Number.POSITIVE_INFINITY : target - spent);

/** Of two clocks the one that presses more: one that has begun before one that has not, then what is due sooner. */
const stricter = (a: Clock, b: Clock): Clock => {
  const one = a.on === b.on ? (left(b) < left(a) ? b : a) : a.on ? a : b;
  return { ...one, met: a.met + b.met, broken: a.broken + b.broken };
};

/** What is to be done goes before what waits, and that before what is over. */
const liveliness: readonly CaseStatus[] = ['open', 'waiting', 'snoozed', 'solved', 'closed'];
export const livelier = (a: CaseStatus, b: CaseStatus): CaseStatus => (liveliness.indexOf(b) < liveliness.indexOf(a) ? b : a);

/** Two cases become one: it is as alive as the livelier, and of each clock the stricter holds. */
export function joined(a: Clocks, b: Clocks, at: number, hours: WorkHours): Clocks {
  const [x, y] = [passed(a, at, hours), passed(b, at, hours)];
  return {
    ...x,
    status: livelier(x.status, y.status),
    clocks: {
      first: stricter(x.clocks.first, y.clocks.first),
      next: stricter(x.clocks.next, y.clocks.next),
      resolution: stricter(x.clocks.resolution, y.clocks.resolution),
    },
  };
}

/** A case with its own events and those merged into it, as merges hold now. */
export interface ClockTree {
  targets: Targets;
  events: readonly (ClockEvent & { n: number })[];
  merged: readonly { at: number; n: number; tree: ClockTree }[];
}

type Timed = { at: number; n: number; depth: number; act(state: Clocks): Clocks };

/** Everything that is told to the clocks of a case: its own, and, from when each was merged on, that of those merged into it. */
function timeline(tree: ClockTree, hours: WorkHours, since = Number.NEGATIVE_INFINITY, depth = 0): Timed[] {
  const own = tree.events
    .filter(({ at }) => at >= since)
    .map((event): Timed => ({ ...event, depth, act: (s) => step(s, event, hours) }));
  const others = tree.merged.flatMap(({ at, n, tree: other }): Timed[] => {
    const from = Math.max(at, since);
    const later = timeline(other, hours, from, depth + 1).filter((told) => told.at > from);
    if (at < since) return later;
    const before = reckon(until(other, at), hours);
    return [{ at, n, depth, act: (s) => (before ? joined(s, before, at, hours) : s) }, ...later];
  });
  return [...own, ...others].sort((a, b) => a.at - b.at || a.depth - b.depth || a.n - b.n);
}

/** The same as it was at an instant. */
const until = (tree: ClockTree, at: number): ClockTree => ({
  targets: tree.targets,
  events: tree.events.filter((event) => event.at <= at),
  merged: tree.merged.filter((one) => one.at <= at).map((one) => ({ ...one, tree: until(one.tree, at) })),
});

/** The clocks of a case, from its events alone; undefined before the first. */
export function reckon(tree: ClockTree, hours: WorkHours): Clocks | undefined {
  const told = timeline(tree, hours);
  const first = told[0];
  if (!first) return undefined;
  return told.reduce((state, one) => one.act(state), beginning(first.at, tree.targets));
}

/** Promises that were kept or missed between two states of a case: as it was judged then, whatever becomes of its clocks later. */
export function keptBetween(before: Clocks, after: Clocks): { kept?: Partial<Record<ClockName, boolean>> } {
  const stopped = clockNames.filter(
    (name) => before.clocks[name].on && !after.clocks[name].on && after.clocks[name].target !== null,
  );
  if (stopped.length === 0) return {};
  return { kept: Object.fromEntries(stopped.map((name) => [name, after.clocks[name].broken === before.clocks[name].broken])) };
}

/** A clock as people see it. */
export type ShownClock =
  | { state: 'idle' | 'met' | 'broken' }
  | { state: 'running'; dueAt: number | undefined; late: boolean }
  | { state: 'paused'; because: Pause; left: number | undefined; late: boolean };

/** One clock at an instant not before `state.at`. */
export function shown(state: Clocks, name: ClockName, at: number, hours: WorkHours): ShownClock {
  const clock = passed(state, at, hours).clocks[name];
  // What nothing was promised for is not kept either.
  const kept = clock.met > 0 && clock.target !== null;
  if (!clock.on) return { state: clock.broken > 0 ? 'broken' : kept ? 'met' : 'idle' };
  const late = left(clock) < 0;
  const open = openAt(hours, at);
  const because = stops(name, state.status) ?? (open.open ? undefined : open.because);
  if (because) return { state: 'paused', because, left: clock.target === null ? undefined : clock.target - clock.spent, late };
  return { state: 'running', dueAt: dueOf(clock, at, hours), late };
}

/** What is late already was due before: told from what was reckoned, not from now. */
const dueOf = (clock: Clock, at: number, hours: WorkHours): number | undefined =>
  clock.target === null ? undefined : left(clock) <= 0 ? at + left(clock) : afterWorking(hours, at, left(clock));

/** When the next promise is due, if things stay as they are; undefined when none is, or nothing runs. */
export function dueAt(state: Clocks, hours: WorkHours): number | undefined {
  let soonest: number | undefined;
  for (const name of clockNames) {
    const clock = state.clocks[name];
    if (!clock.on || clock.target === null || stops(name, state.status)) continue;
    const due = dueOf(clock, state.at, hours);
    if (due !== undefined && (soonest === undefined || due < soonest)) soonest = due;
  }
  return soonest;
}
