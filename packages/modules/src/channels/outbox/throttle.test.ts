import { expect, it } from 'vitest';
import { Throttle } from './throttle.ts';

const day = 86_400_000;
const minute = 60_000;

it('a limit holds what goes beyond it until the first of those that count has left its stretch', () => {
  const throttle = new Throttle([{ per: 'account', n: 2, ms: minute }]);
  expect([throttle.take('a', 0), throttle.take('b', 10), throttle.take('c', 20)]).toEqual([0, 0, minute - 20]);
  expect([throttle.take('c', minute), throttle.take('d', minute)]).toEqual([0, 10]);
});

it('of each contact it counts that contact alone', () => {
  const throttle = new Throttle([{ per: 'contact', n: 1, ms: minute }]);
  expect([throttle.take('a', 0), throttle.take('b', 0), throttle.take('a', 1)]).toEqual([0, 0, minute - 1]);
});

it('what went out before counts as if it had been counted here, each by its own time', () => {
  const throttle = new Throttle([
    { per: 'account', n: 3, ms: day },
    { per: 'contact', n: 1, ms: minute },
  ]);
  expect(throttle.span).toBe(day);
  throttle.remember([
    { handle: 'a', at: day },
    { handle: 'b', at: day + 1_000 },
  ]);
  expect(throttle.take('b', day + 2_000)).toBe(minute - 1_000);
  expect(throttle.take('c', day + 2_000)).toBe(0);
  expect(throttle.take('d', day + 3_000)).toBe(day - 3_000);
  expect(new Throttle([]).span).toBe(0);
});
