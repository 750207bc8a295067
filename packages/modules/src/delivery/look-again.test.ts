import { type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actorFor } from '../access/index.ts';
import { type Device, openDevice, wordsOf } from './delivery.test-kit.ts';
import { Presence } from './presence.ts';
import { watch } from './watch.ts';

let kit: TestHouse;
let words: ReturnType<typeof wordsOf>;
beforeAll(async () => {
  kit = await testHouse();
  words = wordsOf(kit);
});
afterAll(() => kit.stop());

const heard = (device: Device, text: string): boolean => JSON.stringify(device.frames).includes(text);
/** Being cut off follows what took the right away at once, and beside it. */
const looksAtNothing = (user: string): boolean =>
  [...kit.house.connections.of(user)!].every((c) => c.watching.size + c.watchingPeople.size === 0);
/** Long enough for a frame that must not come. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 250));
const topicOn = async (group: string): Promise<string> => {
  const seq = await words.say(kit.owner, group, 'anchor');
  return (await kit.call(kit.owner, 'conversations.startTopic', { conversation: group as never, seq })).id;
};

it('DE2 whoever looks only at a topic of an open group is cut off when the group turns private', async () => {
  const bob = await kit.person('Bob');
  const group = await words.group(kit.owner, [], { visibility: 'open' });
  const topic = await topicOn(group);
  const device = await openDevice(kit, bob);
  await device.call('delivery.watch', { conversations: [topic], people: [] });
  await words.say(kit.owner, topic, 'open words');
  await until(() => heard(device, 'open words'));
  await kit.call(kit.owner, 'conversations.change', { conversation: group as never, visibility: 'private' });
  await until(() => looksAtNothing(bob.user));
  await words.say(kit.owner, topic, 'private words');
  await aMoment();
  expect(heard(device, 'private words')).toBe(false);
  await device.close();
});

it('DE2 a member who becomes a guest looks at open groups and strangers no more', async () => {
  const bob = await kit.person('Bob');
  const group = await words.group(kit.owner, [], { visibility: 'open' });
  const device = await openDevice(kit, bob);
  const stranger = await kit.person('Stranger');
  await device.call('delivery.watch', { conversations: [group], people: [stranger.user] });
  await kit.call(kit.owner, 'people.changeUser', { user: bob.user as never, role: 'guest' });
  await until(() => looksAtNothing(bob.user));
  await words.say(kit.owner, group, 'not for guests');
  const other = await openDevice(kit, stranger);
  await aMoment();
  expect(heard(device, 'not for guests')).toBe(false);
  expect(device.of('presence')).toEqual([]);
  await Promise.all([device.close(), other.close()]);
});

it('DE2 whoever is taken out while a watch is being answered does not go on watching', async () => {
  const bob = await kit.person('Bob');
  const group = await words.group(kit.owner, [bob]);
  const device = await openDevice(kit, bob);
  await words.say(kit.owner, group, 'before');
  const { connections, platform } = kit.house;
  const [connection] = connections.of(bob.user)!;
  let first = true;
  // The look is done, the watching has not begun: just then Bob is taken out, and everybody is told.
  const late = Object.assign(Object.create(platform.db), {
    async rows(sql: string, values: unknown[]) {
      const rows = await platform.db.rows(sql, values);
      if (!first) return rows;
      first = false;
      await kit.call(kit.owner, 'conversations.removeMember', { conversation: group as never, user: bob.user as never });
      await until(() => device.frames.some((frame) => frame.type === 'member.left'));
      return rows;
    },
  }) as typeof platform.db;
  const actor = (await actorFor(platform, bob.user))!;
  const origin = { ip: '', userAgent: '', language: 'en' as const, via: 'socket' as const, connection };
  const input = { conversations: [group as never], people: [] };
  await watch({ ...platform, db: late }, connections, new Presence(platform, connections), actor, input, origin);
  await words.say(kit.owner, group, 'among us');
  await aMoment();
  expect(heard(device, 'among us')).toBe(false);
  expect(connection!.watching.size).toBe(0);
  await device.close();
});

it('SY10 newcomers without history learn nothing of a topic that hangs on an older message', async () => {
  const bob = await kit.person('Bob');
  const group = await words.group(kit.owner, []);
  const old = await topicOn(group);
  await kit.call(kit.owner, 'conversations.addMembers', {
    conversation: group as never,
    users: [bob.user as never],
    withHistory: false,
  });
  const recent = await topicOn(group);
  const device = await openDevice(kit, bob);
  await device.call('delivery.watch', { conversations: [group], people: [] });
  await words.say(kit.owner, old, 'among the old');
  await words.say(kit.owner, recent, 'among all');
  await until(() => device.of('topic.activity').length > 0);
  await aMoment();
  expect(device.of('topic.activity').map((frame) => frame.topic?.conversation)).toEqual([recent]);
  await device.close();
});
