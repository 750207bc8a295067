import { dayAfter, instantOf, wallTimeOf } from '../../../app/zoned.ts';

export type SendTimeName = 'evening' | 'tomorrow' | 'monday' | 'theirs';
export interface SendTime {
  name: SendTimeName;
  /** Unix ms. */
  at: number;
}

const nine = 9 * 60;
const six = 18 * 60;

/** Good times to send later, soonest first; `theirs`: when the other person begins to work, if that is known and not now. */
export function sendTimesOf(now: number, zone: string | undefined, theirs: number | null): SendTime[] {
  const { day, minute, weekday } = wallTimeOf(now, zone);
  const times: SendTime[] = [];
  if (theirs !== null) times.push({ name: 'theirs', at: theirs });
  if (minute < six - 30) times.push({ name: 'evening', at: instantOf(day, six, zone) });
  times.push({ name: 'tomorrow', at: instantOf(dayAfter(day, 1), nine, zone) });
  // On Sundays tomorrow is Monday.
  if (weekday !== 6) times.push({ name: 'monday', at: instantOf(dayAfter(day, 7 - weekday), nine, zone) });
  const seen = new Set<number>();
  return times.filter(({ at }) => !seen.has(at) && seen.add(at)).sort((a, b) => a.at - b.at);
}

/** What a field for date and time holds, `2026-11-21T09:00`. */
export function fieldOf(at: number, zone: string | undefined): string {
  const { day, minute } = wallTimeOf(at, zone);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${day}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** The instant such a field means; null while it is not filled in. */
export function instantOfField(value: string, zone: string | undefined): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(value);
  if (!found?.[1]) return null;
  return instantOf(found[1], Number(found[2]) * 60 + Number(found[3]), zone);
}
