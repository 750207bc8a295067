import { randomUUID } from 'node:crypto';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
let bob: Seat;
beforeAll(async () => {
  kit = await testHouse();
  bob = await kit.person('Bob');
});
afterAll(() => kit.stop());

const group = async (members: Seat[] = []) =>
  (await kit.call(kit.owner, 'conversations.create', { name: 'Group', members: members.map((m) => m.user as never) })).id;
const say = async (conversation: string, text: string, more: object = {}, seat = kit.owner) =>
  (
    await kit.call(seat, 'conversations.sendMessage', {
      conversation: conversation as never,
      draft: { clientId: randomUUID(), text, ...more },
    })
  ).seq;

it('SY10 whoever came without history does not read older words in a quote: not live, not later, not pinned or saved', async () => {
  const conversation = await group();
  const old = await say(conversation, 'before your time');
  await kit.call(kit.owner, 'conversations.addMembers', { conversation, users: [bob.user as never], withHistory: false });
  const client = await kit.client(bob);
  await client.openConversation(conversation);
  const quoting = await say(conversation, 'see there', { quote: old });
  const recent = await say(conversation, 'and here', { quote: quoting });
  await until(() => client.state.timelines[conversation]?.messages.length === 2);
  await kit.call(kit.owner, 'conversations.pin', { conversation, seq: quoting, on: true });
  await kit.call(bob, 'conversations.save', { conversation, seq: quoting, on: true, remindAt: null, note: '' });
  const seen = [
    client.state.timelines[conversation]!.messages,
    (await kit.call(bob, 'conversations.history', { conversation })).messages,
    (await kit.call(bob, 'conversations.history', { conversation, around: quoting })).messages,
    (await kit.call(bob, 'conversations.changes', { conversation, after: 0 })).messages,
    (await kit.call(bob, 'conversations.pins', { conversation })).messages,
    (await kit.call(bob, 'conversations.savedMessages', {})).items.map(({ message }) => message),
  ];
  for (const messages of seen) {
    expect(messages.find((m) => m.seq === quoting)?.quote).toMatchObject({ seq: old, excerpt: '' });
    expect(JSON.stringify(messages)).not.toContain('before your time');
  }
  expect(seen[1]!.find((m) => m.seq === recent)?.quote?.excerpt).toBe('see there');
  const owners = await kit.call(kit.owner, 'conversations.history', { conversation });
  expect(owners.messages.find((m) => m.seq === quoting)?.quote?.excerpt).toBe('before your time');
});

it('CV15 the words of a forward cannot be changed: they stand under the name of who said them', async () => {
  const [from, to] = [await group([bob]), await group([bob])];
  const seq = await say(from, 'I refuse', {}, bob);
  const { sent } = await kit.call(kit.owner, 'conversations.forwardMessages', {
    from,
    to,
    seqs: [seq],
    clientIds: [randomUUID()],
  });
  const forwarded = sent[0]!.seq;
  const change = kit.call(kit.owner, 'conversations.editMessage', { conversation: to, seq: forwarded, text: 'I accept' });
  await expect(change).rejects.toThrow('invalid-input');
  const { messages } = await kit.call(bob, 'conversations.history', { conversation: to });
  expect(messages.find((m) => m.seq === forwarded)).toMatchObject({ text: 'I refuse', forward: { sender: bob.user } });
});

it('CV15 what its sender or its conversation marked is not forwarded, nor anything together with it', async () => {
  const [from, to] = [await group([bob]), await group([bob])];
  const free = await say(from, 'for everybody');
  const marked = await say(from, 'among us', { noForward: true });
  const forward = (seqs: number[], seat = bob) =>
    kit.call(seat, 'conversations.forwardMessages', { from, to, seqs, clientIds: seqs.map(() => randomUUID()) });
  const arrived = async () =>
    (await kit.call(bob, 'conversations.history', { conversation: to })).messages.map(({ text }) => text);
  await expect(forward([free, marked])).rejects.toThrow('do-not-forward');
  expect(await arrived()).toEqual([]);
  await forward([free]);
  await kit.call(kit.owner, 'conversations.change', { conversation: from, noForward: true });
  for (const seat of [bob, kit.owner]) await expect(forward([free], seat)).rejects.toThrow('do-not-forward');
  expect(await arrived()).toEqual(['for everybody']);
});

it('CV15 nobody forwards what they do not see: what was taken back, what was said before their time, what was said elsewhere', async () => {
  const [from, to, foreign] = [await group(), await group([bob]), await group()];
  const [before, elsewhere] = [await say(from, 'before your time'), await say(foreign, 'elsewhere')];
  await kit.call(kit.owner, 'conversations.addMembers', { conversation: from, users: [bob.user as never], withHistory: false });
  const gone = await say(from, 'oh no');
  await kit.call(kit.owner, 'conversations.recallMessage', { conversation: from, seq: gone });
  const forward = (source: typeof from, seq: number) =>
    kit.call(bob, 'conversations.forwardMessages', { from: source, to, seqs: [seq], clientIds: [randomUUID()] });
  for (const [source, seq] of [
    [from, before],
    [from, gone],
    [foreign, elsewhere],
  ] as const)
    await expect(forward(source, seq)).rejects.toThrow('not-found');
  expect((await kit.call(bob, 'conversations.history', { conversation: to })).messages).toEqual([]);
});
