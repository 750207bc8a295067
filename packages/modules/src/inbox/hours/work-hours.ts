import { zoneOffsetAt } from '@rapport/platform';

/** Minutes of a day on the wall clock, from … to; 1440 is the midnight after. */
export type Span = readonly [from: number, to: number];

/** What a day is besides its weekday: closed, or worked as the house works on its ordinary workdays, or with hours of its own. */
export type DayKind = 'closed' | 'working' | readonly Span[];

/** When a team is there. */
export interface WorkHours {
  /** An IANA time zone. */
  zone: string;
  /** Hours from Monday to Sunday. */
  week: readonly (readonly Span[])[];
  /** Days (`YYYY-MM-DD`) that are not as their weekday: holidays, and the working days that make up for them (调休). */
  days: ReadonlyMap<string, DayKind>;
}

/** Why nobody is there. */
export type Closed = 'closed-hours' | 'holiday';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** Days looked ahead for a working hour: whoever works none in so long works none. */
const farthest = 366 * 6;

const textOfDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
/** Days since 1970-01-01 on the wall clock. */
const dayOf = (zone: string, at: number): number => Math.floor((at + zoneOffsetAt(zone, at)) / dayMs);
/** 1970-01-01 was a Thursday; Monday is 0. */
const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/**
 * The instant (Unix ms) at which clocks show a minute of a day. What they pass over in spring is the instant they go on at; what they show
 * twice in autumn is the first.
 */
export function instantOf(zone: string, day: number, minute: number): number {
  const local = day * dayMs + minute * minuteMs;
  const before = zoneOffsetAt(zone, local - dayMs);
  const after = zoneOffsetAt(zone, local + dayMs);
  if (before === after) return local - before;
  const [early, late] = [local - Math.max(before, after), local - Math.min(before, after)];
  if (early + zoneOffsetAt(zone, early) === local) return early;
  if (late + zoneOffsetAt(zone, late) === local) return late;
  // In the gap: clocks are put forward somewhere between the two.
  let [low, high] = [early, late];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** The hours of an ordinary workday: those of the first weekday that has any. */
const workday = (hours: WorkHours): readonly Span[] => hours.week.find((spans) => spans.length > 0) ?? [];

function spansOf(hours: WorkHours, day: number): readonly Span[] {
  const kind = hours.days.get(textOfDay(day));
  if (kind === undefined) return hours.week[weekday(day)] ?? [];
  if (kind === 'closed') return [];
  if (kind !== 'working') return kind;
  const own = hours.week[weekday(day)] ?? [];
  return own.length > 0 ? own : workday(hours);
}

/** Hours of a day as instants, in their order, without those that clocks pass over. */
function instantsOf(hours: WorkHours, day: number): [number, number][] {
  const found: [number, number][] = [];
  for (const [from, to] of spansOf(hours, day)) {
    const begins = instantOf(hours.zone, day, from);
    const ends = instantOf(hours.zone, day, to);
    if (ends > begins) found.push([begins, ends]);
  }
  return found;
}

/** Milliseconds of working time between two instants. */
export function workingBetween(hours: WorkHours, from: number, to: number): number {
  if (to <= from) return 0;
  let sum = 0;
  const last = Math.min(dayOf(hours.zone, to), dayOf(hours.zone, from) + farthest);
  for (let day = dayOf(hours.zone, from); day <= last; day++)
    for (const [begins, ends] of instantsOf(hours, day)) sum += Math.max(0, Math.min(ends, to) - Math.max(begins, from));
  return sum;
}

/** The instant at which so much working time (ms) has passed; undefined when it never will. */
export function afterWorking(hours: WorkHours, from: number, ms: number): number | undefined {
  if (ms <= 0) return from;
  let left = ms;
  const first = dayOf(hours.zone, from);
  for (let day = first; day <= first + farthest; day++)
    for (const [begins, ends] of instantsOf(hours, day)) {
      const span = ends - Math.max(begins, from);
      if (span <= 0) continue;
      if (span >= left) return Math.max(begins, from) + left;
      left -= span;
    }
  return undefined;
}

/** Whether somebody is there; if not, why, and when somebody is again. */
export function openAt(
  hours: WorkHours,
  at: number,
): { open: true } | { open: false; because: Closed; until: number | undefined } {
  const today = dayOf(hours.zone, at);
  if (instantsOf(hours, today).some(([begins, ends]) => at >= begins && at < ends)) return { open: true };
  const because = hours.days.get(textOfDay(today)) === 'closed' ? 'holiday' : 'closed-hours';
  for (let day = today; day <= today + farthest; day++)
    for (const [begins] of instantsOf(hours, day)) if (begins > at) return { open: false, because, until: begins };
  return { open: false, because, until: undefined };
}

/** The end of work on the n-th working day after the one it is: days of answers are counted so. Undefined when nobody ever works so many. */
export function afterDays(hours: WorkHours, from: number, days: number): number | undefined {
  const today = dayOf(hours.zone, from);
  let left = days;
  for (let day = today + 1; day <= today + farthest; day++) {
    const last = instantsOf(hours, day).at(-1);
    if (last && --left <= 0) return last[1];
  }
  return undefined;
}
