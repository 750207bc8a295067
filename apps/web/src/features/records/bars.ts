import { dayAfter } from '../../app/zoned.ts';

/** A bar of the histogram: a day, month or year, both ends belonging to it. */
export interface Bar {
  from: string;
  until: string;
  count: number;
}

/** More days than this are drawn as months, more months as years: a bar must be wide enough to be met. */
const [mostDays, mostMonths] = [45, 48];

const two = (n: number): string => String(n).padStart(2, '0');
const daysBetween = (first: string, last: string): number => (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
const nextMonth = (month: string): string => {
  const [year = 0, at = 0] = month.split('-').map(Number);
  return at === 12 ? `${year + 1}-01` : `${year}-${two(at + 1)}`;
};

/** Days with records as bars without gaps, oldest first. */
export function barsOf(days: readonly { day: string; count: number }[]): Bar[] {
  const sorted = days.map(({ day }) => day).sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const bars: Bar[] = [];
  const months =
    (Number(last.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(last.slice(5, 7)) - Number(first.slice(5, 7));
  if (daysBetween(first, last) <= mostDays)
    for (let day = first; day <= last; day = dayAfter(day, 1)) bars.push({ from: day, until: day, count: 0 });
  else if (months < mostMonths)
    for (let month = first.slice(0, 7); month <= last.slice(0, 7); month = nextMonth(month))
      bars.push({ from: `${month}-01`, until: dayAfter(`${nextMonth(month)}-01`, -1), count: 0 });
  else
    for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year++)
      bars.push({ from: `${year}-01-01`, until: `${year}-12-31`, count: 0 });
  for (const { day, count } of days) {
    const bar = bars.find(({ from, until }) => from <= day && day <= until);
    if (bar) bar.count += count;
  }
  return bars;
}
