import { Fault } from '@rapport/contract';

/** A day that is not as its weekday, as a calendar names it. */
export interface CalendarDay {
  day: string;
  kind: 'closed' | 'working';
  name: string;
}
export interface ReadCalendar {
  days: CalendarDay[];
  /** What entries say that say nothing about whole days, or repeat in a way that is not read. */
  passed: string[];
}

/** Characters of a calendar, days of one, days of one entry; characters told of an entry that is passed over. */
const most = { characters: 2_000_000, days: 5_000, long: 60, said: 120 };

const dayMs = 86_400_000;
const isDay = (day: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
const refuse = (reason: string): Fault => new Fault('invalid-input', { field: 'calendar', reason });

/**
 * Days of a holiday calendar: iCalendar (RFC 5545), or JSON as `NateScarlet/holiday-cn` publishes what the State Council announces:
 * `{days: [{name, date, isOffDay}]}`, or a list of these.
 * @throws Fault `invalid-input` where it is neither
 */
export function readCalendar(text: string): ReadCalendar {
  if (text.length > most.characters) throw refuse('it is too long');
  const read = /^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text) ? readIcs(text) : readJson(text);
  if (read.days.length === 0) throw refuse('it names no whole days');
  if (read.days.length > most.days) throw refuse(`it has more than ${most.days} days`);
  // A day that is both was moved: what makes people work is the later word.
  const byDay = new Map<string, CalendarDay>();
  for (const day of read.days) if (byDay.get(day.day)?.kind !== 'working') byDay.set(day.day, day);
  return { days: [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1)), passed: read.passed };
}

function readJson(text: string): ReadCalendar {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw refuse('it is neither iCalendar nor JSON');
  }
  const read: ReadCalendar = { days: [], passed: [] };
  for (const year of Array.isArray(value) ? value : [value]) {
    const entries: unknown = typeof year === 'object' && year !== null && 'days' in year ? year.days : [year];
    for (const entry of Array.isArray(entries) ? entries : []) {
      const day = jsonDay(entry);
      if (day) read.days.push(day);
      else read.passed.push((JSON.stringify(entry) ?? '').slice(0, most.said));
    }
  }
  return read;
}

function jsonDay(entry: unknown): CalendarDay | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { date, name, isOffDay } = entry as Record<string, unknown>;
  if (typeof date !== 'string' || !isDay(date) || typeof isOffDay !== 'boolean') return undefined;
  return { day: date, kind: isOffDay ? 'closed' : 'working', name: typeof name === 'string' ? name.slice(0, 80) : '' };
}

/** How Chinese calendars name the days that are worked instead: 补班, 调休上班, （班）. */
const worked = /补班|上班|调班|[（(【[]班[）)】\]]|\bworking day\b/iu;
const unescaped = (text: string): string => text.replace(/\\n/gi, ' ').replace(/\\([\\;,])/g, '$1');

function readIcs(text: string): ReadCalendar {
  const read: ReadCalendar = { days: [], passed: [] };
  // A line that begins with white space goes on with the line before (RFC 5545 §3.1).
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  let event: Map<string, string> | undefined;
  for (const line of lines) {
    if (/^BEGIN:VEVENT/i.test(line)) event = new Map();
    else if (/^END:VEVENT/i.test(line) && event) {
      const days = icsDays(event);
      if (days.length === 0) read.passed.push(icsSaid(event));
      read.days.push(...days);
      event = undefined;
    } else if (event) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).split(';')[0]!.toUpperCase();
      if (colon > 0 && !event.has(name)) event.set(name, line.slice(colon + 1));
    }
  }
  return read;
}

const icsDay = (value: string | undefined): number | undefined => {
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(value?.trim() ?? '');
  if (!found) return undefined;
  const day = `${found[1]}-${found[2]}-${found[3]}`;
  return isDay(day) ? Date.parse(day) / dayMs : undefined;
};

const icsSaid = (event: ReadonlyMap<string, string>): string =>
  [unescaped(event.get('SUMMARY') ?? ''), event.get('DTSTART'), event.get('RRULE') ?? event.get('STATUS')]
    .filter(Boolean)
    .join(' · ')
    .slice(0, most.said);

function icsDays(event: ReadonlyMap<string, string>): CalendarDay[] {
  const from = icsDay(event.get('DTSTART'));
  if (from === undefined || event.has('RRULE') || event.get('STATUS')?.toUpperCase() === 'CANCELLED') return [];
  // The end is the day after the last (RFC 5545 §3.6.1).
  const to = Math.min(Math.max(icsDay(event.get('DTEND')) ?? from + 1, from + 1), from + most.long);
  const name = unescaped(event.get('SUMMARY') ?? '').slice(0, 80);
  const kind = worked.test(name) ? 'working' : 'closed';
  return Array.from({ length: to - from }, (_, i) => ({
    day: new Date((from + i) * dayMs).toISOString().slice(0, 10),
    kind,
    name,
  }));
}
