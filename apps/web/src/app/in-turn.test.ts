import { expect, it } from 'vitest';
import { inTurn } from './in-turn.ts';

it('one question at a time; of those who ask meanwhile all get one answer after it, failures or not', async () => {
  const ends: (() => void)[] = [];
  const asked: number[] = [];
  const ask = inTurn(async (n: number) => {
    asked.push(n);
    await new Promise<void>((resolve) => {
      ends.push(resolve);
    });
    if (n === 1) throw new Error('refused');
  });
  const first = ask(1);
  const later = [ask(2), ask(3)];
  expect(asked).toEqual([1]);
  ends[0]?.();
  await first;
  await Promise.resolve();
  expect(asked).toEqual([1, 2]);
  const third = ask(4);
  ends[1]?.();
  await Promise.all(later);
  await Promise.resolve();
  expect(asked).toEqual([1, 2, 4]);
  ends[2]?.();
  await third;
  void ask(5);
  expect(asked).toEqual([1, 2, 4, 5]);
});
