import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { tusClient } from '../files.test-kit.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse({ rateFactor: 1 });
});
afterAll(async () => {
  vi.useRealTimers();
  await kit.stop();
});

it('FI4 beginning uploads has a budget: the smallest ones cost rows and files too', async () => {
  const ann = await kit.person('Ann');
  // The clock stands: on a busy machine the budget would fill again meanwhile.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const answers = await Promise.all(Array.from({ length: 170 }, () => tusClient(kit, ann).create('x', 1)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(5);
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(150);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  const other = await kit.person('Bob');
  expect((await tusClient(kit, other).create('x', 1)).status).toBe(201);
});
