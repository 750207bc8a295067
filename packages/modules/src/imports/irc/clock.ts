import { zoneOffsetAt } from '@rapport/platform';
import type { LineStamp } from './lines.ts';

/**
 * Log lines say `08:31`; the day comes from headers, the file's name, or from the clock running over midnight. Times are
 * those of the logger: a zone is given from outside.
 */

const MINUTE_MICROS = 60_000_000;
const DAY_MINUTES = 1440;
/** A clock set back (or out-of-order lines) by less than this is no new day. */
const JITTER_MINUTES = 90;

export interface ClockStart {
  /** `YYYY-MM-DD` of the first line. */
  date: string;
  /** The log's clock counts to twelve, without saying which half of the day. */
  twelveHour: boolean;
  /** A twelve-hour log that begins after noon. */
  afternoon: boolean;
}

export interface LogClock {
  /** A header: from here on it is this day (and time). */
  setDay(date: string, hour?: number, minute?: number): void;
  /** Microseconds of a stamped line, never before the line above it. */
  at(stamp: LineStamp): number;
  /** Microseconds of a line without a stamp: those of the line above, or of the start of the log. */
  last(): number;
}

export function logClock(start: ClockStart, zone: ZoneOffset): LogClock {
  let dayStart = dayMinutes(start.date);
  /** Local minutes since 1970 of the last line. */
  let minutes = dayStart;
  let micros = toMicros(minutes, 0, zone);
  let half = start.afternoon ? 720 : 0;
  let fresh = true;
  const advance = (stamp: LineStamp): number => {
    if (stamp.date !== undefined) dayStart = dayMinutes(stamp.date);
    const clock = start.twelveHour ? (stamp.hour % 12) * 60 + stamp.minute : stamp.hour * 60 + stamp.minute;
    let now = dayStart + clock + (start.twelveHour ? half : 0);
    if (!fresh && stamp.date === undefined && minutes - now > JITTER_MINUTES) {
      const turn = start.twelveHour ? 720 : DAY_MINUTES;
      const turns = Math.ceil((minutes - JITTER_MINUTES - now) / turn);
      now += turns * turn;
      dayStart = Math.floor(now / DAY_MINUTES) * DAY_MINUTES;
      if (start.twelveHour) half = now - dayStart >= 720 ? 720 : 0;
    }
    fresh = false;
    return now;
  };
  return {
    setDay(date, hour, minute) {
      dayStart = dayMinutes(date);
      half = 0;
      fresh = true;
      minutes = dayStart + (hour ?? 0) * 60 + (minute ?? 0);
      micros = Math.max(micros, toMicros(minutes, 0, zone));
    },
    at(stamp) {
      minutes = advance(stamp);
      const exact = stamp.offsetMinutes === undefined ? toMicros(minutes, stamp.second, zone) : fixedMicros(minutes, stamp);
      micros = Math.max(micros, exact);
      return micros;
    },
    last: () => micros,
  };
}

function fixedMicros(minutes: number, stamp: LineStamp): number {
  return (minutes - stamp.offsetMinutes!) * MINUTE_MICROS + stamp.second * 1_000_000;
}

function toMicros(minutes: number, second: number, zone: ZoneOffset): number {
  return (minutes - zone(minutes)) * MINUTE_MICROS + second * 1_000_000;
}

/** Local minutes of a day's midnight since 1970. */
export function dayMinutes(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 60_000;
}

/** Local minutes since 1970 → minutes east of UTC then. */
export type ZoneOffset = (localMinutes: number) => number;

/** `UTC`, `+08:00` or an IANA name such as `Asia/Taipei`. Throws RangeError for a zone nobody knows. */
export function zoneOffset(timeZone: string): ZoneOffset {
  if (timeZone === 'UTC') return () => 0;
  const fixed = /^([+-])(\d{2}):?(\d{2})$/.exec(timeZone);
  if (fixed) {
    const minutes = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
    return () => minutes;
  }
  const offsetAt = (utcMinutes: number): number => zoneOffsetAt(timeZone, utcMinutes * 60_000) / 60_000;
  offsetAt(0);
  const cache = new Map<number, number>();
  return (local) => {
    const hour = Math.floor(local / 60);
    const known = cache.get(hour);
    if (known !== undefined) return known;
    // Guess with the offset of the same number read as UTC, then correct once: right except inside a skipped hour.
    const offset = offsetAt(local - offsetAt(local));
    if (cache.size > 100_000) cache.clear();
    cache.set(hour, offset);
    return offset;
  };
}
