import { expect, test } from 'vitest';
import { dayAt, wallClock, zoneOffsetAt } from './time-zone.ts';

const hours = (timeZone: string, at: string): number => zoneOffsetAt(timeZone, Date.parse(at)) / 3_600_000;

test('clocks of a zone are ahead of UTC by what holds at that instant', () => {
  expect(hours('Asia/Shanghai', '2026-11-21T12:00:00Z')).toBe(8);
  expect(hours('Asia/Kathmandu', '2026-11-21T12:00:00Z')).toBe(5.75);
  expect(hours('America/New_York', '2026-11-21T12:00:00Z')).toBe(-5);
  // Summer time in Berlin ends at 01:00 UTC.
  expect(hours('Europe/Berlin', '2026-10-25T00:59:59.999Z')).toBe(2);
  expect(hours('Europe/Berlin', '2026-10-25T01:00:00Z')).toBe(1);
  expect(hours('Europe/Berlin', '2026-10-25T00:59:59.999Z')).toBe(2);
  expect(() => zoneOffsetAt('Mars/Olympus', 0)).toThrow(RangeError);
});

test('the day and the wall clock of a zone', () => {
  const at = Date.parse('2026-11-21T16:30:00Z');
  expect(dayAt('Asia/Shanghai', at)).toBe('2026-11-22');
  expect(dayAt('America/New_York', at)).toBe('2026-11-21');
  // A Sunday at half past midnight there, a Saturday before noon here.
  expect(wallClock('Asia/Shanghai', at)).toEqual({ day: 6, minute: 30 });
  expect(wallClock('America/New_York', at)).toEqual({ day: 5, minute: 11 * 60 + 30 });
  // Before 1970, too.
  expect(wallClock('UTC', Date.parse('1969-12-29T00:01:00Z'))).toEqual({ day: 0, minute: 1 });
});

test('what was asked before is found again, in any order', () => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' });
  for (let i = 0; i < 2_000; i++) {
    const at = Date.UTC(2026, 0, 1) + ((i * 7_919) % 525_600) * 60_000;
    expect(dayAt('Europe/London', at)).toBe(format.format(at));
  }
});
