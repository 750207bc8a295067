import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQuiet, quietUntil } from './quiet-hours.ts';

const minute = 60_000;
const at = (text: string): number => Date.parse(text);
const night = { from: '21:00', to: '08:00' };

const clock = fc
  .integer({ min: 0, max: 1_439 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
const hours = fc.record({ from: clock, to: clock }).filter(({ from, to }) => from !== to);
const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];
/** Around the nights in which clocks are changed somewhere, and any other. */
const changes = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-04-04T15:00Z',
  '2026-10-03T15:30Z',
];
const instants = fc.oneof(
  fc
    .record({ change: fc.constantFrom(...changes), off: fc.integer({ min: -36 * 3_600_000, max: 36 * 3_600_000 }) })
    .map(({ change, off }) => at(change) + off),
  fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2028-01-01T00:00Z') }),
);

describe('quiet hours', () => {
  it('PO5 are on the wall clock of the contact, over midnight', () => {
    expect(quietUntil(night, 'Asia/Shanghai', at('2026-11-22T22:30:00.500+08:00'))).toBe(at('2026-11-23T08:00+08:00'));
    expect(quietUntil(night, 'Asia/Shanghai', at('2026-11-22T20:59:59.999+08:00'))).toBe(at('2026-11-22T20:59:59.999+08:00'));
    expect(quietUntil(night, 'Europe/London', at('2026-11-22T22:30+08:00'))).toBe(at('2026-11-22T22:30+08:00'));
    expect(quietUntil({ from: '00:00', to: '00:00' }, 'UTC', 0)).toBeUndefined();
  });

  it('PO5 a night in which clocks are changed is as long as it is', () => {
    expect(quietUntil(night, 'Europe/Berlin', at('2026-03-28T22:00Z'))).toBe(at('2026-03-29T08:00+02:00'));
    expect(quietUntil(night, 'Europe/Berlin', at('2026-10-24T22:00Z'))).toBe(at('2026-10-25T08:00+01:00'));
    // 02:30 is not on any clock that night: the night ends when clocks jump over it.
    expect(quietUntil({ from: '21:00', to: '02:30' }, 'Europe/Berlin', at('2026-03-28T23:00Z'))).toBe(at('2026-03-29T01:00Z'));
  });

  it('PO5 the end is the first minute that is not quiet, counted minute by minute', () => {
    fc.assert(
      fc.property(hours, fc.constantFrom(...zones), instants, (quiet, zone, when) => {
        let plain = when;
        if (isQuiet(quiet, zone, when)) {
          plain = Math.floor(when / minute) * minute;
          while (isQuiet(quiet, zone, plain)) plain += minute;
        }
        expect(quietUntil(quiet, zone, when)).toBe(plain);
      }),
      { numRuns: 300 },
    );
  });
});
