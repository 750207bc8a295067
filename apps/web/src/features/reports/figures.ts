import type { Language } from '@rapport/contract';

const kept = new Map<string, Intl.NumberFormat>();
function formatter(language: Language, form: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${form}`;
  let made = kept.get(key);
  if (!made) {
    made = new Intl.NumberFormat(language, options);
    kept.set(key, made);
  }
  return made;
}

/** How a figure is shown. Times are milliseconds, shares lie between 0 and 1. */
export type Form = 'count' | 'time' | 'share' | 'mean' | 'points';

/** `12,345`, at an axis `12K`. */
const countOf = (n: number, language: Language, short: boolean): string =>
  short && Math.abs(n) >= 10_000
    ? formatter(language, 'short', { notation: 'compact', maximumFractionDigits: 1 }).format(n)
    : formatter(language, 'count', { maximumFractionDigits: 0 }).format(n);

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** `2 h 5 min`, the two largest units of it; less than a second is none. */
export function durationOf(ms: number, language: Language): string {
  const whole = Math.round(Math.max(0, ms) / 1_000) * 1_000;
  const at = units.findIndex(([, size]) => whole >= size);
  const [unit, size] = units[at] ?? units[3];
  const say = (n: number, name: string): string =>
    formatter(language, name, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 }).format(n);
  const large = Math.floor(whole / size);
  const below = units[at + 1];
  const rest = below ? Math.floor((whole - large * size) / below[1]) : 0;
  const parts = [say(large, unit), ...(below && rest > 0 ? [say(rest, below[0])] : [])];
  return parts.join(language === 'en' ? ' ' : '');
}

/** The same by whole minutes, at least one: for what passes while one looks. */
export const minutesOf = (ms: number, language: Language): string =>
  durationOf(Math.max(1, Math.round(ms / 60_000)) * 60_000, language);

/** A figure in the reader's language; `short` for the little room at an axis. */
export function figureOf(value: number, form: Form, language: Language, short = false): string {
  switch (form) {
    case 'count':
      return countOf(value, language, short);
    case 'time':
      return durationOf(value, language);
    case 'share':
      return formatter(language, 'share', { style: 'percent', maximumFractionDigits: short ? 0 : 1 }).format(value);
    case 'mean':
      return formatter(language, 'mean', { maximumFractionDigits: 2 }).format(value);
    case 'points':
      return formatter(language, 'points', { maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(value);
  }
}

/** The same for tables of others: seconds, percents, plain numbers. */
export function bareOf(value: number, form: Form): number {
  const hundredths = (n: number): number => Math.round(n * 100) / 100;
  if (form === 'time') return hundredths(value / 1_000);
  return form === 'share' ? hundredths(value * 100) : hundredths(value);
}

const timeSteps = [1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 604_800].map(
  (s) => s * 1_000,
);

/** Values at which an axis is marked, from 0 (or `least`) to at least the highest. */
export function ticksOf(highest: number, form: Form, least = 0): number[] {
  if (form === 'share') return [0, 0.5, 1];
  if (form === 'mean') return [1, 2, 3, 4, 5];
  if (form === 'points') return [-100, -50, 0, 50, 100];
  const wanted = Math.max(highest, form === 'time' ? 1_000 : 4) / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const round = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= wanted) ?? wanted);
  const step = form === 'time' ? (timeSteps.find((n) => n >= wanted) ?? Math.ceil(wanted / 604_800_000) * 604_800_000) : round;
  const count = Math.max(1, Math.ceil((highest - least) / step));
  return Array.from({ length: count + 1 }, (_, n) => least + n * step);
}
