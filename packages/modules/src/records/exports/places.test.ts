import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit?.stop());

it('RE10 who may take conversations out finds them by name, by person and with their topics, where they take no part either', async () => {
  const [lin, wei] = [await kit.person('林月'), await kit.person('魏明')];
  const group = await kit.call(lin, 'conversations.create', { name: '并购项目', members: [wei.user as never] });
  const direct = await kit.call(lin, 'conversations.openDirect', { users: [wei.user as never] });
  const { seq } = await kit.say(lin, group.id, '条款');
  const topic = await kit.call(lin, 'conversations.startTopic', { conversation: group.id, seq });
  const ids = [direct.id, crypto.randomUUID() as never];
  const { places, found } = await kit.call(kit.owner, 'exports.places', { ids, text: '并购' });
  expect(places).toMatchObject([{ id: direct.id, kind: 'direct' }]);
  expect(places[0]!.peers).toEqual(expect.arrayContaining([lin.user, wei.user]));
  expect(found).toMatchObject([{ id: group.id, name: '并购项目', member: false }]);
  const ofWei = await kit.call(kit.owner, 'exports.places', { person: wei.user as never });
  expect(ofWei.found.map(({ id }) => id)).toEqual([direct.id]);
  const below = await kit.call(kit.owner, 'exports.places', { topicsOf: group.id });
  expect(below.found).toMatchObject([{ id: topic.id, kind: 'topic', parent: { name: '并购项目' } }]);
  await expect(kit.call(lin, 'exports.places', { ids })).rejects.toThrow('forbidden');
});

it('RE10 whoever may take out a single conversation finds that one alone', async () => {
  const yue = await kit.person('周悦');
  const mine = await kit.call(kit.owner, 'conversations.create', { name: '档案甲' });
  await kit.call(kit.owner, 'conversations.create', { name: '档案乙' });
  const role = await kit.call(kit.owner, 'access.createRole', { name: '导出员', permissions: ['records.export'] });
  await kit.call(kit.owner, 'access.grant', {
    user: yue.user as never,
    role: role.id,
    scope: { kind: 'conversation', id: mine.id },
  } as never);
  const { found } = await kit.call(yue, 'exports.places', { text: '档案' });
  expect(found.map(({ name }) => name)).toEqual(['档案甲']);
});
