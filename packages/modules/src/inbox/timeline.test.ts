import type { Input, TimelineEntry } from '@rapport/contract';
import { anAccount, type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anInbox, answers, caseOf, type Outsider, outsider } from './inbox.test-kit.ts';
import { casesCaughtUp } from './index.ts';

let kit: TestHouse;
let lin: Seat;
let he: Seat;
let zhou: Outsider;
let mail: string;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林月');
  he = await kit.person('何强');
  mail = await anAccount(kit, 'email');
  const chat = await anAccount(kit, 'web', { threads: 'none' });
  const { inbox } = await anInbox(kit, [lin], mail, { waitAfterAnswer: true });
  await kit.call(kit.owner, 'inbox.setSources', {
    inbox: inbox as never,
    sources: [mail, chat].map((account) => ({ account: account as never, address: '' })),
  });
  zhou = await outsider(kit, mail, '周建国');
  await zhou.says('机器坏了');
  const one = await caseOf(kit, lin, zhou);
  await kit.say(lin, zhou.conversation, '老客户，优先', { private: true });
  await answers(kit, lin, zhou.conversation, '明天上门');
  await kit.call(lin, 'labels.change', { conversation: zhou.conversation as never, seq: 1, add: ['报修'], remove: [] } as never);
  await kit.call(lin, 'cases.change', { case: one.id, title: '维修', addLabels: ['加急'] });
  await kit.call(lin, 'cases.change', { case: one.id, removeLabels: ['加急'] });
  await kit.call(lin, 'cases.followUp', { case: one.id, at: Date.now() + 9e8, what: '回访' });
  await kit.call(lin, 'cases.complain', { case: one.id, step: 'receive' });
  await kit.call(lin, 'cases.ask', { case: one.id, users: [he.user as never], text: '有备件吗？' });
  await kit.call(kit.owner, 'contacts.addRemark', { contact: zhou.contact as never, text: '喜欢电话联系' });
  const onChat = await outsider(kit, chat, '周', zhou.contact);
  await onChat.says('在吗');
  await casesCaughtUp(kit.house.platform);
});
afterAll(() => kit.stop());

const all = async (seat: Seat, more: Partial<Input<'cases.timeline'>> = {}, limit = 3): Promise<TimelineEntry[]> => {
  const items: TimelineEntry[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await kit.call(seat, 'cases.timeline', {
      ...{ contact: zhou.contact as never, limit, ...more },
      ...(cursor ? { cursor } : {}),
    });
    items.push(...page.items);
    if (!page.next) return items;
    cursor = page.next;
  }
};
const kindsOf = (items: readonly TimelineEntry[]): string[] => items.map(({ kind }) => kind).sort();

it('IN12 one history over all channels: what was said, among us too, and what became of the cases; pages leave nothing out', async () => {
  const whole = await all(lin, {}, 50);
  expect(kindsOf(whole)).toEqual(
    [
      ...['inbound', 'inbound', 'outward', 'note', 'talk', 'remark', 'case-opened', 'case-opened'],
      ...['case-labelled', 'case-labelled', 'follow-up', 'complaint'],
    ].sort(),
  );
  expect(await all(lin, {}, 1)).toEqual(whole);
  expect(await all(lin, {}, 5)).toEqual(whole);
  const of = (kind: string) => whole.filter((entry) => entry.kind === kind);
  expect(of('case-labelled')).toMatchObject([{ removed: ['加急'], text: '维修' }, { labels: ['加急'] }]);
  expect(of('follow-up')[0]).toMatchObject({ text: '回访', by: lin.user });
  expect(of('complaint')[0]).toMatchObject({ step: 'receive' });
  expect(of('talk')[0]).toMatchObject({ text: '有备件吗？', channel: '' });
  expect(whole.find(({ text }) => text === '机器坏了')).toMatchObject({ labels: ['报修'], channel: 'email' });
});

it('IN12 is narrowed to what was said with them, among us, to cases, to a channel', async () => {
  expect(kindsOf(await all(lin, { only: 'them' }))).toEqual(['inbound', 'inbound', 'outward']);
  expect(kindsOf(await all(lin, { only: 'us' }))).toEqual(['note', 'remark', 'talk']);
  expect(new Set(kindsOf(await all(lin, { only: 'cases' })))).toEqual(
    new Set(['case-opened', 'case-labelled', 'follow-up', 'complaint']),
  );
  expect(kindsOf(await all(lin, { channel: 'web' }))).toEqual(['case-opened', 'inbound']);
  expect(await all(lin, { channel: 'wechat' })).toEqual([]);
});

it('IN12 shows what I may see: who was asked beside a case sees the asking, and nothing of the contact’s words or of the case', async () => {
  const mine = await all(he);
  expect(kindsOf(mine)).toEqual(['remark', 'talk']);
  expect(JSON.stringify(mine)).not.toContain('机器');
  expect(kindsOf(await all(await kit.person('旁人')))).toEqual(['remark']);
});
