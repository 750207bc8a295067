import { Fault, type HolidayCalendar, type HoursSpan, type Output, type Parsed, type WorkHours } from '@rapport/contract';
import { dayAt, newId, type Platform } from '@rapport/platform';
import { type Actor, can } from '../../access/index.ts';
import { requireConfigure } from '../guard.ts';
import { readCalendar } from '../hours/read-calendar.ts';
import { setUpChanged } from './memory.ts';
import { calendarRows, hoursRows } from './set-up-reader.ts';
import { putCalendar, putHours } from './set-up-writer.ts';

const most = 200;

export async function listHours(platform: Platform, actor: Actor): Promise<Output<'inbox.hours'>> {
  if (actor.kind === 'guest') requireConfigure(actor);
  const [hours, calendars] = await Promise.all([hoursRows(platform.db), calendarRows(platform.db)]);
  return { hours, calendars } as Output<'inbox.hours'>;
}

/** Whoever sets up any inbox sets up hours: they stand for several. */
function requireHours(actor: Actor): void {
  if (
    !actor.scoped.some((held) => held.kind === 'inbox' && held.permissions.has('inbox.configure')) ||
    can(actor, 'inbox.configure')
  )
    requireConfigure(actor);
}

/** Spans of a day in their order, apart. */
function requireSpans(field: string, spans: readonly HoursSpan[]): void {
  if (spans.some(({ from, to }, i) => from >= to || (i > 0 && spans[i - 1]!.to > from)))
    throw new Fault('invalid-input', { field, reason: 'spans of time in their order' });
}

function requireZone(zone: string): void {
  try {
    dayAt(zone, 0);
  } catch {
    throw new Fault('invalid-input', { field: 'zone', reason: 'no time zone' });
  }
}

export async function saveHours(
  platform: Platform,
  actor: Actor,
  { hours, ...given }: Parsed<'inbox.saveHours'>,
): Promise<WorkHours> {
  requireHours(actor);
  requireZone(given.zone);
  for (const [i, spans] of given.week.entries()) requireSpans(`week/${i}`, spans);
  for (const { day, kind } of given.days) if (typeof kind !== 'string') requireSpans(`days/${day}`, kind);
  return platform.db.transaction(async (tx) => {
    const known = await hoursRows(tx);
    if (hours !== undefined && !known.some(({ id }) => id === hours)) throw new Fault('not-found', { what: 'working hours' });
    if (hours === undefined && known.length >= most) throw new Fault('quota-exceeded', { quota: `${most}` });
    if (given.calendar !== null && !(await calendarRows(tx)).some(({ id }) => id === given.calendar))
      throw new Fault('not-found', { what: 'calendar' });
    const id = hours ?? newId(platform.clock.now());
    await putHours(tx, { id, ...given }, platform.clock.now());
    setUpChanged(platform, tx, id);
    if (hours !== undefined) await platform.jobs.enqueue(tx, 'inbox.reckon', { hours: id }, { key: `inbox.reckon:${id}` });
    return { id, ...given };
  });
}

/** Entries that are passed over and told of. */
const mostTold = 20;

/** Read again, a calendar takes the place of what it said before. Tried, nothing is kept: whoever brings it sees first what is read of it. */
export async function saveCalendar(
  platform: Platform,
  actor: Actor,
  { calendar, name, text, try: tried }: Parsed<'inbox.saveCalendar'>,
): Promise<Output<'inbox.saveCalendar'>> {
  requireHours(actor);
  const { days, passed } = readCalendar(text);
  return platform.db.transaction(async (tx) => {
    const known = await calendarRows(tx);
    if (calendar !== undefined && !known.some(({ id }) => id === calendar)) throw new Fault('not-found', { what: 'calendar' });
    if (calendar === undefined && known.length >= most) throw new Fault('quota-exceeded', { quota: `${most}` });
    const id = calendar ?? newId(platform.clock.now());
    const kept: HolidayCalendar = { id, name, days };
    const answer = { calendar: kept, passed: passed.length, passedOver: passed.slice(0, mostTold) };
    if (tried) return answer;
    await putCalendar(tx, kept, platform.clock.now());
    setUpChanged(platform, tx, id);
    for (const hours of await hoursRows(tx))
      if (hours.calendar === id)
        await platform.jobs.enqueue(tx, 'inbox.reckon', { hours: hours.id }, { key: `inbox.reckon:${hours.id}` });
    return answer;
  });
}
