import type { HoursSpan, InboxRule } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { keptUntilChanged } from '../../people/index.ts';
import type { DayKind, Span, WorkHours } from '../hours/work-hours.ts';
import { noTargets, type Targets } from '../sla/clocks.ts';
import {
  type CalendarRow,
  calendarRows,
  type HoursRow,
  hoursRows,
  type InboxRow,
  inboxRows,
  ruleRows,
  type SourceRow,
  sourceRows,
} from './set-up-reader.ts';
import { settingsOf } from './settings.ts';

/** How inboxes are set up: little, asked for at every message, changed once a month. */
export interface SetUp {
  inboxes: ReadonlyMap<string, InboxRow>;
  sources: readonly SourceRow[];
  hours: ReadonlyMap<string, WorkHours>;
  /** Those switched on, in their order. */
  rules: readonly InboxRule[];
}

const what = 'inbox';

const tuples = (spans: readonly HoursSpan[]): Span[] => spans.map(({ from, to }) => [from, to]);

/** Own exceptions go before the calendar's. */
function hoursOf({ zone, week, days }: HoursRow, holidays: CalendarRow['days']): WorkHours {
  const kinds = new Map<string, DayKind>(holidays.map(({ day, kind }) => [day, kind]));
  for (const { day, kind } of days) kinds.set(day, typeof kind === 'string' ? kind : tuples(kind));
  return { zone, week: week.map(tuples), days: kinds };
}

/** As it stands in the database at this moment: for jobs that a change of it begins, since nodes hear of that a little later. */
export async function setUpNow({ db }: Platform): Promise<SetUp> {
  const [inboxes, sources, hours, calendars, rules] = await Promise.all([
    inboxRows(db),
    sourceRows(db),
    hoursRows(db),
    calendarRows(db),
    ruleRows(db),
  ]);
  const daysOf = new Map(calendars.map(({ id, days }) => [id, days]));
  return {
    inboxes: new Map(inboxes.map((row) => [row.id, { ...row, settings: settingsOf(row.settings) }])),
    sources,
    hours: new Map(hours.map((row) => [row.id, hoursOf(row, (row.calendar && daysOf.get(row.calendar)) || [])])),
    rules: rules.filter(({ enabled }) => enabled),
  };
}

const memory = (platform: Platform): (() => Promise<SetUp>) =>
  keptUntilChanged(
    platform,
    (changed) => changed === what,
    () => setUpNow(platform),
  );

export const setUpOf = (platform: Platform): Promise<SetUp> => platform.keep(memory)();

/** What is kept in memory of the set-up is read again, once this is committed. */
export const setUpChanged = (platform: Platform, tx: Tx, id: string): void =>
  tx.afterCommit(() => platform.bus.publish('changed', { what, id }));

/** Without hours somebody is always there. */
export const always: WorkHours = { zone: 'UTC', week: Array.from({ length: 7 }, () => [[0, 1440]] as const), days: new Map() };

/** The hours by which a case's clocks run: those of the first inbox it came to. */
export function hoursFor(setUp: SetUp, inboxes: readonly string[]): WorkHours {
  const hours = setUp.inboxes.get(inboxes[0] ?? '')?.hours;
  return (hours && setUp.hours.get(hours)) || always;
}

const minute = 60_000;
const sooner = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** What is promised at a priority: of several inboxes the stricter. */
export function targetsFor(setUp: SetUp, inboxes: readonly string[], priority: 'low' | 'normal' | 'high' | 'urgent'): Targets {
  return inboxes.reduce((all: Targets, id) => {
    const promised = setUp.inboxes.get(id)?.settings.promised[priority];
    if (!promised) return all;
    const ms = (minutes: number | null): number | null => (minutes === null ? null : minutes * minute);
    return {
      first: sooner(all.first, ms(promised.first)),
      next: sooner(all.next, ms(promised.next)),
      resolution: sooner(all.resolution, ms(promised.resolution)),
    };
  }, noTargets);
}

/** Inboxes that take what came to an account under these addresses of ours; single addresses go before whole accounts. */
export function inboxesFor(setUp: SetUp, account: string, addresses: readonly string[]): string[] {
  const live = setUp.sources.filter((s) => s.account === account && setUp.inboxes.get(s.inbox)?.archived === false);
  const told = new Set(addresses.map((address) => address.toLowerCase()));
  const named = live.filter(({ address }) => address !== '' && told.has(address));
  const found = named.length > 0 ? named : live.filter(({ address }) => address === '');
  return [...new Set(found.map(({ inbox }) => inbox))];
}
