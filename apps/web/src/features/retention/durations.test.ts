import { expect, it } from 'vitest';
import { daysOf, inUnits, units } from './durations.ts';

it('a duration in years or months is never shorter than the calendar, and is said again as it was meant', () => {
  expect([daysOf(1, 'years'), daysOf(10, 'years'), daysOf(6, 'months'), daysOf(30, 'days')]).toEqual([366, 3653, 183, 30]);
  for (const unit of units)
    for (let count = 1; count <= 100; count++) {
      const days = daysOf(count, unit);
      const said = inUnits(days);
      expect(daysOf(said.count, said.unit)).toBe(days);
      if (unit === 'years') expect(said).toEqual({ count, unit });
    }
  expect(inUnits(0)).toEqual({ count: 0, unit: 'days' });
  expect(inUnits(45)).toEqual({ count: 45, unit: 'days' });
});
