import { anAccount, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { caseRow } from './cases/case-reader.ts';
import { reckonCase } from './cases/tell.ts';
import { anInbox, answers, caseOf, outsider } from './inbox.test-kit.ts';
import { setUpOf } from './set-up/memory.ts';

let kit: TestHouse;
let lin: Seat;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林岚');
});
afterAll(() => kit.stop());

const promised = { normal: { first: 30, next: 60, resolution: 480 }, high: { first: 10, next: 20, resolution: 60 } };
const allDay = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]);
const never = Array.from({ length: 7 }, () => []);

it('IN4 the clocks kept event by event are those that events alone make, merged or not', async () => {
  const account = await anAccount(kit);
  await anInbox(kit, [lin], account, { promised });
  const one = await outsider(kit, account, '甲');
  const two = await outsider(kit, account, '甲', one.contact);
  await one.says('一');
  await two.says('二');
  const [a, b] = [await caseOf(kit, lin, one), await caseOf(kit, lin, two)];
  const change = (id: string, more: object) => kit.call(lin, 'cases.change', { case: id as never, ...more });
  await answers(kit, lin, one.conversation, '答');
  await change(a.id, { priority: 'high' });
  await one.says('三');
  await change(a.id, { status: 'solved' });
  await change(b.id, { status: 'waiting' });
  await kit.call(lin, 'cases.merge', { keep: a.id, merge: [b.id] });
  await two.says('四');
  const { platform } = kit.house;
  const kept = async (id: string) => {
    const row = (await caseRow(platform.db, id))!;
    const setUp = await setUpOf(platform);
    const anew = await platform.db.transaction((tx) => reckonCase(tx, id, setUp, row.clocks.at));
    expect({ ...anew, at: row.clocks.at }).toEqual(row.clocks);
    return row;
  };
  expect((await kept(a.id)).status).toBe('open');
  await kit.call(lin, 'cases.unmerge', { case: b.id });
  expect((await kept(a.id)).status).toBe('solved');
  expect((await kept(b.id)).status).toBe('open');
});

it('IN3 hours that change stop and start what runs by them', async () => {
  const account = await anAccount(kit);
  const { inbox, group } = await anInbox(kit, [lin], account, { promised });
  const given = { name: '客服', zone: 'Asia/Shanghai' };
  const { id } = await kit.call(kit.owner, 'inbox.saveHours', { ...given, week: allDay });
  const { settings, name } = (await kit.call(kit.owner, 'inbox.list', {})).inboxes.find((found) => found.id === inbox)!;
  await kit.call(kit.owner, 'inbox.save', { inbox: inbox as never, name, group: group as never, hours: id, settings });
  const zhou = await outsider(kit, account, '周');
  await zhou.says('在吗');
  const first = async () => (await caseOf(kit, lin, zhou)).clocks.find((clock) => clock.name === 'first')!;
  expect(await first()).toMatchObject({ state: 'running', late: false });
  await kit.call(kit.owner, 'inbox.saveHours', { ...given, hours: id, week: never });
  await until(async () => (await caseOf(kit, lin, zhou)).events.some(({ type }) => type === 'case.reckoned'));
  expect(await first()).toMatchObject({ state: 'paused', because: 'closed-hours' });
  expect((await caseOf(kit, lin, zhou)).dueAt).toBeUndefined();
});
