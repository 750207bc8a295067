import { zoneOffsetAt } from '@rapport/platform';

/** Calendar days of a query. A day is `YYYY-MM-DD` in the searcher's time zone; intervals are half-open. */

export interface DayInterval {
  /** First day wanted. */
  first?: string;
  /** First day no longer wanted. */
  until?: string;
}

const DAY_MS = 86_400_000;
const written = /^(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?$/;
const writtenZh = /^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?$/;
const named = new Map(Object.entries({ today: 0, 今天: 0, yesterday: -1, 昨天: -1, 前天: -2 }));

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The days a value names, a month or a year being all its days; undefined when it names none. `today`: `YYYY-MM-DD`. */
export function daysOf(value: string, today: string): { first: string; until: string } | undefined {
  const text = value.normalize('NFKC').toLowerCase();
  const offset = named.get(text);
  if (offset !== undefined) {
    const start = Date.parse(`${today}T00:00:00Z`) + offset * DAY_MS;
    return { first: iso(start), until: iso(start + DAY_MS) };
  }
  const zh = writtenZh.exec(text);
  const plain = written.exec(text);
  const parts = zh ? [zh[1], zh[2], zh[3]] : plain ? [plain[1], plain[3], plain[4]] : undefined;
  if (!parts) return undefined;
  const [year, month, day] = parts.map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || year < 1970) return undefined;
  if (month === undefined) return { first: `${year}-01-01`, until: `${year + 1}-01-01` };
  if (month < 1 || month > 12) return undefined;
  if (day === undefined) return { first: iso(Date.UTC(year, month - 1, 1)), until: iso(Date.UTC(year, month, 1)) };
  const start = Date.UTC(year, month - 1, day);
  if (day < 1 || new Date(start).getUTCDate() !== day) return undefined;
  return { first: iso(start), until: iso(start + DAY_MS) };
}

/** What both intervals have in common; undefined when that is no day. */
export function intersect(a: DayInterval, b: DayInterval): DayInterval | undefined {
  const first = [a.first, b.first]
    .filter((d) => d !== undefined)
    .sort()
    .at(-1);
  const until = [a.until, b.until]
    .filter((d) => d !== undefined)
    .sort()
    .at(0);
  if (first !== undefined && until !== undefined && first >= until) return undefined;
  return { ...(first === undefined ? {} : { first }), ...(until === undefined ? {} : { until }) };
}

/** The instant (Unix ms) at which a day begins in an IANA time zone; where midnight is skipped, the first moment after it. */
export function startOfDay(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const before = midnight - zoneOffsetAt(timeZone, midnight - DAY_MS / 2);
  const after = midnight - zoneOffsetAt(timeZone, midnight + DAY_MS / 2);
  const right = [before, after].filter((t) => t + zoneOffsetAt(timeZone, t) === midnight).sort((a, b) => a - b);
  return right[0] ?? Math.max(before, after);
}
