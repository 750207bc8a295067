import { describe, expect, it } from 'vitest';
import { bareOf, durationOf, figureOf, ticksOf } from './figures.ts';
import { askedFor, keysOf, periodOf } from './period.ts';
import { reportsSearch } from './reports-search.ts';

const now = Date.parse('2026-11-22T16:30:00Z');
const shanghai = 'Asia/Shanghai';

describe('the time of a report', () => {
  it('ends with the day that it is in the zone of the house, and is compared with as many days before', () => {
    const period = periodOf({ days: 7 }, shanghai, now)!;
    expect(period).toEqual({ from: '2026-11-17', until: '2026-11-23', days: 7, span: 'day' });
    expect(askedFor(period, shanghai)).toEqual({
      from: Date.parse('2026-11-16T16:00Z'),
      to: Date.parse('2026-11-23T16:00Z'),
      before: Date.parse('2026-11-09T16:00Z'),
    });
  });

  it('holds whole days where clocks are turned', () => {
    const period = periodOf({ from: '2026-10-24', until: '2026-10-26' }, 'Europe/Berlin', now)!;
    const { from, to } = askedFor(period, 'Europe/Berlin');
    expect((to - from) / 3_600_000).toBe(73);
    expect(keysOf(period)).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
  });

  it('is drawn by weeks and months where days would be too many; what is chosen holds', () => {
    expect(periodOf({ days: 90 }, shanghai, now)?.span).toBe('week');
    expect(periodOf({ days: 365 }, shanghai, now)?.span).toBe('month');
    expect(periodOf({ days: 90, span: 'day' }, shanghai, now)?.span).toBe('day');
    expect(keysOf(periodOf({ from: '2026-01-01', until: '2026-01-12', span: 'week' }, shanghai, now)!)).toEqual([
      '2025-12-29',
      '2026-01-05',
      '2026-01-12',
    ]);
    expect(keysOf(periodOf({ from: '2026-01-31', until: '2026-03-01', span: 'month' }, shanghai, now)!)).toHaveLength(3);
  });

  it('is none where it ends before it begins, or is too long', () => {
    expect(periodOf({ from: '2026-02-01', until: '2026-01-01' }, shanghai, now)).toBeUndefined();
    expect(periodOf({ from: '2020-02-01', until: '2026-01-01' }, shanghai, now)).toBeUndefined();
  });

  it('is read from the address; what nobody knows is dropped', () => {
    expect(reportsSearch({ days: 90, by: 'agent', label: 7731, inbox: 'x', from: '2026-13-01', more: 1 })).toEqual({
      days: 90,
      by: 'agent',
      label: '7731',
    });
  });
});

describe('figures', () => {
  it('are shown in the language of the reader', () => {
    expect(figureOf(12_345, 'count', 'en')).toBe('12,345');
    expect([figureOf(12_345, 'count', 'en', true), figureOf(12_345, 'count', 'zh-CN', true)]).toEqual(['12.3K', '1.2万']);
    expect(figureOf(0.456, 'share', 'en')).toBe('45.6%');
    expect([figureOf(-40, 'points', 'en'), figureOf(40, 'points', 'en')]).toEqual(['-40', '+40']);
    expect([durationOf(7_500_000, 'en'), durationOf(7_500_000, 'zh-CN')]).toEqual(['2 hr 5 min', '2小时5分钟']);
    expect([durationOf(59_700, 'en'), durationOf(0, 'en'), durationOf(90_000_000, 'en')]).toEqual([
      '1 min',
      '0 sec',
      '1 day 1 hr',
    ]);
  });

  it('go out bare, and axes are marked at round values', () => {
    expect([bareOf(90_500, 'time'), bareOf(0.4567, 'share'), bareOf(-40, 'points')]).toEqual([90.5, 45.67, -40]);
    expect(ticksOf(0, 'count')).toEqual([0, 1]);
    expect(ticksOf(17, 'count')).toEqual([0, 5, 10, 15, 20]);
    expect(ticksOf(3, 'count')).toEqual([0, 1, 2, 3]);
    expect(ticksOf(5_000_000, 'time').at(-1)).toBe(5_400_000);
    for (const most of [1, 9, 99, 1e4, 1e7, 3e9]) expect(ticksOf(most, 'time').at(-1)).toBeGreaterThanOrEqual(most);
  });
});
