import { randomUUID } from 'node:crypto';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsCaughtUp } from '../index.ts';
import { eraseMessages } from './index.ts';

let kit: TestHouse;
let lin: Seat;
let gus: Seat;
let group: string;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林月');
  gus = await kit.person('Gus', 'guest');
  group = await newGroup();
});
afterAll(() => kit.stop());

const newGroup = async () =>
  (await kit.call(kit.owner, 'conversations.create', { name: 'Group', members: [lin.user as never] })).id as string;
const say = async (seat: Seat, draft: object, to = group) =>
  (
    await kit.call(seat, 'conversations.sendMessage', {
      conversation: to as never,
      draft: { clientId: randomUUID(), ...draft } as never,
    })
  ).seq;
const about = (of: number, more: object = {}) => ({
  of,
  reason: '当时漏记了',
  source: 'notes',
  words: '三月的笔记本',
  occurred: { from: Date.now() - 86_400_000, zone: 'Asia/Shanghai' },
  ...more,
});
const read = async (seq: number, seat = lin, from = group) =>
  (await kit.call(seat, 'conversations.history', { conversation: from as never, around: seq })).messages.find(
    (m) => m.seq === seq,
  )!;

it('CV26 a supplement names its original, which counts it and stays as it is', async () => {
  const of = await say(kit.owner, { text: '船期是周三' });
  const before = await read(of);
  const seq = await say(lin, { text: '对方还答应付一半运费', supplement: about(of) });
  const { ev: _, ...kept } = before;
  expect(await read(of)).toMatchObject({ ...kept, supplements: 1 });
  expect(await read(of)).not.toHaveProperty('edited');
  const supplement = await read(seq);
  expect(supplement).toMatchObject({
    sender: lin.user,
    supplement: { of, source: 'notes', words: '三月的笔记本' },
    quote: { seq: of, excerpt: '船期是周三' },
  });
  await say(kit.owner, { text: '还有一处', supplement: about(of) });
  const input = { conversation: group as never, seq: of };
  const first = await kit.call(lin, 'conversations.supplements', { ...input, limit: 1 });
  expect(first.items.map((m) => m.seq)).toEqual([seq]);
  const rest = await kit.call(lin, 'conversations.supplements', { ...input, cursor: first.next! });
  expect(rest.items.map((m) => m.text)).toEqual(['还有一处']);
  expect(rest).not.toHaveProperty('next');
});

it('CV26 who wrote the original is called, and the words, the reason and the source are found', async () => {
  const of = await say(kit.owner, { text: '会议纪要' });
  const seq = await say(lin, { text: '补充一点', supplement: about(of, { reason: '录音核对', words: '三楼会议室录音' }) });
  await until(async () =>
    (await kit.call(kit.owner, 'delivery.attention', {})).places.some(
      (p) => p.reason === 'mention' && p.messages.some((m) => m.seq === seq),
    ),
  );
  for (const text of ['补充一点', '录音核对', '三楼会议室'])
    await until(async () => (await kit.call(lin, 'search.messages', { text })).items.some((hit) => hit.seq === seq));
});

it('CV26 an original may be old, edited or recalled: nothing of a recalled one is shown', async () => {
  const of = await say(kit.owner, { text: '说错的话' });
  await kit.call(kit.owner, 'conversations.recallMessage', { conversation: group as never, seq: of });
  const seq = await say(lin, { text: '撤回之前说的是另一件事', supplement: about(of) });
  expect((await read(seq)).quote).toEqual({ seq: of, sender: kit.owner.user, excerpt: '' });
  expect(await read(of)).toMatchObject({ text: '', supplements: 1, recalled: {} });
});

it('CV26 an edit and a forward keep what it is; a recalled one is still counted', async () => {
  const of = await say(kit.owner, { text: '原话' });
  const seq = await say(lin, { text: '补充', supplement: about(of) });
  const edited = await kit.call(lin, 'conversations.editMessage', { conversation: group as never, seq, text: '补充,改过' });
  expect(edited).toMatchObject({ text: '补充,改过', supplement: { of }, quote: { seq: of } });
  await expect(kit.call(lin, 'conversations.editMessage', { conversation: group as never, seq, text: ' ' })).rejects.toThrow(
    'invalid-input',
  );
  const to = await newGroup();
  await kit.call(lin, 'conversations.forwardMessages', {
    from: group as never,
    seqs: [seq],
    to: to as never,
    clientIds: [randomUUID()],
  });
  const forwarded = await read(1, lin, to);
  expect(forwarded).toMatchObject({ forward: { seq, conversation: group }, supplement: { of } });
  expect(forwarded).not.toHaveProperty('quote');
  await kit.call(lin, 'conversations.recallMessage', { conversation: group as never, seq });
  expect(await read(of)).toMatchObject({ supplements: 1 });
  const { items } = await kit.call(lin, 'conversations.supplements', { conversation: group as never, seq: of });
  expect(items).toMatchObject([{ seq, text: '', recalled: {} }]);
});

it('CV26 refused: without words, of a supplement, of what one does not see, with another quote or a form', async () => {
  const of = await say(kit.owner, { text: '原话' });
  const seq = await say(lin, { text: '补充', supplement: about(of) });
  await expect(say(lin, { text: ' ', supplement: about(of) })).rejects.toThrow('invalid-input');
  await expect(say(lin, { text: '补充的补充', supplement: about(seq) })).rejects.toThrow('invalid-input');
  await expect(say(lin, { text: '没有', supplement: about(10_000) })).rejects.toThrow('not-found');
  await expect(say(lin, { text: '另引', quote: seq, supplement: about(of) })).rejects.toThrow('invalid-input');
  await expect(say(lin, { text: '来源', supplement: about(of, { source: 'other', words: undefined }) })).rejects.toThrow(
    'invalid-input',
  );
  await kit.call(kit.owner, 'conversations.addMembers', {
    conversation: group as never,
    users: [gus.user as never],
    withHistory: false,
  });
  await expect(say(gus, { text: '看不到', supplement: about(of) })).rejects.toThrow('not-found');
  await expect(kit.call(gus, 'conversations.supplements', { conversation: group as never, seq: of })).rejects.toThrow(
    'not-found',
  );
});

it('CV26 the same draft twice is one supplement', async () => {
  const of = await say(kit.owner, { text: '原话' });
  const draft = { clientId: randomUUID(), text: '一次', supplement: about(of) };
  expect(await say(lin, draft)).toBe(await say(lin, draft));
  expect(await read(of)).toMatchObject({ supplements: 1 });
});

it('what it says beside its words is a part of its own in the ledger', async () => {
  const of = await say(kit.owner, { text: '原话' });
  const seq = await say(lin, { text: '补充', supplement: about(of) });
  const proof = async () => kit.call(lin, 'records.proof', { conversation: group as never, seq });
  await until(async () => (await proof()).state === 'recorded');
  const proven = (await proof()) as { parts: { name: string; content?: string }[] };
  expect(proven.parts.map((p) => p.name)).toEqual(['body', 'meta', 'supplement']);
  expect(JSON.parse(proven.parts.find((p) => p.name === 'supplement')!.content!)).toMatchObject({ of, reason: '当时漏记了' });
});

it('RE5 a supplement of an erased message does not stand where its erasure is proved', async () => {
  const of = await say(kit.owner, { text: '要删除的话' });
  const { platform } = kit.house;
  await recordsCaughtUp(platform);
  await platform.db.transaction((tx) =>
    eraseMessages(platform, tx, { conversation: group, seqs: [of], actor: null, cause: null }),
  );
  await say(lin, { text: '后来的补充', supplement: about(of) });
  await recordsCaughtUp(platform);
  const proof = await kit.call(lin, 'records.proof', { conversation: group as never, seq: of });
  if (proof.state !== 'erased') throw new Error(proof.state);
  expect(proof.erasure.leaf.split('\n')).toContain('message.erased');
});
