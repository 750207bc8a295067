import { describe, expect, it } from 'vitest';
import { dueTimeOf } from './times.ts';

const hour = 3_600_000;
/** Sunday, 23:00 in Shanghai. */
const now = Date.UTC(2026, 10, 22, 15);
const due = (hours: number, language: 'en' | 'zh-CN' = 'zh-CN') =>
  dueTimeOf(now + hours * hour, { language, zone: 'Asia/Shanghai', now });

describe('what is owed', () => {
  it('says the time, and before it the day unless it is today: the weekday where it is near, else the date', () => {
    expect(due(-1)).toBe('22:00');
    expect(due(1)).toBe('周一 00:00');
    expect(due(30, 'en')).toBe('Tue 05:00');
    expect(due(20 * 24, 'en')).toBe('Dec 12 23:00');
    expect(due(-30 * 24, 'en')).toBe('Oct 23 23:00');
  });
});
