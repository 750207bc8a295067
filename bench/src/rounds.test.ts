import { describe, expect, it } from 'vitest';
import { floorOf, verdictOf } from './report.ts';
import type { Part } from './rounds.ts';
import { interleave, median, type Round, ratioOf } from './rounds.ts';

const part = (rate: number, others = 0): Part => ({ rate, seconds: 1, cpu: { server: 0, database: 0, load: 0 }, others });
const rounds = (...rates: [number, number, boolean][]): Round[] =>
  rates.map(([product, limit, valid], i) => ({
    shape: 'a',
    number: i + 1,
    valid,
    parts: { product: part(product), L1: part(limit) },
  }));

describe('rounds', () => {
  it('alternate, and one that others disturbed is measured again', async () => {
    const order: string[] = [];
    const others = [0, 0, 0.31, 0, 0];
    const measured = (name: string) => ({
      name,
      measure: async () => {
        order.push(name);
        return part(1, others[order.length - 1]);
      },
    });
    const found = await interleave(
      { shape: 'a', rounds: 2, attempts: 4 },
      [measured('product'), measured('L1')],
      () => undefined,
    );
    expect(order).toEqual(['product', 'L1', 'product', 'product', 'L1']);
    expect(found.map((r) => r.valid)).toEqual([true, false, true]);
  });

  it('end after the attempts allowed, the last of them whole', async () => {
    const noisy = (name: string) => ({ name, measure: async () => part(1, 2) });
    const found = await interleave({ shape: 'a', rounds: 3, attempts: 6 }, [noisy('product'), noisy('L1')], () => undefined);
    expect(found.map((r) => Object.keys(r.parts).length)).toEqual([1, 1, 1, 1, 1, 2]);
    expect(found.some((r) => r.valid)).toBe(false);
  });
});

describe('the verdict', () => {
  const wanted = { shape: 'a', limit: 'L1', floor: 0.5 };

  it('compares within each round and takes the middle', () => {
    const three = rounds([60, 100, true], [10, 50, true], [400, 500, true], [9, 1, false]);
    expect(ratioOf(three, 'a', 'product', 'L1')).toEqual({ median: 0.6, min: 0.2, max: 0.8, rounds: 3 });
    expect(floorOf(three, wanted)).toMatchObject({ value: 0.6, ok: true });
    expect(verdictOf(three, [floorOf(three, wanted)])).toBe('ok');
    expect(verdictOf(three, [floorOf(three, { ...wanted, floor: 0.61 })])).toBe('below the floor');
  });

  it('is none under three valid rounds', () => {
    const two = rounds([60, 100, true], [60, 100, true], [60, 100, false]);
    expect(verdictOf(two, [floorOf(two, wanted)])).toBe('no verdict');
    expect(floorOf(two, wanted)).toMatchObject({ value: 0.6, ok: false });
  });

  it('the middle of an even number is between the two', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
