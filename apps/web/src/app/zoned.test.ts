import { describe, expect, it } from 'vitest';
import { dayOf, timeOf } from './times.ts';
import { dayAfter, instantOf, wallTimeOf } from './zoned.ts';

describe('times of a zone', () => {
  it('reads the wall clock, Monday first', () => {
    expect(wallTimeOf(Date.UTC(2026, 10, 21, 16, 30), 'Asia/Shanghai')).toEqual({ day: '2026-11-22', minute: 30, weekday: 6 });
    expect(wallTimeOf(Date.UTC(2026, 10, 21, 16, 30), 'America/New_York')).toEqual({
      day: '2026-11-21',
      minute: 690,
      weekday: 5,
    });
  });
  it.each(['Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu', 'UTC'])('finds the instant again in %s', (zone) => {
    for (const at of [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 15, 13, 45), Date.UTC(2026, 10, 1, 12)]) {
      const { day, minute } = wallTimeOf(at, zone);
      expect(instantOf(day, minute, zone)).toBe(at);
    }
  });
  it('takes what summer time leaves out an hour earlier', () => {
    const at = instantOf('2026-03-08', 150, 'America/New_York');
    expect(wallTimeOf(at, 'America/New_York')).toMatchObject({ day: '2026-03-08', minute: 90 });
  });
  it('counts days over the ends of months', () => {
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
    expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28');
  });
});

it('a zone that this browser does not know breaks nothing: the time is the device’s own', () => {
  const clock = { language: 'en', now: 0 } as const;
  expect(timeOf(0, { ...clock, zone: 'Mars/Olympus' })).toBe(timeOf(0, clock));
  expect(dayOf(0, 'Mars/Olympus')).toBe(dayOf(0));
});
