import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepAllRead } from './import-writer.ts';

let kit: TestHouse;
let ann: Seat;
let bob: Seat;
let group: string;

beforeAll(async () => {
  kit = await testHouse();
  [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
  group = await kit.group(ann, bob);
});
afterAll(() => kit.stop());

const say = async (who: Seat, text = 'words'): Promise<number> => (await kit.say(who, group, text)).seq;
const mine = async (who: Seat) => (await kit.call(who, 'conversations.get', { conversation: group })).me!;

/** What the list says, and what a look at every message above the pointer finds. */
async function both(who: Seat): Promise<[number, number]> {
  const me = await mine(who);
  const found = await kit.house.platform.db.row<{ n: number }>(
    `select count(*) as n from message where conversation_id = $1 and seq > $2 and sender is distinct from $3 and recalled_at is null`,
    [group, Math.min(me.readSeq, (me.unreadFrom ?? Number.POSITIVE_INFINITY) - 1), who.user],
  );
  return [me.unread, found!.n];
}

it('SY8 what is unread is counted without a look at it, and is what a look finds', async () => {
  const seqs: number[] = [];
  for (let n = 0; n < 12; n++) seqs.push(await say(ann, `message ${n}`));
  expect(await both(bob)).toEqual([12, 12]);
  for (const seq of [seqs[2]!, seqs[5]!, seqs[11]!])
    await kit.call(ann, 'conversations.recallMessage', { conversation: group, seq });
  expect(await both(bob)).toEqual([9, 9]);
  await kit.call(bob, 'conversations.markRead', { conversation: group, seq: seqs[5]! });
  expect(await both(bob)).toEqual([5, 5]);
  await say(bob);
  expect(await both(bob)).toEqual([0, 0]);
  expect(await both(ann)).toEqual([1, 1]);
  await say(ann);
  // Marked unread before one's own message: that one does not count.
  await kit.call(bob, 'conversations.markUnread', { conversation: group, seq: seqs[7]! });
  expect(await both(bob)).toEqual([5, 5]);
  await kit.call(bob, 'conversations.markAllRead', {});
  await kit.call(bob, 'conversations.markAllRead', { undo: true });
  expect(await both(bob)).toEqual([5, 5]);
  await kit.call(bob, 'conversations.markRead', { conversation: group, seq: await say(ann) });
  expect(await both(bob)).toEqual([0, 0]);
});

it('SY8 of imported messages one’s own do not count, though nobody moved the pointer past them', async () => {
  const { db } = kit.house.platform;
  const before = await say(ann);
  const own = await say(ann, 'in truth of Bob, elsewhere');
  await db.transaction(async (tx) => {
    await tx.rows('update message set sender = $3 where conversation_id = $1 and seq = $2', [group, own, bob.user]);
    await keepAllRead(tx, [{ conversation: group, before, after: own }]);
  });
  expect(await both(bob)).toEqual([1, 1]);
  await say(bob);
  await say(ann);
  expect(await both(bob)).toEqual([1, 1]);
});
