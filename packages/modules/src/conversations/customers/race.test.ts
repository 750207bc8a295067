import {
  aCustomer,
  anAccount,
  type Observer,
  type Seat,
  type TestCustomer,
  type TestHouse,
  testHouse,
  until,
  verifyAction,
} from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteDelivery } from './note-delivery.ts';
import { closeTo, openTo } from './open.ts';

let kit: TestHouse;
let group: string;
let wang: TestCustomer;
let ann: Observer;
let ann2: Observer;
let lin: Observer;
let zoe: Observer;
let everybody: Observer[];

const observer = async (name: string, seat: Seat): Promise<Observer> => ({ name, seat, client: await kit.client(seat) });
const here = () => wang.conversation as never;
/** Puts it on somebody's screen, as a page does. */
async function show(who: Observer): Promise<void> {
  who.client.watch({ conversations: [wang.conversation] });
  await who.client.openConversation(wang.conversation).catch(() => undefined);
}

beforeAll(async () => {
  kit = await testHouse();
  const people = [await kit.person('林月'), await kit.person('Zoe')] as const;
  group = await kit.group(...people);
  wang = await aCustomer(kit, await anAccount(kit), '王芳', [group]);
  await wang.says('您好');
  ann = await observer('ann', kit.owner);
  ann2 = await observer('ann on a second device', kit.owner);
  lin = await observer('lin', people[0]);
  zoe = await observer('zoe', people[1]);
  everybody = [ann, ann2, lin, zoe];
  for (const who of everybody) await show(who);
});
afterAll(() => kit.stop());

const say = (who: Observer, text: string, more: object) =>
  who.client.call('conversations.sendMessage', {
    conversation: here(),
    draft: { clientId: crypto.randomUUID() as never, text, ...more },
  });
const told = (act: () => Promise<unknown>) => verifyAction(kit, everybody, act);

describe('race check of customer conversations: what a client shows after the events is what a new client shows', () => {
  it('SY5 a contact writes, once and again', () =>
    told(async () => {
      await wang.says('在吗', { dedupeKey: 'a' });
      await wang.says('在吗', { dedupeKey: 'a' });
    }));

  it('SY5 SY8 staff answer, and note among themselves', () =>
    told(async () => {
      await say(lin, '在的', { outward: true });
      await say(ann, `<@${lin.seat.user}> 你看一下`, { private: true, quote: 1 });
    }));

  it('SY5 what went out comes further on its way, in any order', () =>
    told(async () => {
      const { seq } = await say(lin, '已寄出', { outward: true });
      const at = Date.now();
      const { platform } = kit.house;
      for (const state of ['sent', 'accepted', 'read', 'delivered', 'failed'] as const)
        await platform.db.transaction((tx) => noteDelivery(platform, tx, { conversation: wang.conversation, seq, state, at }));
    }));

  it('SY5 SY8 reading, reactions, pins, an edited and a recalled note', () =>
    told(async () => {
      const { seq } = await say(zoe, 'note', { private: true });
      await lin.client.call('conversations.react', { conversation: here(), seq: 1, emoji: '👍', on: true });
      await lin.client.call('conversations.pin', { conversation: here(), seq: 1, on: true });
      await zoe.client.call('conversations.editMessage', { conversation: here(), seq, text: 'other' });
      await ann.client.call('conversations.markRead', { conversation: here(), seq });
      await zoe.client.call('conversations.recallMessage', { conversation: here(), seq });
    }));

  it('DE2 SY10 who is taken out of the group is told nothing any more, and keeps nothing; who comes back reads it all', async () => {
    await told(() =>
      kit.call(kit.owner, 'conversations.removeMember', { conversation: group as never, user: zoe.seat.user as never }),
    );
    await until(() => zoe.client.state.conversations[wang.conversation] === undefined);
    expect(zoe.client.state.timelines[wang.conversation]).toBeUndefined();
    const { ev } = await wang.says('还有一件事');
    await until(() => (lin.client.state.conversations[wang.conversation]?.ev ?? 0) >= ev);
    expect(JSON.stringify(zoe.client.state)).not.toContain('还有一件事');
    await kit.call(kit.owner, 'conversations.addMembers', {
      conversation: group as never,
      users: [zoe.seat.user as never],
      withHistory: true,
    });
    await until(() => zoe.client.state.conversations[group] !== undefined);
    await show(zoe);
    await until(() => zoe.client.state.timelines[wang.conversation]?.messages.at(-1)?.text === '还有一件事');
    await told(() => wang.says('谢谢'));
  });

  it('DE2 SY10 closed to a group, its members are cut off; those of another group read on', async () => {
    const other = await kit.group(lin.seat);
    const { platform } = kit.house;
    await told(() => platform.db.transaction((tx) => openTo(platform, tx, wang.conversation, [other], null)));
    await told(() => platform.db.transaction((tx) => closeTo(platform, tx, wang.conversation, [group], null)));
    await until(() => zoe.client.state.conversations[wang.conversation] === undefined);
    const { ev } = await wang.says('只给别组');
    await until(() => (lin.client.state.conversations[wang.conversation]?.ev ?? 0) >= ev);
    expect(JSON.stringify(zoe.client.state)).not.toContain('只给别组');
    await told(() => wang.says('再见'));
  });
});
