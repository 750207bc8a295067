import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import type { Hints } from '@rapport/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Device, openDevice, wordsOf } from './delivery.test-kit.ts';

let kit: TestHouse;
let words: ReturnType<typeof wordsOf>;
let lin: Seat;
let guest: Seat;
const open: Device[] = [];
const device = async (seat: Seat): Promise<Device> => {
  const made = await openDevice(kit, seat);
  open.push(made);
  return made;
};

beforeAll(async () => {
  kit = await testHouse();
  words = wordsOf(kit);
  [lin, guest] = await Promise.all([kit.person('林月'), kit.person('Guest', 'guest')]);
});
afterAll(async () => {
  for (const one of open) await one.close();
  await kit.stop();
});

/** Holds back what the bus says of a stream; answers the hints held and how to let go. */
function holdStream(stream: string): { held: Hints['stream'][]; release(hints: readonly Hints['stream'][]): void } {
  const { bus } = kit.house.platform;
  const publish = bus.publish.bind(bus);
  const held: Hints['stream'][] = [];
  bus.publish = (subject, hint) => {
    if (subject === 'stream' && (hint as Hints['stream']).stream === stream) held.push(hint as Hints['stream']);
    else publish(subject, hint);
  };
  return {
    held,
    release(hints) {
      bus.publish = publish;
      for (const hint of hints) publish('stream', hint);
    },
  };
}

it('DE1 lost, doubled and reordered hints: everybody gets every frame once and in order', async () => {
  const group = await words.group(kit.owner, [lin]);
  const [one, two] = [await device(lin), await device(lin)];
  await words.say(kit.owner, group, 'before');
  const evs = (d: Device) => d.frames.filter((f) => f.stream === group && f.type === 'message.sent').map((f) => f.ev as number);
  await until(() => evs(one).length === 1);
  const { held, release } = holdStream(group);
  for (let i = 0; i < 5; i++) await words.say(kit.owner, group, `message ${i}`);
  const [first, , third, , fifth] = held;
  release([third!, third!, first!, fifth!, first!]);
  await until(() => evs(one).length >= 6 && evs(two).length >= 6);
  const start = evs(one)[0]!;
  const expected = [0, 1, 2, 3, 4, 5].map((n) => start + n);
  expect([evs(one), evs(two)]).toEqual([expected, expected]);
});

it('DE1 who is taken out hears of it, and of nothing after it', async () => {
  const group = await words.group(kit.owner, [lin]);
  const one = await device(lin);
  await words.say(kit.owner, group, 'welcome');
  await kit.call(kit.owner, 'conversations.removeMember', { conversation: group as never, user: lin.user as never });
  await words.say(kit.owner, group, 'among ourselves');
  const direct = await words.direct(kit.owner, lin);
  await words.say(kit.owner, direct, 'after all that');
  await until(() => one.frames.some((f) => f.stream === direct && f.type === 'message.sent'));
  const types = one.frames.filter((f) => f.stream === group).map((f) => f.type);
  expect(types.at(-1)).toBe('member.left');
  expect(types.filter((type) => type === 'message.sent')).toHaveLength(1);
});

it('DE1 guests learn that somebody changed, and who only where they may see them', async () => {
  await words.group(kit.owner, [guest]);
  const stranger = await kit.person('Stranger');
  const [inside, outside] = [await device(lin), await device(guest)];
  await kit.call(stranger, 'people.changeProfile', { title: 'Buyer' });
  await kit.call(kit.owner, 'people.changeProfile', { title: 'Head' });
  const subjects = (d: Device) => d.frames.filter((f) => f.type === 'user.changed').map((f) => f.subject);
  await until(() => subjects(inside).length >= 2 && subjects(outside).length >= 2);
  expect(subjects(inside).slice(-2)).toEqual([stranger.user, kit.owner.user]);
  expect(subjects(outside).slice(-2)).toEqual([null, kit.owner.user]);
});

it('SY10 what was said in the turn in which somebody comes without the history is not sent to them', async () => {
  const group = await words.group(kit.owner, []);
  await words.say(kit.owner, group, 'before');
  const one = await device(lin);
  const { held, release } = holdStream(group);
  await words.say(kit.owner, group, 'just before');
  await kit.call(kit.owner, 'conversations.addMembers', {
    conversation: group as never,
    users: [lin.user as never],
    withHistory: false,
  });
  release(held);
  await words.say(kit.owner, group, 'just after');
  await until(() => JSON.stringify(one.frames).includes('just after'));
  expect(JSON.stringify(one.frames)).not.toContain('just before');
});

it('DE2 whoever was taken out looks no further, even when nobody was told of it', async () => {
  const group = await words.group(kit.owner, [lin]);
  const one = await device(lin);
  await words.say(kit.owner, group, 'before');
  await one.call('delivery.watch', { conversations: [group], people: [] });
  const { held, release } = holdStream(group);
  await kit.call(kit.owner, 'conversations.removeMember', { conversation: group as never, user: lin.user as never });
  await words.say(kit.owner, group, 'among ourselves');
  release(held.slice(1));
  await until(() => [...kit.house.connections.of(lin.user)!].every((c) => !c.watching.has(group)));
  await words.say(kit.owner, group, 'and later');
  const direct = await words.direct(kit.owner, lin);
  await words.say(kit.owner, direct, 'after all that');
  await until(() => JSON.stringify(one.frames).includes('after all that'));
  expect(JSON.stringify(one.frames)).not.toMatch(/among ourselves|and later/);
});

it('DE2 whoever begins to look is told how far it has come', async () => {
  const group = await words.group(kit.owner, [], { visibility: 'open' });
  await words.say(kit.owner, group, 'while nobody looked');
  const one = await device(lin);
  await one.call('delivery.watch', { conversations: [group], people: [] });
  const { ev } = await kit.call(lin, 'conversations.get', { conversation: group as never });
  expect(one.of('stream.moved')).toEqual([{ type: 'stream.moved', stream: group, ev }]);
});
