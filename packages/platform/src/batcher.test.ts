import { describe, expect, it, vi } from 'vitest';
import { Batcher } from './batcher.ts';

/** A flight that lands when told to. */
function runway() {
  const flights: { items: number[]; land: (results?: (string | Error)[]) => void; crash: (error: Error) => void }[] = [];
  const flight = (items: number[]) =>
    new Promise<(string | Error)[]>((resolve, reject) => {
      flights.push({ items, land: (results) => resolve(results ?? items.map((i) => `#${i}`)), crash: reject });
    });
  return { flights, flight };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const make = (flight: (items: number[]) => Promise<(string | Error)[]>, maxBatch = 100, maxWaiting = 1000) =>
  new Batcher<number, string>({ maxBatch, maxWaiting, flight, overflow: () => new Error('full') });

describe('group commit', () => {
  it('everything of one turn leaves together, and each gets its own result', async () => {
    const { flights, flight } = runway();
    const batcher = make(flight);
    const all = Promise.all([1, 2, 3].map((i) => batcher.add(i)));
    await turn();
    expect(flights.map((f) => f.items)).toEqual([[1, 2, 3]]);
    flights[0]!.land();
    expect(await all).toEqual(['#1', '#2', '#3']);
  });

  it('while one flight is out the next items gather, in order, and leave at the landing', async () => {
    const { flights, flight } = runway();
    const batcher = make(flight, 2);
    const all = Promise.all([1, 2, 3, 4, 5].map((i) => batcher.add(i)));
    await turn();
    expect(batcher.waiting).toBe(3);
    flights[0]!.land();
    await turn();
    flights[1]!.land();
    await turn();
    flights[2]!.land();
    await all;
    expect(flights.map((f) => f.items)).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('the next flight leaves before the results of the last are handed out', async () => {
    const { flights, flight } = runway();
    const batcher = make(flight, 1);
    const order: string[] = [];
    void batcher.add(1).then(() => order.push(`result 1, flights ${flights.length}`));
    void batcher.add(2);
    await turn();
    flights[0]!.land();
    await turn();
    expect(order).toEqual(['result 1, flights 2']);
    flights[1]!.land();
  });

  it('with a time to gather whoever comes alone does not wait, and a storm leaves in fewer flights', async () => {
    const { flights, flight } = runway();
    const batcher = new Batcher<number, string>({
      maxBatch: 100,
      maxWaiting: 1_000,
      gather: 30,
      flight,
      overflow: () => new Error('full'),
    });
    const land = async (n: number) => {
      await vi.waitFor(() => expect(flights).toHaveLength(n), { interval: 1, timeout: 15_000 });
      flights[n - 1]!.land();
    };
    const alone = batcher.add(1);
    await turn();
    await land(1);
    await alone;
    const both = Promise.all([batcher.add(2), batcher.add(3)]);
    await turn();
    expect(flights).toHaveLength(2);
    const later = [batcher.add(4)];
    await land(2);
    await both;
    later.push(batcher.add(5));
    await turn();
    expect(flights).toHaveLength(2);
    await land(3);
    await Promise.all(later);
    expect(flights.map((f) => f.items)).toEqual([[1], [2, 3], [4, 5]]);
    await batcher.drain();
  });

  it('an Error among the results rejects that item alone; a crash rejects the flight, and the next one flies', async () => {
    const { flights, flight } = runway();
    const batcher = make(flight, 2);
    const settled = Promise.allSettled([1, 2, 3, 4, 5].map((i) => batcher.add(i)));
    await turn();
    flights[0]!.land([new Error('one'), 'two']);
    await turn();
    flights[1]!.crash(new Error('down'));
    await turn();
    flights[2]!.land();
    expect((await settled).map((s) => (s.status === 'fulfilled' ? s.value : (s.reason as Error).message))).toEqual([
      'one',
      'two',
      'down',
      'down',
      '#5',
    ]);
  });

  it('too many waiting are refused; drain waits for the rest', async () => {
    const { flights, flight } = runway();
    const batcher = make(flight, 1, 2);
    const kept = [batcher.add(1), batcher.add(2)];
    await expect(batcher.add(3)).rejects.toThrow('full');
    let drained = false;
    const end = batcher.drain().then(() => {
      drained = true;
    });
    await turn();
    flights[0]!.land();
    await turn();
    expect(drained).toBe(false);
    flights[1]!.land();
    await Promise.all([...kept, end]);
    expect(drained).toBe(true);
  });
});
