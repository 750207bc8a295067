import { type Observer, type Seat, type TestHouse, testHouse, verifyAction } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsCaughtUp } from '../index.ts';
import { eraseMessages, withholdMessages } from './index.ts';

let kit: TestHouse;
let yue: Seat;
let out: Seat;
let group: string;
let seq: number;
beforeAll(async () => {
  kit = await testHouse();
  yue = await kit.person('林月');
  out = await kit.person('旁人');
  group = await kit.group(yue);
  ({ seq } = await kit.say(kit.owner, group, '周五前书面答复船期'));
});
afterAll(() => kit.stop());

const at = () => ({ conversation: group as never, seq });
const parties = () => ({ debtor: { user: yue.user as never }, creditor: { name: '海湾航运' } });
const list = (seat: Seat, more: object = {}) => kit.call(seat, 'commitments.list', { whose: 'all', ...more });

it('CV25 a commitment is marked, said otherwise, kept; whose it is and by when lists it', async () => {
  const made = await kit.call(kit.owner, 'commitments.create', { ...at(), what: '书面答复', ...parties(), due: '2026-11-27' });
  expect(made).toMatchObject({
    what: '书面答复',
    debtor: { user: yue.user, name: '林月' },
    creditor: { name: '海湾航运' },
    state: 'open',
  });
  const late = await kit.call(yue, 'commitments.create', {
    ...at(),
    what: '寄样品',
    creditor: { user: yue.user as never },
    debtor: { name: '周经理' },
  });
  expect((await kit.call(yue, 'commitments.list', {})).items.map((c) => c.what)).toEqual(['书面答复']);
  expect((await list(yue, { whose: 'owed' })).items.map((c) => c.what)).toEqual(['寄样品']);
  // Those without a day stand last; pages go on from where they ended.
  const first = await list(kit.owner, { limit: 1 });
  expect(first.items[0]).toMatchObject({ id: made.id, place: { id: group } });
  expect((await list(kit.owner, { limit: 1, cursor: first.next })).items.map((c) => c.id)).toEqual([late.id]);
  expect((await kit.call(yue, 'commitments.list', { dueBy: '2026-11-26' })).items).toEqual([]);
  const moved = await kit.call(yue, 'commitments.change', { commitment: made.id, due: null, what: '书面答复船期' });
  expect(moved).not.toHaveProperty('due');
  const kept = await kit.call(yue, 'commitments.settle', { commitment: made.id, state: 'kept', note: '已发邮件' });
  expect(kept).toMatchObject({ state: 'kept', settled: { by: yue.user, note: '已发邮件' } });
  await expect(kit.call(yue, 'commitments.change', { commitment: made.id, what: 'x' })).rejects.toThrow('conflict');
  expect((await list(yue, { state: 'settled' })).items.map((c) => c.id)).toEqual([made.id]);
  expect(await kit.call(yue, 'commitments.settle', { commitment: made.id, state: 'open' })).not.toHaveProperty('settled');
});

it('CV1 SY10 who may not see the message learns nothing, and changes nothing', async () => {
  const [one] = (await list(kit.owner)).items;
  expect((await list(out)).items).toEqual([]);
  await expect(list(out, { conversation: group })).rejects.toThrow('not-found');
  for (const act of [
    () => kit.call(out, 'commitments.create', { ...at(), what: 'x', ...parties() }),
    () => kit.call(out, 'commitments.settle', { commitment: one!.id, state: 'dropped' }),
    () => kit.call(out, 'commitments.change', { commitment: one!.id, what: 'x' }),
  ])
    await expect(act()).rejects.toThrow('not-found');
  const newcomer = await kit.person('后来');
  await kit.call(kit.owner, 'conversations.addMembers', {
    conversation: group as never,
    users: [newcomer.user as never],
    withHistory: false,
  });
  expect((await list(newcomer)).items).toEqual([]);
  await expect(kit.call(newcomer, 'commitments.settle', { commitment: one!.id, state: 'dropped' })).rejects.toThrow('not-found');
});

it('SY5 every device holds the same after each act', async () => {
  const { seq: fresh } = await kit.say(yue, group, '我来订会议室');
  const observers: Observer[] = await Promise.all(
    [kit.owner, yue].map(async (seat) => {
      const client = await kit.client(seat);
      await client.openConversation(group);
      return { name: seat.user, seat, client };
    }),
  );
  let id = '' as never;
  await verifyAction(kit, observers, async () => {
    const made = await kit.call(yue, 'commitments.create', { ...at(), seq: fresh, what: '订会议室', ...parties() });
    id = made.id as never;
  });
  const shown = () => observers[0]!.client.state.timelines[group]?.messages.find((m) => m.seq === fresh)?.commitments;
  expect(shown()).toBe(1);
  await verifyAction(kit, observers, () => kit.call(yue, 'commitments.change', { commitment: id, due: '2026-12-01' }));
  await verifyAction(kit, observers, () =>
    Promise.all([
      kit.call(yue, 'commitments.settle', { commitment: id, state: 'kept' }),
      // Refused where the recall came first.
      kit
        .call(kit.owner, 'conversations.react', { conversation: group as never, seq: fresh, emoji: '👍', on: true })
        .catch((error: Error) => expect(error.message).toContain('not-found')),
      kit.call(yue, 'conversations.recallMessage', { conversation: group as never, seq: fresh }),
    ]),
  );
  for (const { client } of observers) await client.close();
});

it('RE5 the record holds each version of it, and nothing is left when the message is erased', async () => {
  const { seq: said } = await kit.say(kit.owner, group, '我下周给结论');
  const made = await kit.call(kit.owner, 'commitments.create', { ...at(), seq: said, what: '给结论', ...parties() });
  const kept = await kit.call(yue, 'commitments.settle', { commitment: made.id, state: 'kept' });
  await recordsCaughtUp(kit.house.platform);
  for (const { ev, state } of [made, kept]) {
    const proof = await kit.call(yue, 'records.proof', { conversation: group as never, ev });
    if (proof.state !== 'recorded') throw new Error(proof.state);
    const body = JSON.parse(proof.parts.find((part) => part.name === 'body')!.content!);
    expect(body).toMatchObject({ text: '给结论', content: { commitment: { state, debtor: { name: '林月' } } } });
  }
  const story = await kit.call(yue, 'records.get', { conversation: group as never, seq: said });
  expect(story.events.map((event) => event.type)).toEqual(['message.sent', 'message.committed', 'message.committed']);
  const { db } = kit.house.platform;
  await db.transaction((tx) =>
    eraseMessages(kit.house.platform, tx, { conversation: group, seqs: [said], actor: null, cause: made.id }),
  );
  expect((await list(kit.owner, { state: 'all' })).items.map((c) => c.id)).not.toContain(made.id);
  const left = await db.rows(
    `select ev from version where conversation_id = $1 and seq = $2 and (text <> '' or key is not null or content is not null)`,
    [group, said],
  );
  expect(left).toEqual([]);
});

it('CV25 of a message that is withheld no commitment is told, and none is changed', async () => {
  const { seq: withheld } = await kit.say(kit.owner, group, '下周一付款');
  const made = await kit.call(kit.owner, 'commitments.create', { ...at(), seq: withheld, what: '付款', ...parties() });
  await recordsCaughtUp(kit.house.platform);
  const { platform } = kit.house;
  await platform.db.transaction((tx) =>
    withholdMessages(platform, tx, { conversation: group, seqs: [withheld], actor: null, cause: null }),
  );
  expect((await list(yue)).items.map((c) => c.id)).not.toContain(made.id);
  for (const act of [
    () => kit.call(yue, 'commitments.settle', { commitment: made.id, state: 'kept' }),
    () => kit.call(yue, 'commitments.change', { commitment: made.id, due: '2027-01-01' }),
  ])
    await expect(act()).rejects.toThrow('not-found');
});
