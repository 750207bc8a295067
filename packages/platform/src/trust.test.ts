import { expect, it } from 'vitest';
import { createLocalBus } from './bus/local.ts';
import { manualClock } from './clock.ts';
import { createTrust } from './trust.ts';

function trusting() {
  const clock = manualClock(1_000_000);
  const bus = createLocalBus((error) => {
    throw error;
  });
  return { clock, bus, trusts: createTrust(bus, clock) };
}

it('what was read is believed for a minute, and for two seconds while hints are lost', () => {
  const { clock, bus, trusts } = trusting();
  const at = clock.now();
  clock.advance(59_999);
  expect(trusts(at)).toBe(true);
  clock.advance(1);
  expect(trusts(at)).toBe(false);
  bus.publish('line', { away: true });
  clock.advance(1);
  const later = clock.now();
  clock.advance(1_999);
  expect(trusts(later)).toBe(true);
  clock.advance(1);
  expect(trusts(later)).toBe(false);
});

it('nothing that was read before hints were lost is believed, not even in the same millisecond', () => {
  const { clock, bus, trusts } = trusting();
  const at = clock.now();
  bus.publish('line', { away: false });
  expect(trusts(at)).toBe(false);
  clock.advance(1);
  expect(trusts(clock.now())).toBe(true);
});

it('a clock that is set back keeps nothing alive: what was read later than now is not believed', () => {
  const { clock, bus, trusts } = trusting();
  const at = clock.now();
  clock.advance(-3_600_000);
  expect(trusts(at)).toBe(false);
  bus.publish('line', { away: false });
  expect(trusts(at)).toBe(false);
});
