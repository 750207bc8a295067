import type { HoursSpan, InboxRule, InboxSettings } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

export interface InboxRow {
  id: string;
  name: string;
  group: string;
  hours: string | null;
  settings: InboxSettings;
  archived: boolean;
}
export const inboxRows = (q: Queryable): Promise<InboxRow[]> =>
  q.rows<InboxRow>(
    `select id, name, group_id as "group", hours_id as hours, settings, archived_at is not null as archived from inbox order by created_at, id`,
  );

/** Keeps an inbox from being changed by two at once. */
export const lockInbox = (q: Queryable, id: string): Promise<{ id: string } | undefined> =>
  q.row('select id from inbox where id = $1 for update', [id]);

export interface SourceRow {
  inbox: string;
  account: string;
  address: string;
}
export const sourceRows = (q: Queryable): Promise<SourceRow[]> =>
  q.rows<SourceRow>('select inbox_id as inbox, account_id as account, address from inbox_source order by 1, 2, 3');

export interface HoursRow {
  id: string;
  name: string;
  zone: string;
  week: HoursSpan[][];
  days: { day: string; kind: 'closed' | 'working' | HoursSpan[] }[];
  calendar: string | null;
}
export const hoursRows = (q: Queryable): Promise<HoursRow[]> =>
  q.rows<HoursRow>('select id, name, zone, week, days, calendar_id as calendar from work_hours order by name, id');

export interface CalendarRow {
  id: string;
  name: string;
  days: { day: string; kind: 'closed' | 'working'; name: string }[];
}
export const calendarRows = (q: Queryable): Promise<CalendarRow[]> =>
  q.rows<CalendarRow>('select id, name, days from holiday_calendar order by name, id');

/** Rules that are switched on or off, in their order. */
export const ruleRows = (q: Queryable): Promise<InboxRule[]> =>
  q.rows<InboxRule>(
    `select id, inbox_id as inbox, position, name, version, event, conditions, acts, enabled from inbox_rule order by position, id`,
  );
