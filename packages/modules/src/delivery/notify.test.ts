import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Device, openDevice, wordsOf } from './delivery.test-kit.ts';

let kit: TestHouse;
let words: ReturnType<typeof wordsOf>;
let lin: Seat;
let guest: Seat;
let outsider: Seat;
let device: Device;

const reasons = async (seat: Seat, conversation: string) =>
  (await words.called(seat)).filter((n) => n.conversation === conversation).map((n) => [n.seq, n.reason, n.unread]);

beforeAll(async () => {
  kit = await testHouse();
  words = wordsOf(kit);
  [lin, guest, outsider] = await Promise.all([kit.person('林月'), kit.person('Guest', 'guest'), kit.person('Omar')]);
  device = await openDevice(kit, lin);
});
afterAll(async () => {
  await device.close();
  await kit.stop();
});

/** Everything said before has been read by the room when this resolves: the log of a conversation is read in order. */
async function settled(): Promise<void> {
  const direct = await words.direct(kit.owner, lin);
  const seq = await words.say(kit.owner, direct, 'ping');
  await until(() => device.of('notify').some((n) => n.conversation === direct && n.seq === seq));
}

it('DE5 mentions, direct messages, keywords and urgent ones are listed and told live, plain ones are not', async () => {
  const group = await words.group(kit.owner, [lin]);
  const direct = await words.direct(kit.owner, lin);
  await kit.call(lin, 'delivery.changeSettings', { keywords: ['合同', '合同', 'budget'] });
  await words.say(kit.owner, group, 'hello');
  await words.say(kit.owner, group, `<@${lin.user}> please look`);
  await words.say(kit.owner, group, '请看合同');
  await words.say(kit.owner, group, '<!all> lunch');
  await words.say(kit.owner, group, 'server down', { urgent: 'customers cannot sign in' });
  await words.say(kit.owner, direct, '在吗');
  await until(async () => (await reasons(lin, direct)).length === 1 && (await reasons(lin, group)).length === 4);
  expect(await reasons(lin, group)).toEqual([
    [5, 'urgent', true],
    [4, 'mention', true],
    [3, 'keyword', true],
    [2, 'mention', true],
  ]);
  expect(await reasons(lin, direct)).toEqual([[1, 'direct', true]]);
  expect(await words.called(kit.owner)).toEqual([]);
  await until(() => device.of('notify').filter((n) => n.conversation === group).length === 4);
  expect(
    device
      .of('notify')
      .filter((n) => n.conversation === group)
      .map((n) => [n.seq, n.reason]),
  ).toEqual([
    [2, 'mention'],
    [3, 'keyword'],
    [4, 'mention'],
    [5, 'urgent'],
  ]);
  await words.read(lin, group, 4);
  expect((await reasons(lin, group)).map(([seq, , unread]) => [seq, unread])).toEqual([
    [5, true],
    [4, false],
    [3, false],
    [2, false],
  ]);
});

it('DE5 a department calls its people and those below it, and nobody else', async () => {
  const top = await kit.call(kit.owner, 'people.createDepartment', { name: 'Sales' });
  const below = await kit.call(kit.owner, 'people.createDepartment', { name: 'Sales North', parent: top.id });
  await kit.call(kit.owner, 'people.changeUser', { user: lin.user as never, departments: [below.id] });
  const group = await words.group(kit.owner, [lin, outsider]);
  await words.say(kit.owner, group, `<@&${top.id}> numbers please`);
  await until(async () => (await reasons(lin, group)).length === 1);
  await settled();
  expect(await reasons(lin, group)).toEqual([[1, 'mention', true]]);
  expect(await reasons(outsider, group)).toEqual([]);
});

it('DE6 nobody is called who may not see the message: strangers, those who left, those added later', async () => {
  const group = await words.group(kit.owner, [lin, guest]);
  await words.say(kit.owner, group, `<@${outsider.user}> <@${guest.user}> hello`);
  await words.say(kit.owner, group, '<!all> first');
  await until(async () => (await reasons(guest, group)).length === 2);
  expect(await reasons(outsider, group)).toEqual([]);
  await kit.call(kit.owner, 'conversations.removeMember', { conversation: group as never, user: guest.user as never });
  await kit.call(kit.owner, 'conversations.addMembers', {
    conversation: group as never,
    users: [outsider.user as never],
    withHistory: false,
  });
  await words.say(kit.owner, group, '<!all> second');
  await until(async () => (await reasons(outsider, group)).length === 1);
  expect(await reasons(outsider, group)).toEqual([[3, 'mention', true]]);
  expect(await reasons(guest, group)).toEqual([]);
});

it('DE6 an audience is resolved by who took part at that time, even with the history', async () => {
  const group = await words.group(kit.owner, [lin]);
  await words.say(kit.owner, group, '<!all> early');
  await until(async () => (await reasons(lin, group)).length === 1);
  await kit.call(kit.owner, 'conversations.addMembers', { conversation: group as never, users: [outsider.user as never] });
  expect(await reasons(outsider, group)).toEqual([]);
});

it('DE6 a message taken back calls nobody any more', async () => {
  const group = await words.group(kit.owner, [lin]);
  const seq = await words.say(kit.owner, group, `<!all> and <@${lin.user}>`);
  await until(async () => (await reasons(lin, group)).length === 1);
  await kit.call(kit.owner, 'conversations.recallMessage', { conversation: group as never, seq });
  await until(async () => (await reasons(lin, group)).length === 0);
});

it('DE7 level, mute and the switch for direct messages decide', async () => {
  const group = await words.group(kit.owner, [lin]);
  const mine = (change: object) => kit.call(lin, 'conversations.changeMine', { conversation: group as never, ...change });
  await mine({ notify: 'none' });
  await words.say(kit.owner, group, `<@${lin.user}>`);
  await settled();
  await mine({ notify: 'mentions', mutedUntil: kit.house.platform.clock.now() + 60_000 });
  await words.say(kit.owner, group, `<@${lin.user}>`);
  await settled();
  await mine({ mutedUntil: null });
  await words.say(kit.owner, group, `<@${lin.user}>`);
  await until(async () => (await reasons(lin, group)).length > 0);
  expect((await reasons(lin, group)).map(([seq]) => seq)).toEqual([3]);

  const other = await kit.person('Quiet');
  await kit.call(other, 'delivery.changeSettings', { direct: false });
  const direct = await words.direct(kit.owner, other);
  await words.say(kit.owner, direct, 'hi');
  await words.say(kit.owner, direct, `<@${other.user}> hi`);
  await until(async () => (await reasons(other, direct)).length > 0);
  expect(await reasons(other, direct)).toEqual([[2, 'mention', true]]);
});

it('DE5 in a topic, its followers are called, and whoever is named', async () => {
  const group = await words.group(kit.owner, [lin, outsider]);
  const seq = await words.say(outsider, group, 'an idea');
  const topic = await kit.call(kit.owner, 'conversations.startTopic', { conversation: group as never, seq });
  await words.say(kit.owner, topic.id, '<!all> what of it?');
  await words.say(kit.owner, topic.id, `<@${lin.user}> you too`);
  await until(async () => (await reasons(lin, topic.id)).length === 1);
  expect((await reasons(lin, topic.id)).map(([s, r]) => [s, r])).toEqual([[2, 'mention']]);
  expect((await reasons(outsider, topic.id)).map(([s, r]) => [s, r])).toEqual([[1, 'mention']]);
});

it('DE14 pages go on where the last ended, and settings keep what was not named', async () => {
  const reader = await kit.person('Pager');
  const group = await words.group(kit.owner, [reader]);
  for (let i = 0; i < 5; i++) await words.say(kit.owner, group, i % 2 ? '<!all>' : `<@${reader.user}>`);
  await until(async () => (await words.called(reader)).length === 5);
  const first = await kit.call(reader, 'delivery.notifications', { limit: 2 });
  const second = await kit.call(reader, 'delivery.notifications', { limit: 2, cursor: first.next! });
  const third = await kit.call(reader, 'delivery.notifications', { limit: 2, cursor: second.next! });
  expect([first, second, third].map((p) => p.items.map((n) => n.seq))).toEqual([[5, 4], [3, 2], [1]]);
  expect(third.next).toBeUndefined();
  await kit.call(reader, 'delivery.changeSettings', { keywords: ['Alpha', 'ALPHA', '测试'], quietOutsideHours: true });
  expect(await kit.call(reader, 'delivery.changeSettings', { push: false })).toEqual({
    cases: {},
    keywords: ['Alpha', '测试'],
    quietOutsideHours: true,
    push: false,
    direct: true,
    digest: true,
    digestHour: 8,
    digestExcerpts: false,
  });
});

it('DE9 a group of 1,000: plain messages cost no row, a mention of all costs one', async () => {
  const { db } = kit.house.platform;
  const group = await words.group(kit.owner, [lin]);
  await db.rows(
    `insert into membership (conversation_id, user_id, role) select $1, gen_random_uuid(), 'member' from generate_series(1, 1000)`,
    [group],
  );
  await settled();
  const before = await words.rows();
  for (let i = 0; i < 20; i++) await words.say(kit.owner, group, `plain ${i}`);
  await settled();
  expect((await words.rows()) - before).toBe(1);
  await words.say(kit.owner, group, '<!all> fire drill');
  await words.say(kit.owner, group, 'gas leak', { urgent: 'leave the building' });
  await until(async () => (await reasons(lin, group)).length === 2);
  expect((await words.rows()) - before).toBe(3);
});

it('DE13 a reminder comes back at its time, also for what was read, and not for what was let go', async () => {
  const group = await words.group(kit.owner, [lin]);
  const [kept, dropped] = [await words.say(kit.owner, group, 'invoice'), await words.say(kit.owner, group, 'party')];
  await words.read(lin, group, dropped);
  const save = (seq: number, remindAt: number | null) =>
    kit.call(lin, 'conversations.save', { conversation: group as never, seq, on: remindAt !== null, remindAt });
  // Far enough that it is let go before its time also where calls take long; the other one comes after it.
  const remindAt = kit.house.platform.clock.now() + 4_000;
  await save(dropped, remindAt);
  await save(dropped, null);
  await save(kept, remindAt + 1);
  await until(() => device.of('notify').some((n) => n.conversation === group));
  expect(device.of('notify').filter((n) => n.conversation === group)).toEqual([
    { type: 'notify', conversation: group, seq: kept, reason: 'reminder' },
  ]);
  expect(await reasons(lin, group)).toEqual([[kept, 'reminder', false]]);
});
