import type { QuietHours } from '@rapport/contract';
import { wallClock, zoneOffsetAt } from '@rapport/platform';

const minuteMs = 60_000;
const dayMinutes = 1_440;

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Whether it is quiet on a wall clock in an IANA time zone at an instant (Unix ms). */
export function isQuiet({ from, to }: QuietHours, zone: string, at: number): boolean {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const { minute } = wallClock(zone, at);
  return begin < end ? minute >= begin && minute < end : minute >= begin || minute < end;
}

/** The first instant after `low` at which clocks are as far ahead as at `high`; they are changed once between them, at a whole minute. */
function clocksChange(zone: string, low: number, high: number): number {
  const after = zoneOffsetAt(zone, high);
  let [before, changed] = [Math.floor(low / minuteMs), Math.ceil(high / minuteMs)];
  while (changed - before > 1) {
    const middle = Math.floor((before + changed) / 2);
    if (zoneOffsetAt(zone, middle * minuteMs) === after) changed = middle;
    else before = middle;
  }
  return changed * minuteMs;
}

/**
 * The first instant from `at` on at which it is not quiet, to the millisecond, also where clocks are changed meanwhile; undefined where it is
 * quiet all day.
 */
export function quietUntil(hours: QuietHours, zone: string, at: number): number | undefined {
  if (hours.from === hours.to) return undefined;
  let now = at;
  // Clocks are changed at most once in the length of a night: what is asked again begins at that change.
  for (let turns = 0; turns < 8 && isQuiet(hours, zone, now); turns++) {
    const left = (minutesOf(hours.to) - wallClock(zone, now).minute + dayMinutes) % dayMinutes || dayMinutes;
    const end = Math.floor(now / minuteMs) * minuteMs + left * minuteMs;
    now = zoneOffsetAt(zone, end) === zoneOffsetAt(zone, now) ? end : clocksChange(zone, now, end);
  }
  return now;
}
