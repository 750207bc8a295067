import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wordsOf } from './delivery.test-kit.ts';

let kit: TestHouse;
let words: ReturnType<typeof wordsOf>;
let lin: Seat;
let group: string;
let direct: string;

beforeAll(async () => {
  kit = await testHouse();
  words = wordsOf(kit);
  lin = await kit.person('林月');
  group = await words.group(kit.owner, [lin]);
  direct = await words.direct(kit.owner, lin);
});
afterAll(() => kit.stop());

const needs = () => kit.call(lin, 'delivery.attention', {});
const reasons = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await needs()).places.map((p) => [p.conversation, p.reason]));
const texts = async (conversation: string): Promise<string[]> =>
  (await needs()).places.find((p) => p.conversation === conversation)?.messages.map((m) => m.text) ?? [];

it('DE16 mentions, direct talk, keywords, urgent messages and followed topics, each place by its strongest reason', async () => {
  await kit.call(lin, 'delivery.changeSettings', { keywords: ['合同'] });
  const [loud, listened] = [await words.group(kit.owner, [lin]), await words.group(kit.owner, [lin])];
  await words.say(kit.owner, group, 'nothing for you');
  await words.say(kit.owner, group, `<@${lin.user}> 看一下`);
  await words.say(kit.owner, direct, '在吗');
  await words.say(kit.owner, listened, '合同到了');
  await words.say(kit.owner, loud, '机房断电', { urgent: '断电' });
  await words.say(kit.owner, loud, `<@${lin.user}> 你也看看`);
  const asked = await words.say(lin, group, '我有一个问题');
  const topic = (await kit.call(lin, 'conversations.startTopic', { conversation: group as never, seq: asked })).id;
  await words.say(lin, topic, '在这里说');
  await words.say(kit.owner, topic, '好的');
  await words.say(kit.owner, group, `<@${lin.user}> 还有一件`);
  await until(async () => Object.keys(await reasons()).length === 5);
  expect(await reasons()).toEqual({
    [group]: 'mention',
    [direct]: 'direct',
    [listened]: 'keyword',
    [loud]: 'urgent',
    [topic]: 'topic',
  });
  expect(await texts(group)).toEqual([`<@${lin.user}> 还有一件`]);
  expect(await texts(loud)).toHaveLength(2);
});

it('DE16 what was read, taken back or is muted is gone; what is marked unread comes back', async () => {
  const seq = await words.say(kit.owner, direct, '还有');
  expect(await texts(direct)).toEqual(['在吗', '还有']);
  await words.read(lin, direct, seq);
  expect(await reasons()).not.toHaveProperty(direct);
  await kit.call(lin, 'conversations.markUnread', { conversation: direct as never, seq });
  expect(await texts(direct)).toEqual(['还有']);
  await kit.call(kit.owner, 'conversations.recallMessage', { conversation: direct as never, seq });
  expect(await reasons()).not.toHaveProperty(direct);
  const muted = await words.direct(await kit.person('Noisy'), lin);
  await kit.call(lin, 'conversations.changeMine', { conversation: muted as never, notify: 'none' });
  await words.say(kit.owner, group, 'a line for the reader of the log');
  expect(await reasons()).not.toHaveProperty(muted);
});

it('DE16 a reminder stays until it is let go, and putting it back reminds of nothing anew', async () => {
  const seq = await words.say(kit.owner, group, '记得回复');
  const at = { conversation: group as never, seq };
  const remindAt = kit.house.platform.clock.now() - 86_400_000;
  const { remindAt: kept } = await kit.call(lin, 'conversations.save', { ...at, on: true, remindAt });
  expect(kept).toBe(remindAt);
  expect((await needs()).reminders.map((r) => r.message.text)).toEqual(['记得回复']);
  expect(await kit.house.platform.db.row(`select 1 from graphile_worker.jobs where key like 'reminder/%'`)).toBeUndefined();
  await kit.call(lin, 'conversations.save', { ...at, on: true, remindAt: null });
  expect((await needs()).reminders).toEqual([]);
});
