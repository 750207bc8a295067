import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusal } from './retention.test-kit.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit?.stop());

it('who holds, destroys or erases reads what conversations are called, also where they take no part; nobody else does', async () => {
  const [lin, wei] = [await kit.person('林月'), await kit.person('魏明')];
  const group = await kit.call(lin, 'conversations.create', { name: '并购项目', members: [wei.user as never] });
  const direct = await kit.call(lin, 'conversations.openDirect', { users: [wei.user as never] });
  const ids = [direct.id, group.id, crypto.randomUUID() as never];
  const { places, found } = await kit.call(kit.owner, 'retention.places', { ids, text: '并购' });
  expect(places).toEqual([
    expect.objectContaining({ id: direct.id, kind: 'direct', peers: expect.arrayContaining([lin.user, wei.user]) }),
    expect.objectContaining({ id: group.id, name: '并购项目', member: false }),
  ]);
  expect(found.map((one) => one.id)).toEqual([group.id]);
  expect(await refusal(kit.call(lin, 'retention.places', { ids }))).toBe('forbidden');
  expect(await kit.call(kit.owner, 'retention.places', {})).toEqual({ places: [], found: [] });
});
