import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Device, openDevice, wordsOf } from './delivery.test-kit.ts';
import { Presence } from './presence.ts';

let kit: TestHouse;
let words: ReturnType<typeof wordsOf>;
let lin: Seat;
let omar: Seat;
let guest: Seat;
const open: Device[] = [];

const device = async (seat: Seat): Promise<Device> => {
  const made = await openDevice(kit, seat);
  open.push(made);
  return made;
};
const watch = async (of: Device, input: { conversations?: string[]; people?: string[] }) =>
  (await of.call('delivery.watch', input)).presence as { user: string; status: string }[];
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeAll(async () => {
  kit = await testHouse();
  words = wordsOf(kit);
  [lin, omar, guest] = await Promise.all([kit.person('林月'), kit.person('Omar'), kit.person('Guest', 'guest')]);
});
afterAll(async () => {
  for (const one of open) await one.close();
  await kit.stop();
});

it('DE2 DE3 typing reaches those who look at the conversation, not its other members, not oneself', async () => {
  const group = await words.group(kit.owner, [lin, omar]);
  const [writer, looking, elsewhere] = [await device(kit.owner), await device(lin), await device(omar)];
  await watch(writer, { conversations: [group] });
  await watch(looking, { conversations: [group] });
  await writer.call('delivery.typing', { conversation: group });
  await until(() => looking.of('typing').length === 1);
  expect(looking.of('typing')[0]).toEqual({ type: 'typing', conversation: group, user: kit.owner.user });
  await writer.call('delivery.typing', { conversation: group, outward: true });
  await until(() => looking.of('typing').length === 2);
  expect(looking.of('typing')[1]).toMatchObject({ user: kit.owner.user, outward: true });
  await watch(looking, { conversations: [] });
  await writer.call('delivery.typing', { conversation: group });
  await looking.call('delivery.watch', {});
  expect([looking, elsewhere, writer].map((d) => d.of('typing').length)).toEqual([2, 0, 0]);
});

it('DE3 nobody types where they do not take part', async () => {
  const group = await words.group(kit.owner, [lin]);
  const looking = await device(lin);
  await watch(looking, { conversations: [group] });
  await expect(kit.call(omar, 'delivery.typing', { conversation: group as never })).rejects.toMatchObject({
    problem: { code: 'not-found' },
  });
  const stranger = await device(omar);
  await watch(stranger, { conversations: [group] });
  await expect(stranger.call('delivery.typing', { conversation: group })).rejects.toThrow('not-found');
  expect(looking.of('typing')).toEqual([]);
});

it('DE2 a guest sees the presence of those it shares a conversation with, and learns nothing of others', async () => {
  await words.group(kit.owner, [guest, lin]);
  const [looking, seen] = [await device(guest), await device(lin)];
  const answer = await watch(looking, { people: [lin.user, omar.user] });
  expect(answer).toEqual([{ user: lin.user, status: 'online' }]);
  const hidden = await device(omar);
  await hidden.call('delivery.setPresence', { away: true });
  await seen.call('delivery.setPresence', { away: true });
  for (const one of open) if (one !== seen) await one.call('delivery.setPresence', { away: true });
  await until(() => looking.of('presence').some((p) => p.status === 'away'));
  expect(new Set(looking.of('presence').map((p) => p.user))).toEqual(new Set([lin.user]));
});

it('DE4 a reload is not a leave; away counts when every device rests', async () => {
  const zoe = await kit.person('Zoë');
  const looking = await device(kit.owner);
  expect(await watch(looking, { people: [zoe.user] })).toEqual([{ user: zoe.user, status: 'offline' }]);
  const told = () =>
    looking
      .of('presence')
      .filter((p) => p.user === zoe.user)
      .map((p) => p.status);
  const first = await openDevice(kit, zoe);
  await until(() => told().length === 1);
  await first.close();
  const [desk, phone] = [await openDevice(kit, zoe), await openDevice(kit, zoe)];
  await pause(5_300);
  expect(told()).toEqual(['online']);
  await phone.call('delivery.setPresence', { away: true });
  expect(await watch(looking, { people: [zoe.user] })).toEqual([{ user: zoe.user, status: 'online' }]);
  await desk.call('delivery.setPresence', { away: true });
  await until(() => told().length === 2);
  await desk.close();
  await phone.close();
  await until(() => told().length === 3);
  expect(told()).toEqual(['online', 'away', 'offline']);
});

it('DE2 watching and presence need a socket', async () => {
  await expect(kit.call(lin, 'delivery.watch', {})).rejects.toMatchObject({ problem: { code: 'invalid-input' } });
  await expect(kit.call(lin, 'delivery.setPresence', { away: true })).rejects.toMatchObject({
    problem: { code: 'invalid-input' },
  });
});

it('what changes while a house stops is told to no bus any more', async () => {
  await device(lin);
  const { platform, connections } = kit.house;
  const told: string[] = [];
  const unsubscribe = platform.bus.subscribe('presence', ({ states }) => told.push(...states.map(([user]) => user)));
  const changed = () => [...connections.of(lin.user)!][0]!;
  const lasting = new Presence(platform, connections);
  lasting.start();
  lasting.opened(changed());
  await until(() => told.includes(lin.user));
  told.length = 0;
  const stopped = new Presence(platform, connections);
  const stop = stopped.start();
  stopped.opened(changed());
  stop();
  stopped.setAway(changed(), true);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(told).toEqual([]);
  unsubscribe();
});
