import { dayOf } from '../../app/times.ts';
import { dayAfter, instantOf } from '../../app/zoned.ts';
import type { ReportsSearch, Span } from './reports-search.ts';

/** A time that is reported on: whole days of a zone, both ends belonging to it. */
export interface Period {
  from: string;
  until: string;
  days: number;
  span: Span;
}

/** More days than this are drawn as weeks, more than that as months: a bar must be wide enough to be met. */
const [mostDays, mostWeeks] = [45, 200];
/** As many as the house reports on at once. */
const most = 400;
const dayMs = 86_400_000;

const daysBetween = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / dayMs + 1;

/** The days of the address; undefined where they cannot be reported on. */
export function periodOf({ days, from, until, span }: ReportsSearch, zone: string, now: number): Period | undefined {
  const last = until ?? dayOf(now, zone);
  const first = from ?? dayAfter(last, 1 - (days ?? 28));
  const count = daysBetween(first, last);
  if (!(count >= 1 && count <= most)) return undefined;
  return {
    from: first,
    until: last,
    days: count,
    span: span ?? (count <= mostDays ? 'day' : count <= mostWeeks ? 'week' : 'month'),
  };
}

/** Instants that the house is asked for, with as many days before to compare with. */
export function askedFor({ from, until, days }: Period, zone: string): { from: number; to: number; before: number } {
  const at = (day: string): number => instantOf(day, 0, zone);
  return { from: at(from), to: at(dayAfter(until, 1)), before: at(dayAfter(from, -days)) };
}

/** The day by which a span is called: itself, the Monday, the first. */
function startOf(day: string, span: Span): string {
  if (span === 'month') return `${day.slice(0, 7)}-01`;
  if (span === 'week') return dayAfter(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7));
  return day;
}

/** Every day, week or month of a period by its key, without gaps. */
export function keysOf({ from, until, span }: Period): string[] {
  const keys = new Set<string>();
  for (let day = from; day <= until; day = dayAfter(day, 1)) keys.add(startOf(day, span));
  return [...keys];
}
