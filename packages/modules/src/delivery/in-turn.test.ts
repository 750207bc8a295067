import { expect, it } from 'vitest';
import { inTurn } from './in-turn.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function work() {
  const runs: ((error?: Error) => void)[] = [];
  const run = inTurn(() => new Promise((resolve, reject) => runs.push((error) => (error ? reject(error) : resolve()))));
  return { runs, run };
}

it('whoever asks while it runs is answered by a run that begins after, one for all of them', async () => {
  const { runs, run } = work();
  const first = run();
  const later = [run(), run(), run()];
  await turn();
  expect(runs).toHaveLength(1);
  let done = false;
  void Promise.all(later).then(() => {
    done = true;
  });
  runs[0]!();
  await first;
  await turn();
  expect([runs.length, done]).toEqual([2, false]);
  runs[1]!();
  await Promise.all(later);
  void run();
  expect(runs).toHaveLength(3);
});

it('a run that failed is told to who asked for it, and holds up nobody else', async () => {
  const { runs, run } = work();
  const first = run();
  const second = run();
  runs[0]!(new Error('the database is away'));
  await expect(first).rejects.toThrow('away');
  await turn();
  expect(runs).toHaveLength(2);
  runs[1]!();
  await second;
});
