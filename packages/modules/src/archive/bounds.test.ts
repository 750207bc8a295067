import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorFor } from '../access/index.ts';
import { searchCaughtUp } from '../search/index.ts';
import { Archive, refusal } from './archive.test-kit.ts';
import { expire } from './decide.ts';
import { look } from './look.ts';

let kit: TestHouse;
let archive: Archive;
let ann: Seat;
let ben: Seat;
let reader: Seat;
let approver: Seat;
let group: string;
let other: string;

beforeAll(async () => {
  kit = await testHouse();
  archive = new Archive(kit);
  [ann, ben] = [await kit.person('Ann'), await kit.person('Ben')];
  [reader, approver] = [await archive.person('Reader', 'archive.read'), await archive.person('Approver', 'archive.approve')];
  [group, other] = [await kit.group(ann, ben), await kit.group(ann)];
  const { at } = await kit.say(ann, group, 'the first');
  // Each has milliseconds of its own.
  await until(() => Date.now() > at + 10);
  await kit.say(ben, group, 'the second');
  await kit.say(ann, other, 'elsewhere');
  await searchCaughtUp(kit.house.platform);
});
afterAll(() => kit.stop());

const found = async (inspection: string) =>
  (await kit.call(reader, 'archive.search', { inspection })).items
    .map(({ conversation, seq }) => `${conversation.id}/${seq}`)
    .sort();
const record = (inspection: string, seq: number) =>
  refusal(kit.call(reader, 'archive.record', { inspection, conversation: group as never, seq }));
const read = async (inspection: string) =>
  (await kit.call(reader, 'archive.conversation', { inspection, conversation: group as never })).messages.map(({ seq }) => seq);

test('AR2 a span begins with its first millisecond and ends before its last: every way to a message agrees', async () => {
  const { messages } = await kit.call(ann, 'conversations.history', { conversation: group as never });
  const first = messages[0]!.at;
  const conversations = [group as never];
  const spans: [object, boolean][] = [
    [{ from: first, until: first + 1 }, true],
    [{ until: first }, false],
    [{ from: first + 1, until: first + 2 }, false],
  ];
  for (const [span, covered] of spans) {
    const id = await archive.opened(reader, approver, { conversations, ...span });
    expect(await found(id)).toEqual(covered ? [`${group}/1`] : []);
    expect(await record(id, 1)).toBe(covered ? 'ok' : 'not-found');
    expect(await record(id, 2)).toBe('not-found');
    expect(await read(id)).toEqual(covered ? [1] : []);
  }
});

test('AR2 where somebody takes part and in conversations that are named: only where both hold', async () => {
  const id = await archive.opened(reader, approver, {
    people: [ann.user as never],
    conversations: [group as never],
    reach: 'with',
  });
  expect(await found(id)).toEqual([`${group}/1`, `${group}/2`]);
  const none = await archive.opened(reader, approver, {
    people: [ben.user as never],
    conversations: [other as never],
    reach: 'with',
  });
  expect(await found(none)).toEqual([]);
});

test('AR5 what ends while it is looked at is not answered, nor told as a look', async () => {
  const { platform } = kit.house;
  const id = await archive.opened(reader, approver, { conversations: [group as never] });
  const actor = (await actorFor(platform, reader.user))!;
  const looking = look(platform, actor, id, async () => {
    await kit.call(approver, 'archive.end', { inspection: id, reason: 'over' });
    return { answer: 'what was said', kind: 'queried', detail: {}, results: 1 };
  });
  await expect(looking).rejects.toThrow('inspection-closed');
  expect(await platform.db.rows('select 1 from inspection_look where inspection_id = $1', [id])).toEqual([]);
  expect((await archive.leaves()).filter(({ type, said }) => type === 'archive.queried' && said.inspection === id)).toEqual([]);
});

test('AR4 what nobody agreed to lapses: from then on nobody can, and it is told as expired', async () => {
  const { platform } = kit.house;
  const { id } = await archive.ask(reader, { conversations: [group as never] });
  await platform.db.rows(`update inspection set expires_at = now() - interval '1 second' where id = $1`, [id]);
  expect(await kit.call(reader, 'archive.get', { inspection: id })).toMatchObject({ state: 'expired' });
  expect(await refusal(kit.call(approver, 'archive.decide', { inspection: id }))).toBe('conflict');
  await expire(platform);
  const ended = (await archive.leaves()).filter(({ type, said }) => type === 'archive.ended' && said.inspection === id);
  expect(ended.map(({ said }) => [said.how, said.by])).toEqual([['expired', undefined]]);
});
