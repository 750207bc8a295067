import { expect, it } from 'vitest';
import { manualClock } from '../clock.ts';
import { RateLimiter } from './rate-limit.ts';

const spend = (limiter: RateLimiter, key: string): number => {
  let taken = 0;
  while (limiter.take(key, 'sign-in').allowed) taken++;
  return taken;
};

it('a spent budget is not given back to whoever floods the limiter with fresh callers', () => {
  const clock = manualClock(0);
  const limiter = new RateLimiter(clock, 1, 1_000);
  expect(spend(limiter, 'guesser')).toBe(7);
  for (let i = 0; i < 10_000; i++) limiter.take(`fresh ${i}`, 'sign-in');
  expect(limiter.take('guesser', 'sign-in').allowed).toBe(false);
  for (let i = 0; i < 900; i++) spend(limiter, `spent ${i}`);
  for (let i = 0; i < 10_000; i++) limiter.take(`fresher ${i}`, 'sign-in');
  expect(limiter.take('guesser', 'sign-in').allowed).toBe(false);
  expect(limiter.take('spent 0', 'sign-in').allowed).toBe(false);
});

it('how long one waits is told without taking anything', () => {
  const clock = manualClock(0);
  const limiter = new RateLimiter(clock, 1);
  expect(limiter.waits('caller', 'sign-in')).toBe(0);
  expect(spend(limiter, 'caller')).toBe(7);
  expect(limiter.waits('caller', 'sign-in')).toBe(1);
  clock.advance(1_000);
  for (let i = 0; i < 10; i++) expect(limiter.waits('caller', 'sign-in')).toBe(0);
  expect(limiter.take('caller', 'sign-in').allowed).toBe(true);
  expect(limiter.waits('caller', 'sign-in')).toBe(2);
});

it('a budget that has filled again is forgotten first, and nothing is lost by it', () => {
  const clock = manualClock(0);
  const limiter = new RateLimiter(clock, 1, 100);
  for (let i = 0; i < 99; i++) spend(limiter, `early ${i}`);
  clock.advance(15_000);
  spend(limiter, 'late');
  for (let i = 0; i < 50; i++) limiter.take(`fresh ${i}`, 'sign-in');
  expect(limiter.take('late', 'sign-in').allowed).toBe(false);
  expect(spend(limiter, 'early 0')).toBe(7);
});

it('calls of one caller at the same time never take more than the budget', () => {
  const limiter = new RateLimiter(manualClock(0), 1);
  const allowed = Array.from({ length: 1_000 }, () => limiter.take('one', 'command')).filter((b) => b.allowed);
  expect(allowed).toHaveLength(150);
});

it('a clock that is set back takes no budget away, and one that is set forward gives no more than a full one', () => {
  const clock = manualClock(10 * 86_400_000);
  const limiter = new RateLimiter(clock, 1);
  expect(limiter.take('one', 'sign-in').allowed).toBe(true);
  clock.advance(-3 * 86_400_000);
  expect(spend(limiter, 'one')).toBe(6);
  clock.advance(3 * 86_400_000);
  expect(spend(limiter, 'one')).toBe(7);
});
