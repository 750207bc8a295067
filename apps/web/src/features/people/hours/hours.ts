import type { Language, WorkingHours } from '@rapport/contract';

type Day = WorkingHours[number];

/** Name of a day by its place in the week, Monday being 0. */
export const dayName = (day: number, language: Language, form: 'short' | 'long' = 'short'): string =>
  // 2024 began on a Monday.
  new Intl.DateTimeFormat(language, { weekday: form, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day));

/** `09:05` of a minute of the day; midnight at the end is `24:00`. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The minute of the day that a time field holds; undefined while it is half typed. */
export function minuteOf(text: string): number | undefined {
  const found = /^(\d{2}):(\d{2})/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}

export const spansText = (day: Day): string => day.map(({ from, to }) => `${clockOf(from)}–${clockOf(to)}`).join(', ');

/** Days alike and next to each other, together: `[first, last, spans]`; days off are left out. */
export function runsOf(hours: WorkingHours): { first: number; last: number; spans: string }[] {
  const runs: { first: number; last: number; spans: string }[] = [];
  hours.forEach((day, i) => {
    const spans = spansText(day);
    const open = runs.at(-1);
    if (spans === '') return;
    if (open && open.last === i - 1 && open.spans === spans) open.last = i;
    else runs.push({ first: i, last: i, spans });
  });
  return runs;
}

/** `Mon–Fri 09:00–18:00`, one for each run of days; `to` joins the first day and the last. */
export const hoursText = (hours: WorkingHours, language: Language, to: string): string[] =>
  runsOf(hours).map(({ first, last, spans }) => {
    const days = first === last ? dayName(first, language) : `${dayName(first, language)}${to}${dayName(last, language)}`;
    return `${days} ${spans}`;
  });

/** Spans in order, each ending after it begins; what is not so yet is not saved. */
export const isWhole = (hours: WorkingHours): boolean =>
  hours.every((day) => day.every(({ from, to }, i) => to > from && (i === 0 || from >= (day[i - 1]?.to ?? 0))));
