import { type Observer, type Seat, type TestHouse, testHouse, verifyAction } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsCaughtUp, searchCaughtUp } from '../index.ts';
import { eraseMessages, remainsOf } from './index.ts';

let kit: TestHouse;
let yue: Seat;
let out: Seat;
let group: string;
beforeAll(async () => {
  kit = await testHouse();
  [yue, out] = [await kit.person('林月'), await kit.person('旁人')];
  group = await kit.group(yue);
});
afterAll(() => kit.stop());

const change = (seat: Seat, seq: number, add: string[], remove: string[] = [], conversation = group) =>
  kit.call(seat, 'labels.change', { conversation: conversation as never, seq, add, remove });
const shown = async (seat: Seat, seq: number) =>
  (await kit.call(seat, 'conversations.history', { conversation: group as never })).messages.find((m) => m.seq === seq)?.labels;
const used = async (seat: Seat, text = '') => (await kit.call(seat, 'labels.used', { text })).labels;
const found = async (seat: Seat, label: string, more: object = {}) => {
  await searchCaughtUp(kit.house.platform);
  return (await kit.call(seat, 'search.records', { label, ...more })).items.map(({ seq, labels }) => ({ seq, labels }));
};

it('CV33 a message is labelled by who may write there, all who see it see that, and records are found by it', async () => {
  const { seq } = await kit.say(kit.owner, group, '客户说屏幕有划痕');
  const { seq: other } = await kit.say(kit.owner, group, '已换货');
  expect(await change(yue, seq, ['投诉', 'returns'])).toEqual({ labels: ['returns', '投诉'] });
  await change(kit.owner, other, ['投诉']);
  expect([await shown(kit.owner, seq), await shown(yue, other)]).toEqual([['returns', '投诉'], ['投诉']]);
  expect(await change(yue, seq, ['投诉'], ['nothing of that'])).toEqual({ labels: ['returns', '投诉'] });
  expect(await used(yue)).toEqual([
    { label: '投诉', count: 2 },
    { label: 'returns', count: 1 },
  ]);
  expect((await used(yue, 'RET')).map(({ label }) => label)).toEqual(['returns']);
  expect(await found(yue, '投诉')).toEqual([
    { seq: other, labels: ['投诉'] },
    { seq, labels: ['returns', '投诉'] },
  ]);
  const facets = await kit.call(yue, 'search.facets', { text: '划痕' });
  expect(facets.labels).toEqual([
    { label: 'returns', count: 1 },
    { label: '投诉', count: 1 },
  ]);
  expect(await change(yue, seq, [], ['投诉'])).toEqual({ labels: ['returns'] });
  expect((await found(yue, '投诉')).map((one) => one.seq)).toEqual([other]);
  expect(await found(yue, 'returns', { text: '划痕', kind: 'message' })).toHaveLength(1);
});

it('CV33 twenty at most, one line of forty signs; none on what was recalled, which shows none', async () => {
  const { seq } = await kit.say(yue, group, 'many');
  await change(
    yue,
    seq,
    Array.from({ length: 20 }, (_, i) => `${i}`),
  );
  await expect(change(yue, seq, ['one more'])).rejects.toThrow('quota-exceeded');
  await expect(change(yue, seq, ['x'.repeat(41)])).rejects.toThrow('invalid-input');
  await expect(change(yue, seq, ['two\nlines'])).rejects.toThrow('invalid-input');
  await kit.call(yue, 'conversations.recallMessage', { conversation: group as never, seq });
  expect(await shown(kit.owner, seq)).toBeUndefined();
  expect(await found(yue, '7')).toEqual([]);
  expect(await used(yue, '7')).toEqual([]);
  await expect(change(yue, seq, ['late'])).rejects.toThrow('not-found');
});

it('CV1 SY10 who may not see the message learns of no label, and puts none', async () => {
  const { seq } = await kit.say(kit.owner, group, 'labelled before');
  await change(kit.owner, seq, ['机密']);
  await expect(change(out, seq, ['x'])).rejects.toThrow('not-found');
  expect([await used(out), await found(out, '机密')]).toEqual([[], []]);
  const newcomer = await kit.person('后来');
  await kit.call(kit.owner, 'conversations.addMembers', {
    conversation: group as never,
    users: [newcomer.user as never],
    withHistory: false,
  });
  await expect(change(newcomer, seq, ['x'])).rejects.toThrow('not-found');
  expect([await used(newcomer), await found(newcomer, '机密')]).toEqual([[], []]);
});

it('SY5 every device holds the same after each act', async () => {
  const { seq } = await kit.say(yue, group, '送检');
  const observers: Observer[] = await Promise.all(
    [kit.owner, yue].map(async (seat) => {
      const client = await kit.client(seat);
      await client.openConversation(group);
      return { name: seat.user, seat, client };
    }),
  );
  const held = () => observers[0]!.client.state.timelines[group]?.messages.find((m) => m.seq === seq)?.labels;
  await verifyAction(kit, observers, () => change(yue, seq, ['质检', '急']));
  expect(held()).toEqual(['急', '质检']);
  await verifyAction(kit, observers, () => Promise.all([change(yue, seq, [], ['急']), change(kit.owner, seq, ['已送'])]));
  await verifyAction(kit, observers, () => change(yue, seq, [], ['质检', '已送']));
  expect(held()).toBeUndefined();
  await verifyAction(kit, observers, () =>
    Promise.all([
      // Refused where the recall came first.
      change(kit.owner, seq, ['晚了']).catch((error: Error) => expect(error.message).toContain('not-found')),
      kit.call(yue, 'conversations.recallMessage', { conversation: group as never, seq }),
    ]),
  );
  for (const { client } of observers) await client.close();
});

it('RE5 the record holds what it was labelled as each time, and nothing is left when the message is erased', async () => {
  const { seq } = await kit.say(kit.owner, group, '标签也留痕');
  await change(kit.owner, seq, ['合同']);
  await change(yue, seq, ['归档'], ['合同']);
  await recordsCaughtUp(kit.house.platform);
  const story = await kit.call(yue, 'records.get', { conversation: group as never, seq });
  const labelled = story.events.filter(({ type }) => type === 'message.labelled');
  const said: unknown[] = [];
  for (const { ev } of labelled) {
    const proof = await kit.call(yue, 'records.proof', { conversation: group as never, ev });
    if (proof.state !== 'recorded') throw new Error(proof.state);
    said.push(JSON.parse(proof.parts.find((part) => part.name === 'body')!.content!));
  }
  expect(said).toEqual([
    { text: '', content: { labels: ['合同'] } },
    { text: '', content: { labels: ['归档'] } },
  ]);
  const { db } = kit.house.platform;
  const gone = { conversation: group, seqs: [seq], actor: null, cause: null };
  await db.transaction((tx) => eraseMessages(kit.house.platform, tx, gone));
  expect(await remainsOf(db, group, [seq])).toEqual([]);
  const left = await db.rows(
    `select ev from version where conversation_id = $1 and seq = $2 and (text <> '' or key is not null or content is not null)`,
    [group, seq],
  );
  expect(left).toEqual([]);
  expect([await used(yue, '归档'), await found(yue, '归档')]).toEqual([[], []]);
  await recordsCaughtUp(kit.house.platform);
  const proof = await kit.call(yue, 'records.proof', { conversation: group as never, ev: labelled[1]!.ev });
  expect(proof.state).toBe('erased');
});
