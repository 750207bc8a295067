import { describe, expect, it } from 'vitest';
import { nextWorkOf, worksAt } from './working-time.ts';

const office = [{ from: 540, to: 1080 }];
const lin = { workingHours: [office, office, office, office, office, [], []], timeZone: 'Asia/Shanghai' };
/** An hour of Shanghai in November 2026; the 20th is a Friday. */
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour - 8, minute);

describe('working hours', () => {
  it('are those of their own zone', () => {
    expect(worksAt(lin, at(20, 9))).toBe(true);
    expect(worksAt(lin, at(20, 18))).toBe(false);
    expect(worksAt(lin, at(21, 12))).toBe(false);
    expect(worksAt({ ...lin, timeZone: 'America/New_York' }, at(20, 9))).toBe(false);
  });
  it('begin again the same day, the next, or after the weekend', () => {
    expect(nextWorkOf(lin, at(20, 7))).toBe(at(20, 9));
    expect(nextWorkOf(lin, at(19, 22))).toBe(at(20, 9));
    expect(nextWorkOf(lin, at(20, 18, 30))).toBe(at(23, 9));
  });
  it('of nobody: never off, and never on again', () => {
    const free = { workingHours: [[], [], [], [], [], [], []], timeZone: 'UTC' };
    expect(worksAt(free, at(21, 3))).toBe(true);
    expect(nextWorkOf(free, at(21, 3))).toBeNull();
  });
});
