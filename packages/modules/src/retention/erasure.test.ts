import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanUp } from '../files/clean-up.ts';
import { upload } from '../files/files.test-kit.ts';
import { keepBytes, sealBytes } from '../files/index.ts';
import { erase } from './erase.ts';
import { atOnce, destroyed, listed, putRules, refusal, settled } from './retention.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
let bob: Seat;
beforeAll(async () => {
  kit = await testHouse();
  [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
});
afterAll(() => kit.stop());

const words = async (seat: Seat, conversation: string) =>
  (await kit.call(seat, 'conversations.history', { conversation: conversation as never })).messages.map(
    (m) => m.text || (m.withheld ? (m.withheld.erased ? 'erased' : 'withheld') : ''),
  );
const request = async (id: string) => (await kit.call(kit.owner, 'erasure.list', {})).items.find((one) => one.id === id)!;
const ended = async (id: string, state: string) => {
  await until(async () => (await request(id)).state === state);
  return request(id);
};
/** A bundle of a conversation that this house still keeps. */
async function bundleOf(group: string): Promise<string> {
  const { platform } = kit.house;
  const id = crypto.randomUUID();
  const stored = await sealBytes(platform, Readable.from([Buffer.from(`a bundle of ${group}`)]));
  await platform.db.transaction(async (tx) => {
    await keepBytes(tx, stored);
    await tx.rows(
      `insert into record_export (id, maker, purpose, conversations, with_files, state, created_at, blob_id)
       values ($1, $2, 'p', array[$3::uuid], true, 'done', now(), $4)`,
      [id, kit.owner.user, group, stored.blob],
    );
  });
  return id;
}
const stateOfBundle = async (id: string) => (await kit.call(kit.owner, 'exports.get', { export: id })).state;

test('RT7 what a person said is erased everywhere, with what they did not say yet; others’ words and forwards stay', async () => {
  const [group, direct] = [
    await kit.group(ann, bob),
    await kit.call(ann, 'conversations.openDirect', { users: [bob.user as never] }),
  ];
  const { seq } = await kit.say(ann, group, 'of Ann');
  await kit.say(bob, group, 'of Bob');
  await kit.say(ann, direct.id, 'between two');
  const forward = { from: group, seqs: [seq], to: direct.id, clientIds: [crypto.randomUUID()] };
  await kit.call(bob, 'conversations.forwardMessages', forward);
  await kit.call(ann, 'conversations.saveDraft', { conversation: group, text: 'not said' });
  const draft = { clientId: crypto.randomUUID(), text: 'not said yet' };
  await kit.call(ann, 'conversations.scheduleMessage', { conversation: group, draft, sendAt: Date.now() + 1e8 });
  await settled(kit);
  await bundleOf(group);
  const asked = await kit.call(kit.owner, 'erasure.ask', { user: ann.user as never, reason: 'letter of 2 May' });
  expect(await ended(asked.id, 'done')).toMatchObject({ erased: 2, restricted: 0, obstacles: [] });
  expect(await words(bob, group)).toEqual(['erased', 'of Bob']);
  // Nor does a bundle that this house still keeps have them.
  expect((await kit.call(kit.owner, 'exports.list', {})).items.map(({ state }) => state)).toEqual(['expired']);
  // A forward is a record of whoever forwarded it, in a conversation of its own.
  expect(await words(bob, direct.id)).toEqual(['erased', 'of Ann']);
  expect((await kit.call(ann, 'conversations.scheduledMessages', {})).items).toEqual([]);
  expect((await kit.call(ann, 'conversations.sync', {})).drafts.filter((d) => d.text !== '')).toEqual([]);
});

test('RT7 what of a person was imported goes, too, where they never were', async () => {
  const cat = await kit.person('Cat');
  const group = await kit.group(ann, cat);
  await kit.say(cat, group, 'of Cat');
  await settled(kit);
  const { db } = kit.house.platform;
  // As an import leaves it.
  await db.rows('update conversation set imported_seq = 1 where id = $1', [group]);
  await db.rows('update message set occurred_at = at where conversation_id = $1', [group]);
  await db.rows('delete from membership where conversation_id = $1 and user_id = $2', [group, cat.user]);
  const asked = await kit.call(kit.owner, 'erasure.ask', { user: cat.user as never, reason: 'letter of 3 May' });
  expect(await ended(asked.id, 'done')).toMatchObject({ erased: 1 });
  expect(await words(ann, group)).toEqual(['erased']);
});

test('RT7 a round that is broken off counts what it erased', async () => {
  const eve = await kit.person('Eve');
  const [first, second] = [await kit.group(ann, eve), await kit.group(ann, eve)];
  for (const group of [first, second]) await kit.say(eve, group, 'of Eve');
  await settled(kit);
  // Somebody else has the second conversation: the round ends there, after the first.
  const id = await kit.house.platform.db.transaction(async (tx) => {
    await tx.rows('select 1 from stream where id = $1 for update', [second]);
    const asked = await kit.call(kit.owner, 'erasure.ask', { user: eve.user as never, reason: 'letter of 4 May' });
    const failed = () =>
      kit.house.platform.db.rows(
        `select 1 from graphile_worker.jobs where task_identifier = 'retention.erase' and last_error is not null`,
      );
    await until(async () => (await failed()).length > 0);
    expect(await request(asked.id)).toMatchObject({ state: 'working', erased: 1 });
    return asked.id;
  });
  expect(await ended(id, 'done')).toMatchObject({ erased: 2 });
});

test('RT7 under a hold it is withheld from everybody, and erases itself when the last obstacle ends', async () => {
  const group = await kit.group(ann, bob);
  const word = 'obstacle';
  const { seq } = await kit.say(bob, group, `${word} one`);
  await settled(kit);
  const { id: matter } = await kit.call(kit.owner, 'holds.openMatter', { name: 'm', reason: 'r' });
  const scope = { kind: 'conversation', id: group } as const;
  const hold = await kit.call(kit.owner, 'holds.place', { matter, scope });
  await putRules(kit, { coolingDays: 0, conversations: [{ conversation: group, rule: { keepDays: 10 } }] });
  const bobs = await kit.client(bob);
  await bobs.openConversation(group);
  const asked = await kit.call(kit.owner, 'erasure.ask', { message: { conversation: group, seq }, reason: 'please' });
  expect(await ended(asked.id, 'restricted')).toMatchObject({ erased: 0, restricted: 1, obstacles: ['hold'] });
  expect(await words(bob, group)).toEqual(['withheld']);
  await until(() => bobs.state.timelines[group]!.messages[0]!.withheld?.erased === false);
  expect(JSON.stringify(bobs.state)).not.toContain(word);
  expect((await kit.call(bob, 'search.messages', { text: word })).items).toEqual([]);
  expect(await refusal(kit.call(bob, 'conversations.messageHistory', { conversation: group, seq }))).toBe('not-found');
  const kept = await kit.house.platform.db.rows('select 1 from version where conversation_id = $1 and text <> $2', [group, '']);
  expect(kept).toHaveLength(1);

  // A bundle made since leaves it out: the next round takes nothing from it.
  const bundle = await bundleOf(group);
  await erase(kit.house.platform, { erasure: asked.id });
  expect(await request(asked.id)).toMatchObject({ state: 'restricted', restricted: 1 });
  expect(await stateOfBundle(bundle)).toBe('done');

  // Reached through the matter alone, and written down.
  const other = await kit.call(kit.owner, 'holds.openMatter', { name: 'other', reason: 'r' });
  const reading = { conversation: group, seq, purpose: 'inquiry 12' };
  expect(await refusal(kit.call(kit.owner, 'holds.read', { ...reading, matter: other.id }))).toBe('not-found');
  // Nor through a hold that is placed now, in order to read.
  const later = await kit.call(kit.owner, 'holds.place', { matter: other.id, scope });
  expect(await refusal(kit.call(kit.owner, 'holds.read', { ...reading, matter: other.id }))).toBe('not-found');
  await kit.call(kit.owner, 'holds.lift', { hold: later.id, reason: 'over' });
  expect((await kit.call(kit.owner, 'holds.read', { ...reading, matter })).versions.map((v) => v.text)).toEqual([`${word} one`]);
  const viewed = await kit.house.platform.db.rows<{ content: string }>(
    `select convert_from(content, 'UTF8') as content from retention_event where type = 'archive.viewed'`,
  );
  expect(viewed.map(({ content }) => JSON.parse(content))).toMatchObject([{ by: kit.owner.user, purpose: 'inquiry 12', seq }]);

  await kit.call(kit.owner, 'holds.lift', { hold: hold.id, reason: 'over' });
  await erase(kit.house.platform, { erasure: asked.id });
  expect(await request(asked.id)).toMatchObject({ state: 'restricted', obstacles: ['rule'] });
  await putRules(kit, { coolingDays: 0 });
  await settled(kit);
  await erase(kit.house.platform, { erasure: asked.id });
  expect(await request(asked.id)).toMatchObject({ state: 'done', erased: 1, restricted: 0 });
  expect(await words(bob, group)).toEqual(['erased']);
  expect(await stateOfBundle(bundle)).toBe('expired');
  await until(() => bobs.state.timelines[group]!.messages[0]!.withheld?.erased === true);
  expect(await refusal(kit.call(kit.owner, 'erasure.ask', { message: { conversation: group, seq }, reason: 'again' }))).toBe(
    'conflict',
  );
});

test('RT7 what a person says and writes after it was asked for stays, however long the rest is restricted', async () => {
  const dan = await kit.person('Dan');
  const group = await kit.group(dan, bob);
  await kit.say(dan, group, 'before');
  await settled(kit);
  const { id: matter } = await kit.call(kit.owner, 'holds.openMatter', { name: 'later', reason: 'r' });
  const hold = await kit.call(kit.owner, 'holds.place', { matter, scope: { kind: 'conversation', id: group } });
  const asked = await kit.call(kit.owner, 'erasure.ask', { user: dan.user as never, reason: 'letter of 4 May' });
  expect(await ended(asked.id, 'restricted')).toMatchObject({ restricted: 1, obstacles: ['hold'] });

  await kit.say(dan, group, 'after');
  await kit.call(dan, 'conversations.saveDraft', { conversation: group, text: 'not said' });
  const draft = { clientId: crypto.randomUUID(), text: 'not said yet' };
  await kit.call(dan, 'conversations.scheduleMessage', { conversation: group, draft, sendAt: Date.now() + 1e8 });
  await settled(kit);
  await erase(kit.house.platform, { erasure: asked.id });
  expect(await request(asked.id)).toMatchObject({ state: 'restricted', restricted: 1 });
  expect(await words(bob, group)).toEqual(['withheld', 'after']);

  await kit.call(kit.owner, 'holds.lift', { hold: hold.id, reason: 'over' });
  await erase(kit.house.platform, { erasure: asked.id });
  expect(await request(asked.id)).toMatchObject({ state: 'done', erased: 1, restricted: 0 });
  expect(await words(bob, group)).toEqual(['erased', 'after']);
  expect((await kit.call(dan, 'conversations.scheduledMessages', {})).items).toHaveLength(1);
  expect((await kit.call(dan, 'conversations.sync', {})).drafts.map((d) => d.text)).toEqual(['not said']);
});

test('RT7 another person approves where rules want that', async () => {
  const second = await kit.person('Second', 'owner');
  await putRules(kit, { twoForErasure: true });
  const group = await kit.group(ann);
  const [one, two] = [await kit.say(ann, group, 'one'), await kit.say(ann, group, 'two')];
  const ask = (seq: number) => kit.call(kit.owner, 'erasure.ask', { message: { conversation: group, seq }, reason: 'please' });
  const [yes, no] = [await ask(one.seq), await ask(two.seq)];
  expect([yes.state, no.state]).toEqual(['waiting', 'waiting']);
  expect(await refusal(kit.call(kit.owner, 'erasure.approve', { erasure: yes.id }))).toBe('conflict');
  await kit.call(second, 'erasure.approve', { erasure: yes.id });
  await kit.call(second, 'erasure.approve', { erasure: no.id, refuse: true });
  await ended(yes.id, 'done');
  expect((await request(no.id)).state).toBe('refused');
  expect(await words(ann, group)).toEqual(['erased', 'two']);
  // Nor does one alone do away with the second.
  await expect(putRules(kit, { coolingDays: 0 })).rejects.toThrow('conflict');
  await putRules(kit, { coolingDays: 0 }, kit.owner, second);
});

test('RT9 no bot wishes for, or approves, what two people decide about', async () => {
  const { user } = await kit.call(kit.owner, 'people.createBot', { name: 'Agreeing' });
  const { secret } = await kit.call(kit.owner, 'people.createBotToken', { bot: user, name: 'second' });
  const { id: role } = await kit.call(kit.owner, 'access.createRole', {
    name: 'Second',
    permissions: ['erasure.manage', 'retention.manage', 'retention.approve', 'holds.manage'],
  });
  await kit.call(kit.owner, 'access.grant', { user, role, scope: { kind: 'organization' } });
  const bot: Seat = { ...kit.owner, user, token: secret };
  expect((await kit.call(bot, 'erasure.list', {})).items.length).toBeGreaterThan(0);
  const nothing = crypto.randomUUID();
  for (const call of [
    kit.call(bot, 'erasure.ask', { user: ann.user as never, reason: 'r' }),
    kit.call(bot, 'erasure.approve', { erasure: nothing }),
    kit.call(bot, 'retention.draftRules', { rules: {} }),
    kit.call(bot, 'retention.approveRules', { version: 1 }),
    kit.call(bot, 'retention.approve', { disposition: nothing, due: 1 }),
    kit.call(bot, 'holds.lift', { hold: nothing, reason: 'r' }),
  ])
    expect(await refusal(call)).toBe('forbidden');
});

test('attached files go with the last message that carries them, bytes and previews; one that is attached cannot be taken away', async () => {
  await putRules(kit, { coolingDays: 0 });
  const [group, other] = [await kit.group(ann), await kit.group(ann)];
  const blobs = async () => (await readdir(join(kit.dataDir, 'blobs'), { recursive: true })).filter((f) => f.length > 20).length;
  const before = await blobs();
  const file = await upload(kit, ann, 'note.txt', Buffer.from('attached words'));
  const attachments = [file as never];
  const first = await kit.say(ann, group, 'see', { attachments });
  await kit.say(ann, other, 'see here, too', { attachments });
  // Not even its owner takes it out of a message: no evidence goes without the message's knowing.
  expect(await refusal(kit.call(ann, 'files.remove', { file: file as never }))).toBe('conflict');
  await settled(kit);
  const asked = await kit.call(kit.owner, 'erasure.ask', { message: { conversation: group, seq: first.seq }, reason: 'please' });
  await ended(asked.id, 'done');
  expect(await kit.call(ann, 'files.get', { file: file as never })).toMatchObject({ name: 'note.txt' });
  await putRules(kit, { ...atOnce, organization: null, conversations: [{ conversation: other, rule: { destroyDays: 0 } }] });
  const done = await destroyed(kit, await listed(kit));
  const { json } = await kit.call(kit.owner, 'retention.certificate', { disposition: done.id });
  expect(JSON.parse(json)).toMatchObject({ volume: { messages: 1, files: 1 } });
  expect(await refusal(kit.call(ann, 'files.get', { file: file as never }))).toBe('not-found');
  await cleanUp(kit.house.platform);
  await until(async () => (await blobs()) === before);
});

test('RT13 an erasure needs another person where anything it is about is of a class that wants one', async () => {
  const second = await kit.person('Another owner', 'owner');
  const strict = randomUUID();
  const speaker = await kit.person('Speaker');
  const [careful, other] = [await kit.group(ann, speaker), await kit.group(ann, speaker)];
  const [here, there] = [await kit.say(ann, careful, 'of weight'), await kit.say(ann, other, 'of little')];
  await putRules(kit, {
    classes: [{ id: strict, name: 'Careful', rule: {}, twoForErasure: true }],
    conversations: [{ conversation: careful as never, class: strict }],
  });
  const ask = (about: object) => kit.call(kit.owner, 'erasure.ask', { ...about, reason: 'please' } as never);
  expect(await ask({ message: { conversation: careful, seq: here.seq } })).toMatchObject({
    state: 'waiting',
    twoBy: ['Careful'],
  });
  expect(await ask({ message: { conversation: other, seq: there.seq } })).toMatchObject({ state: 'working', twoBy: [] });
  // Being in a conversation of the class is not yet a record of it.
  expect(await ask({ user: speaker.user })).toMatchObject({ state: 'working', twoBy: [] });
  await kit.say(speaker, careful, 'mine, and of weight');
  expect(await ask({ user: speaker.user })).toMatchObject({ state: 'waiting', twoBy: ['Careful'] });
  await expect(putRules(kit, { coolingDays: 0 })).rejects.toThrow('conflict');
  await putRules(kit, { coolingDays: 0 }, kit.owner, second);
});
