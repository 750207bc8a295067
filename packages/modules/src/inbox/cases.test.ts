import { anAccount, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anInbox, answers, caseOf, outsider } from './inbox.test-kit.ts';

let kit: TestHouse;
let lin: Seat;
let he: Seat;
let stranger: Seat;
let account: string;
let team: { inbox: string; group: string };
beforeAll(async () => {
  kit = await testHouse();
  [lin, he, stranger] = (await Promise.all(['林岚', '何敏', '路人'].map((name) => kit.person(name)))) as [Seat, Seat, Seat];
  account = await anAccount(kit);
  team = await anInbox(kit, [lin, he], account, {
    reopenDays: 7,
    promised: { normal: { first: 30, next: 60, resolution: 480 }, urgent: { first: 5 } },
  });
});
afterAll(() => kit.stop());

const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ problem }: { problem: { code: string } }) => problem.code,
  );
const types = (pane: { events: readonly { type: string }[] }) => pane.events.map((event) => event.type);

describe('IN1 cases begin and go on', () => {
  it('a first message opens a case in the inbox of its account; the team reads and answers it', async () => {
    const zhou = await outsider(kit, account, '周建国');
    await zhou.says('发货了吗？', { subject: '订单 7731' });
    const pane = await caseOf(kit, lin, zhou);
    expect(pane).toMatchObject({
      title: '订单 7731',
      named: false,
      status: 'open',
      assignee: null,
      channel: 'email',
      contact: { name: '周建国' },
      inboxes: [team.inbox],
      parts: [{ conversation: zhou.conversation, from: 1 }],
    });
    expect(pane.clocks.find((clock) => clock.name === 'first')).toMatchObject({ state: 'running' });
    await answers(kit, lin, zhou.conversation, '昨天已发出。');
    const answered = await caseOf(kit, lin, zhou);
    expect(answered).toMatchObject({ status: 'waiting', assignee: lin.user });
    expect(answered.waitsSince).toBeUndefined();
    expect(answered.clocks.find((clock) => clock.name === 'first')).toMatchObject({ state: 'met' });
    expect(answered.clocks.find((clock) => clock.name === 'resolution')).toMatchObject({ state: 'paused', because: 'waiting' });
    await zhou.says('收到，谢谢');
    expect(await caseOf(kit, lin, zhou)).toMatchObject({ id: pane.id, status: 'open', assignee: lin.user });
  });

  it('what was solved is taken up again; what was closed is followed by another case', async () => {
    const zhou = await outsider(kit, account, '周二');
    await zhou.says('甲');
    const first = await caseOf(kit, lin, zhou);
    await kit.call(lin, 'cases.change', { case: first.id, status: 'solved' });
    await zhou.says('还有一事');
    const again = await caseOf(kit, lin, zhou);
    expect(again).toMatchObject({ id: first.id, status: 'open' });
    expect(types(again)).toContain('case.reopened');
    await kit.call(lin, 'cases.change', { case: first.id, status: 'closed' });
    await zhou.says('另一件事');
    const next = await caseOf(kit, lin, zhou);
    expect(next).toMatchObject({ status: 'open', follows: { id: first.id }, parts: [{ from: 3 }] });
    expect((await kit.call(lin, 'cases.get', { case: first.id })).parts[0]).toMatchObject({ from: 1, until: 3 });
    expect(await refused(kit.call(lin, 'cases.change', { case: first.id, status: 'open' }))).toBe('conflict');
  });

  it('IN17 what is solved is closed after the days of its inbox, to the millisecond, unless it was taken up again; a change holds for what is solved', async () => {
    const mail = await anAccount(kit);
    const closing = await anInbox(kit, [lin], mail, { closeDays: 5 });
    const { db } = kit.house.platform;
    const planned = async (id: string): Promise<number | undefined> =>
      (await db.row<{ at: number }>(`select run_at as at from graphile_worker.jobs where key = $1`, [`inbox.close:${id}`]))?.at;
    const zhou = await outsider(kit, mail, '周五');
    await zhou.says('甲');
    const { id } = await caseOf(kit, lin, zhou);
    const solve = () => kit.call(lin, 'cases.change', { case: id, status: 'solved' });
    await solve();
    const solved = await db.row<{ at: number }>('select solved_at as at from customer_case where id = $1', [id]);
    expect(await planned(id)).toBe(solved!.at + 5 * 86_400_000);
    await zhou.says('还没好');
    expect(await planned(id)).toBeUndefined();
    await solve();
    await kit.call(kit.owner, 'inbox.save', { inbox: closing.inbox as never, settings: { closeDays: null } });
    await until(async () => (await planned(id)) === undefined);
    await db.rows(`update customer_case set solved_at = solved_at - interval '3 days' where id = $1`, [id]);
    await kit.call(kit.owner, 'inbox.save', { inbox: closing.inbox as never, settings: { closeDays: 4 } });
    await until(async () => (await planned(id)) !== undefined);
    expect((await kit.call(lin, 'cases.get', { case: id })).status).toBe('solved');
    await kit.call(kit.owner, 'inbox.save', { inbox: closing.inbox as never, settings: { closeDays: 2 } });
    await until(async () => (await kit.call(lin, 'cases.get', { case: id })).status === 'closed');
    await zhou.says('又坏了');
    expect(await caseOf(kit, lin, zhou)).toMatchObject({ status: 'open', follows: { id } });
  });

  it('IN17 what is solved and moved to an inbox that closes is closed after the days of that one', async () => {
    const mail = await anAccount(kit);
    const keeps = await anInbox(kit, [lin], mail);
    const closing = await anInbox(kit, [lin], await anAccount(kit), { closeDays: 5 });
    const zhou = await outsider(kit, mail, '周六');
    await zhou.says('甲');
    const { id } = await caseOf(kit, lin, zhou);
    await kit.call(lin, 'cases.change', { case: id, status: 'solved' });
    await kit.call(lin, 'cases.move', { case: id, add: [closing.inbox as never], remove: [keeps.inbox as never] });
    const { db } = kit.house.platform;
    const solved = await db.row<{ at: number }>('select solved_at as at from customer_case where id = $1', [id]);
    const planned = await db.row('select run_at as at from graphile_worker.jobs where key = $1', [`inbox.close:${id}`]);
    expect(planned).toEqual({ at: solved!.at + 5 * 86_400_000 });
  });

  it('threads of one conversation are cases of their own; a message to two addresses is one case in two inboxes', async () => {
    const mail = await anAccount(kit);
    const sales = await anInbox(kit, [lin], mail, {}, 'sales@us.test');
    const care = await anInbox(kit, [he], mail, {}, 'care@us.test');
    const zhou = await outsider(kit, mail, '周三');
    await zhou.says('a', { thread: 'one', ours: ['sales@us.test'] });
    await zhou.says('b', { thread: 'two', ours: ['Sales@us.test', 'care@us.test'] });
    await zhou.says('c', { thread: 'one', ours: ['sales@us.test'] });
    const { items } = await kit.call(lin, 'inbox.queue', { inbox: sales.inbox as never });
    expect(items.map((item) => [item.title, [...item.inboxes].sort()])).toEqual([
      ['a', [sales.inbox]],
      ['b', [sales.inbox, care.inbox].sort()],
    ]);
    const his = await kit.call(he, 'inbox.queue', { inbox: care.inbox as never });
    expect(his.items.map((item) => item.title)).toEqual(['b']);
    expect(his.counts).toMatchObject({ open: 1, unassigned: 1 });
  });

  it('what came before any inbox wanted it is taken in', async () => {
    const mail = await anAccount(kit);
    const zhou = await outsider(kit, mail, '周四');
    await zhou.says('有人吗？');
    const late = await anInbox(kit, [lin], mail);
    await until(async () => (await kit.call(lin, 'inbox.queue', { inbox: late.inbox as never })).items.length === 1);
    await expect(kit.call(lin, 'conversations.history', { conversation: zhou.conversation as never })).resolves.toBeDefined();
  });
});

describe('IN2 who may', () => {
  it('whoever is not of the team learns nothing; whoever leaves it loses it at once, and what they had goes back', async () => {
    const group = team.group as never;
    const guest = await kit.person('去留');
    await kit.call(kit.owner, 'conversations.addMembers', { conversation: group, users: [guest.user as never] });
    const zhou = await outsider(kit, account, '周五');
    await zhou.says('在吗');
    const { id } = await caseOf(kit, guest, zhou);
    await kit.call(guest, 'cases.assign', { case: id, user: guest.user as never, from: null });
    const nobody = crypto.randomUUID() as never;
    for (const given of [id, nobody]) {
      expect(await refused(kit.call(stranger, 'cases.get', { case: given }))).toBe('not-found');
      expect(await refused(kit.call(stranger, 'cases.change', { case: given, status: 'solved' }))).toBe('not-found');
    }
    expect((await kit.call(stranger, 'inbox.list', {})).inboxes).toEqual([]);
    expect(await refused(kit.call(stranger, 'inbox.queue', { inbox: team.inbox as never }))).toBe('not-found');
    await kit.call(guest, 'conversations.leave', { conversation: group });
    expect(await refused(kit.call(guest, 'cases.get', { case: id }))).toBe('not-found');
    await until(async () => (await kit.call(lin, 'cases.get', { case: id })).assignee === null);
  });

  it('of two who take a case at once one is told that it is taken; it is given to team mates only', async () => {
    const zhou = await outsider(kit, account, '周六');
    await zhou.says('请问');
    const { id } = await caseOf(kit, lin, zhou);
    const take = (seat: Seat) => refused(kit.call(seat, 'cases.assign', { case: id, user: seat.user as never, from: null }));
    expect((await Promise.all([take(lin), take(he)])).sort()).toEqual(['conflict', 'done']);
    expect(await refused(kit.call(lin, 'cases.assign', { case: id, user: stranger.user as never }))).toBe('not-found');
  });

  it('a case handed on is read by the other team, and by the first no more', async () => {
    const other = await anInbox(kit, [stranger], await anAccount(kit));
    const zhou = await outsider(kit, account, '周七');
    await zhou.says('转给售后');
    const { id } = await caseOf(kit, lin, zhou);
    await kit.call(lin, 'cases.move', { case: id, add: [other.inbox as never] });
    expect(await caseOf(kit, stranger, zhou)).toMatchObject({ id });
    await kit.call(stranger, 'cases.move', { case: id, remove: [team.inbox as never] });
    expect(await refused(kit.call(lin, 'cases.get', { case: id }))).toBe('not-found');
    expect(await refused(kit.call(lin, 'conversations.history', { conversation: zhou.conversation as never }))).toBe('not-found');
    expect(await refused(kit.call(stranger, 'cases.move', { case: id, remove: [other.inbox as never] }))).toBe('conflict');
  });
});

describe('IN6 merging and splitting', () => {
  it('merged cases are one, with the stricter promise; undone, each has its own, what came meanwhile too', async () => {
    const one = await outsider(kit, account, '钱一');
    const two = await outsider(kit, account, '钱一', one.contact);
    await one.says('甲');
    await two.says('乙');
    const [a, b] = [await caseOf(kit, lin, one), await caseOf(kit, lin, two)];
    await kit.call(lin, 'cases.change', { case: a.id, status: 'waiting', addLabels: ['物流'] });
    const merged = await kit.call(lin, 'cases.merge', { keep: a.id, merge: [b.id] });
    expect(merged).toMatchObject({ id: a.id, status: 'open', merged: [{ id: b.id, number: b.number }] });
    expect(merged.parts.map((part) => part.conversation).sort()).toEqual([one.conversation, two.conversation].sort());
    expect(await kit.call(lin, 'cases.get', { case: b.id })).toMatchObject({ id: a.id });
    await two.says('丙');
    expect(types(await kit.call(lin, 'cases.get', { case: a.id }))[0]).toBe('case.heard');
    const apart = await kit.call(lin, 'cases.unmerge', { case: b.id });
    expect(apart).toMatchObject({ id: b.id, status: 'open', merged: [] });
    expect(types(apart)).toContain('case.heard');
    expect(await kit.call(lin, 'cases.get', { case: a.id })).toMatchObject({ status: 'waiting', labels: ['物流'], merged: [] });
    expect(await refused(kit.call(lin, 'cases.unmerge', { case: b.id }))).toBe('conflict');
  });

  it('cases of different contacts are not merged; two who merge at once do not make a ring', async () => {
    const [one, two] = [await outsider(kit, account, '孙一'), await outsider(kit, account, '孙二')];
    await one.says('甲');
    await two.says('乙');
    const [a, b] = [await caseOf(kit, lin, one), await caseOf(kit, lin, two)];
    const merge = (keep: string, other: string) =>
      refused(kit.call(lin, 'cases.merge', { keep: keep as never, merge: [other as never] }));
    expect(await merge(a.id, b.id)).toBe('conflict');
    await kit.call(kit.owner, 'contacts.merge', { keep: one.contact as never, merge: [two.contact as never] });
    expect((await Promise.all([merge(a.id, b.id), merge(b.id, a.id)])).sort()).toEqual(['conflict', 'done']);
  });

  it('a case is split at a message; merging the two undoes it', async () => {
    const zhou = await outsider(kit, account, '李四');
    await zhou.says('发票');
    const seq = await zhou.says('另外，退货');
    const whole = await caseOf(kit, lin, zhou);
    const made = await kit.call(lin, 'cases.split', {
      case: whole.id,
      conversation: zhou.conversation as never,
      thread: '',
      from: seq,
      title: '退货',
    });
    expect(made).toMatchObject({ title: '退货', parts: [{ from: seq }] });
    expect((await kit.call(lin, 'cases.get', { case: whole.id })).parts).toMatchObject([{ from: 1, until: seq }]);
    await zhou.says('退货的事怎么样了');
    expect((await kit.call(lin, 'cases.get', { case: made.id })).events[0]).toMatchObject({ type: 'case.heard' });
    const again = await kit.call(lin, 'cases.merge', { keep: whole.id, merge: [made.id] });
    expect(again.parts).toHaveLength(2);
    expect(
      await refused(
        kit.call(lin, 'cases.split', { case: whole.id, conversation: zhou.conversation as never, thread: '', from: 99 }),
      ),
    ).toBe('done');
  });
});
