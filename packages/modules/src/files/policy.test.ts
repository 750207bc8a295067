import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dispositionOf, rangesOf, safeName } from './policy.ts';

const strange = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom(
      '/',
      '\\',
      '.',
      ' ',
      '"',
      '%',
      "'",
      ';',
      '\r',
      '\n',
      '\0',
      '\u202e',
      '\ud800',
      '\u2028',
      'é',
      '字',
      '👍',
      'a',
      ':',
      '*',
    ),
    maxLength: 400,
  }),
);

it('FI2 whatever a file is called, its name is one line without folders and tricks, and not too long', () => {
  fc.assert(
    fc.property(strange, (given) => {
      const name = safeName(given);
      expect(name).not.toMatch(/[/\\\p{Cc}\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/u);
      expect(name.isWellFormed()).toBe(true);
      expect(name).not.toMatch(/^\.*$|[. ]$/);
      expect([...name].length).toBeLessThanOrEqual(200);
      expect(safeName(name)).toBe(name);
    }),
    { numRuns: 3_000 },
  );
});

it('FI7 whatever a file is called, the header that names it is one header that cannot be broken out of', () => {
  fc.assert(
    fc.property(strange, (given) => {
      const header = dispositionOf('inline', safeName(given));
      const parts = /^inline; filename="([\x20-\x7e]*)"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]*)$/.exec(header);
      expect(parts, header).not.toBeNull();
      expect(parts![1]).not.toMatch(/["\\]/);
      expect(decodeURIComponent(parts![2]!)).toBe(safeName(given));
    }),
    { numRuns: 3_000 },
  );
});

it('FI7 whatever range is asked for, the answer is never longer than the file, nor outside of it', () => {
  const spec = fc
    .tuple(fc.option(fc.nat(2_000), { nil: '' }), fc.option(fc.nat(2_000), { nil: '' }))
    .map(([a, b]) => `${a}-${b}`);
  const header = fc.oneof(
    fc.array(spec, { minLength: 1, maxLength: 12 }).map((list) => `bytes=${list.join(',')}`),
    fc.string(),
  );
  fc.assert(
    fc.property(header, fc.nat(1_000), (text, size) => {
      const ranges = rangesOf(text, size);
      if (!ranges) return;
      for (const { start, end } of ranges) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(size);
      }
      expect(ranges.reduce((sum, r) => sum + r.end - r.start, 0)).toBeLessThanOrEqual(size);
    }),
    { numRuns: 3_000 },
  );
});
