import { anAccount, type PushService, type Seat, startPushService, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anInbox, answers, caseOf, type Outsider, outsider } from '../inbox/inbox.test-kit.ts';
import { calledBy, callForCase, whoIsCalled } from './case-calls.ts';
import { openDevice } from './delivery.test-kit.ts';
import type { Presence } from './presence.ts';

let service: PushService;
let kit: TestHouse;
let lin: Seat;
let he: Seat;
let inbox: string;
let wang: Outsider;

beforeAll(async () => {
  service = await startPushService();
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: service.address } });
});
afterAll(async () => {
  await kit.stop();
  await service.close();
});
beforeEach(async () => {
  [lin, he] = [await kit.person('林岚'), await kit.person('何敏')];
  const account = await anAccount(kit);
  ({ inbox } = await anInbox(kit, [lin, he], account));
  wang = await outsider(kit, account, '王女士');
});

/** The events of cases in which these messages were heard, or a case was given to somebody. */
const newsOf = (...seqs: number[]) =>
  kit.house.platform.db.rows<{ case: string; ev: number }>(
    `select case_id as "case", ev from case_event where data ->> 'conversation' = $1
       and coalesce(data ->> 'seq', data ->> 'from')::bigint = any ($2::bigint[]) and by_id is null order by case_id, ev`,
    [wang.conversation, seqs],
  );
const calledFor = async (...seqs: number[]): Promise<string[]> => {
  const found = await whoIsCalled(kit.house.platform, await newsOf(...seqs));
  // Whoever made the inbox works there too.
  return (found?.users ?? []).flatMap((user) => (user === lin.user ? 'lin' : user === he.user ? 'he' : [])).sort();
};
const theCase = () => caseOf(kit, lin, wang);
const read = (seat: Seat, seq: number) =>
  kit.call(seat, 'conversations.markRead', { conversation: wang.conversation as never, seq });
const waiting = async (seat: Seat) => (await kit.call(seat, 'delivery.waitingCases', {})).count;

describe('DE18 what a customer writes', () => {
  it('calls those of the team who take work while nobody has it, and whoever has it from then on', async () => {
    expect(await calledFor(await wang.says('在吗'))).toEqual(['he', 'lin']);
    await kit.call(he, 'inbox.setAccepting', { accepting: false });
    expect(await calledFor(1)).toEqual(['lin']);
    await kit.call(he, 'inbox.setAccepting', { accepting: true });
    await kit.call(lin, 'cases.assign', { case: (await theCase()).id, user: lin.user as never });
    await read(lin, 1);
    expect(await calledFor(await wang.says('还在吗'))).toEqual(['lin']);
  });

  it('calls once, whatever follows, until it is read or answered', async () => {
    await wang.says('一');
    for (const text of ['二', '三', '四']) expect(await calledFor(await wang.says(text))).toEqual([]);
    await read(he, 4);
    expect(await calledFor(await wang.says('五'))).toEqual(['he']);
    await answers(kit, lin, wang.conversation, '您好');
    const seq = await wang.says('好的');
    // She has it now, and he has nothing to do with it.
    expect(await calledFor(seq)).toEqual(['lin']);
    expect(await calledFor(await wang.says('谢谢'))).toEqual([]);
    await read(lin, seq + 1);
    expect(await calledFor(seq, seq + 1)).toEqual([]);
  });

  it('calls nobody when a machine wrote it, and lets what a person writes then call', async () => {
    expect(await calledFor(await wang.says('我不在办公室', { auto: true }))).toEqual([]);
    expect(await waiting(lin)).toBe(0);
    expect(await calledFor(await wang.says('我回来了'))).toEqual(['he', 'lin']);
    expect(await waiting(lin)).toBe(1);
  });

  it('calls as each wishes it: all, mine, none; an inbox that nobody spoke of calls', async () => {
    const wish = (seat: Seat, level: 'all' | 'mine' | 'none') =>
      kit.call(seat, 'delivery.changeSettings', { cases: { [inbox]: level } });
    await wish(lin, 'mine');
    expect(await calledFor(await wang.says('在吗'))).toEqual(['he']);
    expect([await waiting(lin), await waiting(he)]).toEqual([0, 1]);
    await kit.call(lin, 'cases.assign', { case: (await theCase()).id, user: lin.user as never });
    expect([await waiting(lin), await waiting(he)]).toEqual([1, 0]);
    await wish(lin, 'none');
    expect(await calledFor(1)).toEqual([]);
    // The count is what there is, whatever calls.
    expect(await waiting(lin)).toBe(1);
    expect((await kit.call(lin, 'delivery.settings', {})).cases).toEqual({ [inbox]: 'none' });
  });

  it('calls whoever is given a case by somebody else, although they knew of it', async () => {
    await wang.says('在吗');
    const { id } = await theCase();
    const given = async () => {
      const rows = await kit.house.platform.db.rows<{ case: string; ev: number }>(
        `select case_id as "case", ev from case_event where case_id = $1 and type = 'case.assigned' order by ev desc limit 1`,
        [id],
      );
      return (await whoIsCalled(kit.house.platform, rows))?.users ?? [];
    };
    await kit.call(lin, 'cases.assign', { case: id, user: lin.user as never });
    expect(await given()).toEqual([]);
    await kit.call(lin, 'cases.assign', { case: id, user: he.user as never });
    expect(await given()).toEqual([he.user]);
  });

  it('is told on every device; read on one, it is read on the other, and the count is the same', async () => {
    const devices = [await openDevice(kit, lin), await openDevice(kit, lin)];
    const seq = await wang.says('在吗');
    const { id } = await theCase();
    const told = { type: 'notify', conversation: wang.conversation, seq, reason: 'case', case: id };
    for (const device of devices) await until(() => device.of('notify').length === 1);
    for (const device of devices) expect(device.of('notify')).toEqual([told]);
    for (const device of devices) expect(await device.call('delivery.waitingCases', {})).toEqual({ count: 1 });
    await devices[0]!.call('conversations.markRead', { conversation: wang.conversation, seq });
    await until(() => devices[1]!.frames.some((f) => f.type === 'state.mine' && f.conversation === wang.conversation));
    expect(await devices[1]!.call('delivery.waitingCases', {})).toEqual({ count: 0 });
    expect(await waiting(he)).toBe(1);
    await wang.says('有人吗');
    for (const device of devices) await until(() => device.of('notify').length === 2);
    for (const device of devices) await device.close();
  });

  it('is pushed by its ids alone, in quiet times to nobody, and to nobody who sits at a device', async () => {
    const { endpoint, p256dh, auth } = service.target(`/${lin.user}`);
    await kit.call(lin, 'delivery.subscribePush', { endpoint, keys: { p256dh, auth } });
    const seq = await wang.says('在吗');
    const { id } = await theCase();
    const mine = () =>
      service.received.filter(({ path }) => path === `/${lin.user}`).map(({ text }) => JSON.parse(text) as unknown);
    await until(() => mine().length === 1);
    const call = { conversation: wang.conversation, seq, reason: 'case', case: id };
    expect(mine()).toEqual([call]);
    const push = async (status: string) =>
      callForCase(kit.house.platform, { of: () => status } as unknown as Presence, await newsOf(seq));
    await push('online');
    expect(mine()).toHaveLength(1);
    await push('offline');
    expect(mine()).toHaveLength(2);
    await kit.call(lin, 'people.changeProfile', { quietUntil: Date.now() + 3_600_000 });
    await push('offline');
    expect(mine()).toHaveLength(2);
  });
});

it('DE18 of several inboxes the most that somebody wishes holds', () => {
  const people = [{ user: 'a', inboxes: ['x', 'y'] }];
  const wishes = (level: string) => () => ({ x: 'none', y: level }) as never;
  const who = (level: string, isTaken: boolean, given: string | null = null) =>
    calledBy({ people, given, before: [], isTaken }, wishes(level), () => 0);
  expect([who('all', false), who('mine', false), who('none', true)]).toEqual([['a'], [], []]);
  expect([who('mine', true), who('mine', false, 'a')]).toEqual([['a'], ['a']]);
});

it('DE18 whoever floods an inbox rings nobody without end', async () => {
  const strict = await testHouse({ rateFactor: 1 });
  try {
    const agent = await strict.person('赵一');
    const account = await anAccount(strict);
    await anInbox(strict, [agent], account);
    const device = await openDevice(strict, agent);
    await (await outsider(strict, account, '访客')).says('在吗');
    await until(async () => device.of('notify').length === 1);
    const { platform } = strict.house;
    const news = await platform.db.rows<{ case: string; ev: number }>(
      `select case_id as "case", ev from case_event where type = 'case.opened'`,
    );
    const calls = 40;
    for (let i = 0; i < calls; i++) await callForCase(platform, { of: () => 'online' } as unknown as Presence, news);
    await until(() => device.of('notify').length > 5);
    expect(device.of('notify').length).toBeLessThan(calls - 5);
    await device.close();
  } finally {
    await strict.stop();
  }
});
