import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse({ rateFactor: 1 });
});
afterAll(() => kit?.stop());

test('files of the archive are asked for within a budget of each person, whether or not they are there', async () => {
  const nowhere = crypto.randomUUID();
  const ask = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${kit.url}/api/archive/${nowhere}/${nowhere}/1/${nowhere}`, { headers });
    await answer.body?.cancel();
    return answer.status;
  };
  const statuses = await Promise.all(Array.from({ length: 80 }, () => ask(kit.owner.token)));
  expect([...new Set(statuses)].sort()).toEqual([404, 429]);
  expect(await ask((await kit.person('Another')).token)).toBe(403);
});
