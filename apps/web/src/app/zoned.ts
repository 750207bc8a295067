import { dayOf, timeOf } from './times.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

export interface WallTime {
  /** `2026-11-21` */
  day: string;
  /** Of the day. */
  minute: number;
  /** Monday is 0. */
  weekday: number;
}

/** What a clock on the wall of a zone shows at an instant; without a zone, the device's own. */
export function wallTimeOf(at: number, zone?: string): WallTime {
  const day = dayOf(at, zone);
  const [hours = 0, minutes = 0] = timeOf(at, { language: 'en', zone, now: at }).split(':').map(Number);
  return { day, minute: hours * 60 + minutes, weekday: (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7 };
}

const utcOf = (day: string, minute: number): number => Date.parse(`${day}T00:00Z`) + minute * minuteMs;

/** The instant at which a wall clock shows a day and minute. What summer time leaves out is taken an hour earlier; NaN: no such day. */
export function instantOf(day: string, minute: number, zone?: string): number {
  const wanted = utcOf(day, minute);
  if (Number.isNaN(wanted)) return wanted;
  let at = wanted;
  // The offset depends on the instant, which is what is looked for: twice is enough everywhere.
  for (let i = 0; i < 2; i++) {
    const shown = wallTimeOf(at, zone);
    at += wanted - utcOf(shown.day, shown.minute);
  }
  return at;
}

/** A calendar day some days later. */
export const dayAfter = (day: string, days: number): string => new Date(utcOf(day, 0) + days * dayMs).toISOString().slice(0, 10);
