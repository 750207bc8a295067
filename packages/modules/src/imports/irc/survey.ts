import { type ClockStart, dayMinutes } from './clock.ts';
import { readLine } from './lines.ts';

/** What one pass over a log file tells before its lines can be read as events. */
export interface FileSurvey {
  path: string;
  /** Lines that are neither blank nor headings. */
  lines: number;
  /** Of these, lines of a known shape; too few and the file is no log. */
  known: number;
  channel: string | undefined;
  start: ClockStart | undefined;
  /** Nick → whether it ever said something. */
  nicks: Map<string, boolean>;
}

export interface SurveyBuilder {
  add(line: string): void;
  finish(): FileSurvey;
}

/** `2004-11-15_03`, `2013-08-03`, `20130803` somewhere in a file's name. */
const NAME_DATE = /(?<!\d)(\d{4})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?:_(\d{2}))?(?!\d)/;

export function surveyFile(path: string): SurveyBuilder {
  const channels = new Map<string, number>();
  const nicks = new Map<string, boolean>();
  const hours: number[] = [];
  let lines = 0;
  let known = 0;
  let firstDate: string | undefined;
  const note = (nick: string | undefined, spoke: boolean) => {
    if (nick !== undefined) nicks.set(nick, spoke || (nicks.get(nick) ?? false));
  };
  return {
    add(line) {
      const { stamp, event } = readLine(line);
      if (event.kind === 'noise' && !stamp) return;
      lines += 1;
      if (event.kind !== 'unknown') known += 1;
      if (event.kind === 'day') firstDate ??= event.date;
      firstDate ??= stamp?.date;
      if (stamp && hours.at(-1) !== stamp.hour) hours.push(stamp.hour);
      if ('channel' in event && event.channel !== undefined) {
        const channel = event.channel.toLowerCase();
        channels.set(channel, (channels.get(channel) ?? 0) + 1);
      }
      if (event.kind === 'message' || event.kind === 'action' || event.kind === 'notice') note(event.nick, true);
      if (event.kind === 'join' || event.kind === 'leave' || event.kind === 'topic') note(event.nick, false);
      if (event.kind === 'leave') note(event.by, false);
      if (event.kind === 'nick') {
        note(event.nick, false);
        note(event.to, false);
      }
    },
    finish: () => ({ path, lines, known, channel: mostFrequent(channels), start: clockStart(path, firstDate, hours), nicks }),
  };
}

function mostFrequent(counts: Map<string, number>): string | undefined {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

function clockStart(path: string, firstDate: string | undefined, hours: readonly number[]): ClockStart | undefined {
  if (firstDate !== undefined) return { date: firstDate, twelveHour: false, afternoon: false };
  const named = NAME_DATE.exec(path.slice(path.lastIndexOf('/') + 1));
  if (!named) return undefined;
  const date = `${named[1]}-${named[2]}-${named[3]}`;
  const twelveHour = countsToTwelve(hours);
  if (named[4] === undefined) return { date, twelveHour, afternoon: false };
  return anchored(date, Number(named[4]), hours, twelveHour);
}

/** Twelve followed by one, and never an hour beyond: a clock without halves. */
function countsToTwelve(hours: readonly number[]): boolean {
  if (hours.some((hour) => hour > 12 || hour === 0)) return false;
  return hours.some((hour, index) => hour === 12 && hours[index + 1] === 1);
}

/**
 * The Ubuntu disentanglement set names its files after the day and hour of the part that was annotated; the lines before it may
 * be of the evening before. Choose the beginning that makes that hour of that day occur.
 */
function anchored(date: string, hour: number, hours: readonly number[], twelveHour: boolean): ClockStart {
  const target = dayMinutes(date) / 60 + hour;
  const before = new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  for (const candidate of [date, before]) {
    for (const afternoon of twelveHour ? [false, true] : [false]) {
      if (unrolled(dayMinutes(candidate) / 60 + (afternoon ? 12 : 0), hours, twelveHour ? 12 : 24).includes(target))
        return { date: candidate, twelveHour, afternoon };
    }
  }
  return { date, twelveHour, afternoon: false };
}

/** Hours of a clock face → hours since 1970 that never step back by more than one. */
function unrolled(dayHour: number, hours: readonly number[], turn: number): number[] {
  let now = Number.NEGATIVE_INFINITY;
  let base = dayHour;
  return hours.map((face) => {
    while (base + (face % turn) < now - 1) base += turn;
    now = base + (face % turn);
    return now;
  });
}
