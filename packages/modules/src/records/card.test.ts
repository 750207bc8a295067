import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { commitTo, leafHash, parseLeaf, parseParts, provesInclusion, same, sha256, utf8 } from '@rapport/ledger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordCensus } from './census.ts';
import { recordsCaughtUp } from './index.ts';
import { believed, bytesOf } from './records.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
beforeAll(async () => {
  kit = await testHouse();
  ann = await kit.person('Ann');
});
afterAll(() => kit.stop());

const caughtUp = () => recordsCaughtUp(kit.house.platform);
const proofOf = async (seat: Seat, conversation: string, ev: number) => {
  const proof = await kit.call(seat, 'records.proof', { conversation: conversation as never, ev });
  if (proof.state === 'waiting' || proof.state === 'erased') throw new Error('There is no proof yet.');
  return proof;
};

/** Holds what is disclosed against leaf and root, and answers it by name. */
async function disclosed(proof: Awaited<ReturnType<typeof proofOf>>) {
  const checkpoint = await believed(proof.checkpoint, proof.key);
  const entry = utf8(proof.leaf);
  const claim = { index: proof.index, size: checkpoint.size, leaf: leafHash(sha256, entry), root: checkpoint.root };
  expect(provesInclusion(sha256, { ...claim, proof: proof.proof.map(bytesOf) })).toBe(true);
  expect(same(sha256(utf8(proof.manifest)), parseLeaf(entry).parts)).toBe(true);
  const commits = new Map(parseParts(utf8(proof.manifest)).map((part) => [part.name, part.commit]));
  for (const { name, salt, content } of proof.parts)
    if (content !== undefined)
      expect(same(commitTo(sha256, Buffer.from(salt, 'hex'), sha256(utf8(content))), commits.get(name)!), name).toBe(true);
  return { names: [...commits.keys()], contents: Object.fromEntries(proof.parts.map(({ name, content }) => [name, content])) };
}

test('RE8 the story of a message: every version has its place and is proved, a recall closes the words and not the proof', async () => {
  const group = (await kit.group(ann)) as never;
  const { seq } = await kit.say(kit.owner, group, '原文');
  await kit.call(kit.owner, 'conversations.editMessage', { conversation: group, seq, text: '第二版' });
  await kit.call(ann, 'conversations.react', { conversation: group, seq, emoji: '👍', on: true });
  await kit.call(kit.owner, 'conversations.editMessage', { conversation: group, seq, text: '第三版' });
  await caughtUp();
  const story = await kit.call(ann, 'records.get', { conversation: group, seq });
  expect(story.events.map((event) => [event.type, event.version])).toEqual([
    ['message.sent', true],
    ['message.edited', true],
    ['message.changed', false],
    ['message.edited', true],
  ]);
  expect(story.events.every((event) => event.place !== undefined)).toBe(true);
  expect(story).toMatchObject({ whole: true, ledger: { state: 'self-attested' } });
  const [sent, , reaction] = story.events;
  const first = await disclosed(await proofOf(ann, group, sent!.ev));
  expect(JSON.parse(first.contents.body!)).toEqual({ text: '原文' });
  expect(Object.keys((await disclosed(await proofOf(ann, group, reaction!.ev))).contents)).toEqual(['meta']);

  await kit.call(kit.owner, 'conversations.recallMessage', { conversation: group, seq });
  await caughtUp();
  const after = await kit.call(ann, 'records.get', { conversation: group, seq });
  expect(after.events.at(-1)).toMatchObject({ type: 'message.recalled', actor: kit.owner.user });
  const closed = await disclosed(await proofOf(ann, group, sent!.ev));
  expect(closed.names).toEqual(['body', 'meta']);
  expect(Object.keys(closed.contents)).toEqual(['meta']);
  expect(JSON.stringify(await proofOf(ann, group, sent!.ev))).not.toContain('原文');
});

test('SY10 events before one came are no more proved than shown; what is of the conversation since is', async () => {
  const group = (await kit.group()) as never;
  const { seq } = await kit.say(kit.owner, group, 'before');
  const early = await kit.call(kit.owner, 'records.get', { conversation: group, seq });
  await kit.call(kit.owner, 'conversations.addMembers', { conversation: group, users: [ann.user as never], withHistory: false });
  const now = await kit.say(kit.owner, group, 'now');
  await kit.call(kit.owner, 'conversations.react', { conversation: group, seq, emoji: '👍', on: true });
  await caughtUp();
  const { ev } = await kit.call(ann, 'conversations.get', { conversation: group });
  const seen: number[] = [];
  for (let one = 1; one <= ev; one++) if (await proofOf(ann, group, one).catch(() => undefined)) seen.push(one);
  const said = (await kit.call(ann, 'records.get', { conversation: group, seq: now.seq })).events[0]!.ev;
  // Their joining, and what was said then; neither the message before nor a reaction to it.
  expect(seen).toEqual([said - 1, said]);
  expect(early.events[0]!.ev).toBeLessThan(said - 1);
  await expect(kit.call(ann, 'records.get', { conversation: group, seq })).rejects.toThrow('not-found');
  await expect(kit.call(ann, 'records.proof', { conversation: group })).rejects.toThrow('invalid-input');
});

test('RE8 a conversation at a glance: every event has its leaf, gaps are named, the census that holds it too', async () => {
  const group = (await kit.group(ann)) as never;
  for (let i = 0; i < 5; i++) await kit.say(ann, group, `${i}`);
  await caughtUp();
  await recordCensus(kit.house.platform);
  await caughtUp();
  await kit.say(ann, group, 'after the census');
  await caughtUp();
  const { ev } = await kit.call(ann, 'conversations.get', { conversation: group });
  const whole = await kit.call(ann, 'records.completeness', { conversation: group });
  expect(whole).toMatchObject({
    events: ev,
    leaves: ev,
    checked: ev,
    gaps: [],
    first: { ev: 1 },
    last: { ev },
    census: { ev: ev - 1 },
  });
  await kit.house.platform.db.rows('delete from ledger_leaf where stream_id = $1 and ev in (2, 3)', [group]);
  expect(await kit.call(ann, 'records.completeness', { conversation: group })).toMatchObject({
    checked: ev - 2,
    gaps: [{ from: 2, to: 3 }],
  });
  const out = await kit.person('Out');
  await expect(kit.call(out, 'records.completeness', { conversation: group })).rejects.toThrow('not-found');
});
