import { expect, it } from 'vitest';
import { Paged } from './paged.ts';

/** A house with rows, in pages of two; it answers when it is let. */
function houseOf(rows: readonly number[]) {
  const house = { rows, asked: [] as (string | undefined)[], broken: false };
  const list = new Paged<number>(
    async (cursor) => {
      house.asked.push(cursor);
      if (house.broken) throw new Error('broken');
      const from = Number(cursor ?? 0);
      return { items: house.rows.slice(from, from + 2), ...(from + 2 < house.rows.length ? { next: String(from + 2) } : {}) };
    },
    () => undefined,
  );
  return { house, list };
}

it('pages follow each other to the end; asked for twice at once, a page comes once', async () => {
  const { house, list } = houseOf([1, 2, 3, 4, 5]);
  await list.more();
  await Promise.all([list.more(), list.more()]);
  expect(list.standing).toMatchObject({ items: [1, 2, 3, 4], loading: false });
  await list.more();
  await list.more();
  expect(list.standing).toMatchObject({ items: [1, 2, 3, 4, 5], rest: null });
  expect(house.asked).toEqual([undefined, '2', '4']);
});

it('a reload brings what is there anew, as far as one had come, and goes on from there', async () => {
  const { house, list } = houseOf([1, 2, 3, 4, 5, 6]);
  await list.more();
  await list.more();
  house.rows = [0, 1, 2, 3, 4, 5, 6];
  // Both at once: one waits for the other, none is lost.
  await Promise.all([list.again(), list.more()]);
  expect(list.standing.items).toEqual([0, 1, 2, 3, 4, 5]);
  await list.more();
  expect(list.standing).toMatchObject({ items: [0, 1, 2, 3, 4, 5, 6], rest: null });
});

it('what fails keeps what is there, says so, and is asked for again where it failed', async () => {
  const { house, list } = houseOf([1, 2, 3]);
  await list.more();
  house.broken = true;
  await list.more();
  await list.again();
  expect(list.standing).toMatchObject({ items: [1, 2], loaded: true, loading: false });
  expect(list.standing.error).toBeTruthy();
  house.broken = false;
  await list.more();
  expect(list.standing).toMatchObject({ items: [1, 2, 3], error: null, rest: null });
});

it('a reload of a very long list is bounded', async () => {
  const { house, list } = houseOf(Array.from({ length: 100 }, (_, i) => i));
  for (let i = 0; i < 40; i++) await list.more();
  house.asked.length = 0;
  await list.again();
  expect(house.asked).toHaveLength(10);
  expect(list.standing.items).toHaveLength(20);
  await list.more();
  expect(list.standing.items).toHaveLength(22);
});

it('a list that nobody shows any more asks for no further page; shown again, it goes on', async () => {
  const { house, list } = houseOf([1, 2, 3, 4, 5, 6]);
  for (let page = 0; page < 3; page++) await list.more();
  house.asked.length = 0;
  const again = list.again();
  list.shown = false;
  await again;
  expect(house.asked).toEqual([undefined]);
  expect(list.standing).toMatchObject({ items: [1, 2, 3, 4, 5, 6], loading: false });
  list.shown = true;
  await list.again();
  expect(house.asked).toEqual([undefined, undefined, '2', '4']);
});
