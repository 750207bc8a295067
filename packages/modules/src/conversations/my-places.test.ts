import type { MyState } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

let kit: TestHouse;
let lin: Seat;
let group: string;

beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());
beforeEach(async () => {
  lin = await kit.person('林月');
  group = await kit.group(lin);
});

const mine = async (conversation = group): Promise<MyState> =>
  (await kit.call(lin, 'conversations.get', { conversation: conversation as never })).me!;
const allRead = (undo = false) => kit.call(lin, 'conversations.markAllRead', { undo });
const read = (seq: number) => kit.call(lin, 'conversations.markRead', { conversation: group as never, seq });

it('SY8 marked unread, messages and mentions from there on count again; the pointer stays, and reading ends it', async () => {
  await kit.say(kit.owner, group, 'one');
  await kit.say(kit.owner, group, `<@${lin.user}> two`);
  await kit.say(kit.owner, group, 'three');
  await read(3);
  expect(await mine()).toMatchObject({ readSeq: 3, unread: 0, mentions: 0 });
  await kit.call(lin, 'conversations.markUnread', { conversation: group as never, seq: 2 });
  expect(await mine()).toMatchObject({ readSeq: 3, unreadFrom: 2, unread: 2, mentions: 1 });
  const { read: readers } = await kit.call(kit.owner, 'conversations.readers', { conversation: group as never, seq: 3 });
  expect(readers).toContain(lin.user);
  await read(3);
  expect(await mine()).toMatchObject({ readSeq: 3, unreadFrom: null, unread: 0, mentions: 0 });
});

it('SY8 undoing "mark all read" puts back what it found, marks included', async () => {
  await kit.say(kit.owner, group, 'one');
  await kit.say(kit.owner, group, `<@${lin.user}> two`);
  await kit.call(lin, 'conversations.markUnread', { conversation: group as never, seq: 1 });
  const before = await mine();
  expect((await allRead()).changed).toBe(1);
  expect(await mine()).toMatchObject({ readSeq: 2, unread: 0, mentions: 0, unreadFrom: null });
  expect((await allRead(true)).changed).toBe(1);
  expect({ ...(await mine()), rev: 0 }).toEqual({ ...before, rev: 0 });
});

it('SY8 the undo leaves alone where one has read on or written since, and what an earlier "mark all read" had touched', async () => {
  const other = await kit.group(lin);
  const third = await kit.group(lin);
  await kit.say(kit.owner, third, 'early');
  await allRead();
  for (const conversation of [group, other]) await kit.say(kit.owner, conversation, 'one');
  expect((await allRead()).changed).toBe(2);
  await kit.say(kit.owner, group, 'two');
  await read(2);
  await kit.say(lin, other, 'I answer');
  expect((await allRead(true)).changed).toBe(0);
  expect(await mine()).toMatchObject({ readSeq: 2, unread: 0 });
  expect(await mine(other)).toMatchObject({ readSeq: 2, unread: 0 });
  expect(await mine(third)).toMatchObject({ readSeq: 1, unread: 0 });
});

it('CV20 hidden holds up to the newest message of that moment', async () => {
  await kit.say(kit.owner, group, 'one');
  const change = { conversation: group as never };
  expect(await kit.call(lin, 'conversations.changeMine', { ...change, hidden: true, position: 7 })).toMatchObject({
    hiddenSeq: 1,
    position: 7,
  });
  expect(await kit.call(lin, 'conversations.changeMine', { ...change, notify: 'mentions' })).toMatchObject({
    hiddenSeq: 1,
    position: 7,
  });
  expect(await kit.call(lin, 'conversations.changeMine', { ...change, hidden: false, position: null })).toMatchObject({
    hiddenSeq: null,
    position: null,
  });
});
