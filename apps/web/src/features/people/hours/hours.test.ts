import type { WorkingHours } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { clockOf, hoursText, isWhole, minuteOf } from './hours.ts';

const day = [
  { from: 540, to: 720 },
  { from: 810, to: 1080 },
];
const week: WorkingHours = [day, day, day, day, [{ from: 540, to: 900 }], [], []];

describe('working hours in words', () => {
  it('days alike stand together, days off are not told of', () => {
    expect(hoursText(week, 'en', '–')).toEqual(['Mon–Thu 09:00–12:00, 13:30–18:00', 'Fri 09:00–15:00']);
    expect(hoursText(week, 'zh-CN', '至')).toEqual(['周一至周四 09:00–12:00, 13:30–18:00', '周五 09:00–15:00']);
  });

  it('a time field and a minute of the day are one', () => {
    expect([clockOf(0), clockOf(545), clockOf(1440)]).toEqual(['00:00', '09:05', '24:00']);
    expect([minuteOf('09:05'), minuteOf('')]).toEqual([545, undefined]);
  });

  it('spans come in order and end after they begin', () => {
    expect(isWhole(week)).toBe(true);
    expect(isWhole([[{ from: 600, to: 600 }]])).toBe(false);
    expect(isWhole([[...day].reverse()])).toBe(false);
  });
});
