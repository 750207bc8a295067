import type { Language } from '@rapport/contract';

/** Whether this browser knows a zone: those of other people may be newer, or stranger, and must not break the page that they stand on. */
export function isZone(zone: string | undefined): zone is string {
  try {
    return zone !== undefined && zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** Formatters cost far more to make than to use: one for each language, zone and form. */
const kept = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, zone: string | undefined, form: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language} ${zone} ${form}`;
  let made = kept.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(language, { ...options, ...(isZone(zone) ? { timeZone: zone } : {}) });
    kept.set(key, made);
  }
  return made;
}

const relatives = new Map<string, Intl.RelativeTimeFormat>();

/** `Today`, `昨天`: a day by its distance from this one. */
function relativeDay(language: string, distance: number): string {
  let made = relatives.get(language);
  if (!made) {
    made = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    relatives.set(language, made);
  }
  return capital(made.format(distance, 'day'));
}

export interface Clock {
  language: Language;
  /** IANA name; the device's own when absent. */
  zone?: string | undefined;
  /** Unix ms. */
  now: number;
}

/** The calendar day of an instant, `2026-11-21`, in the reader's zone. */
export const dayOf = (at: number, zone?: string): string =>
  formatter('en-CA', zone, 'day', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

/** `09:05`, always 24 hours and tabular. */
export const timeOf = (at: number, clock: Clock): string =>
  formatter(clock.language, clock.zone, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

export const fullTimeOf = (at: number, clock: Clock): string =>
  formatter(clock.language, clock.zone, 'full', {
    dateStyle: 'full',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(at);

/** A date with its year. */
export const dateOf = (at: number, clock: Clock): string =>
  formatter(clock.language, clock.zone, 'date', { year: 'numeric', month: 'long', day: 'numeric' }).format(at);

const dayMs = 86_400_000;

/** A day's heading: today, yesterday, the weekday and date, the year only when it is another one. */
export function dayNameOf(at: number, clock: Clock): string {
  const day = dayOf(at, clock.zone);
  if (day === dayOf(clock.now, clock.zone)) return relativeDay(clock.language, 0);
  if (day === dayOf(clock.now - dayMs, clock.zone)) return relativeDay(clock.language, -1);
  const sameYear = day.slice(0, 4) === dayOf(clock.now, clock.zone).slice(0, 4);
  return sameYear
    ? formatter(clock.language, clock.zone, 'weekday', { weekday: 'long', month: 'long', day: 'numeric' }).format(at)
    : dateOf(at, clock);
}

/** A day without its time: the weekday where that is near, else the date. */
function shortDayOf(at: number, isNear: boolean, clock: Clock): string {
  if (isNear) return formatter(clock.language, clock.zone, 'wd', { weekday: 'short' }).format(at);
  const sameYear = dayOf(at, clock.zone).slice(0, 4) === dayOf(clock.now, clock.zone).slice(0, 4);
  return sameYear
    ? formatter(clock.language, clock.zone, 'md', { month: 'short', day: 'numeric' }).format(at)
    : formatter(clock.language, clock.zone, 'ymd', { year: 'numeric', month: 'numeric', day: 'numeric' }).format(at);
}

/** For lists of what was: the time today, the weekday within six days, else the date. */
export function shortTimeOf(at: number, clock: Clock): string {
  const day = dayOf(at, clock.zone);
  if (day === dayOf(clock.now, clock.zone)) return timeOf(at, clock);
  if (day === dayOf(clock.now - dayMs, clock.zone)) return relativeDay(clock.language, -1);
  return shortDayOf(at, at > clock.now - 6 * dayMs, clock);
}

/** For what is owed or put off: the time, before it the day unless it is today. */
export function dueTimeOf(at: number, clock: Clock): string {
  const time = timeOf(at, clock);
  if (dayOf(at, clock.zone) === dayOf(clock.now, clock.zone)) return time;
  return `${shortDayOf(at, Math.abs(at - clock.now) < 6 * dayMs, clock)} ${time}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `1.4 MB`, in steps of 1024 as file managers show it. */
export function sizeOf(bytes: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${units[unit]}`;
}

/** 1001 means "more than 1000" on the wire; a badge says 99+. */
export const countOf = (n: number): string => (n > 99 ? '99+' : String(n));
