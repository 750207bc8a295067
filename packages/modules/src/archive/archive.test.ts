import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeFile } from '../files/index.ts';
import { buildVerifier, Evidence } from '../records/exports/exports.test-kit.ts';
import { recordsCaughtUp } from '../records/index.ts';
import { searchCaughtUp } from '../search/index.ts';
import { Archive, refusal } from './archive.test-kit.ts';
import { expire } from './decide.ts';

let kit: TestHouse;
let archive: Archive;
let ann: Seat;
let ben: Seat;
let admin: Seat;
let reader: Seat;
let approver: Seat;
let auditor: Seat;
let group: string;
let other: string;
let recalled: number;

const settled = async () => {
  await recordsCaughtUp(kit.house.platform);
  await searchCaughtUp(kit.house.platform);
};
const find = async (seat: Seat, inspection: string, more: object = {}) =>
  (await kit.call(seat, 'archive.search', { inspection, ...more })).items.map(
    ({ conversation, seq }) => `${conversation.id}/${seq}`,
  );

beforeAll(async () => {
  buildVerifier();
  kit = await testHouse();
  archive = new Archive(kit);
  [ann, ben, admin] = [await kit.person('Ann'), await kit.person('Ben'), await kit.person('Admin', 'admin')];
  [reader, approver, auditor] = [
    await archive.person('Reader', 'archive.read'),
    await archive.person('Approver', 'archive.approve'),
    await archive.person('Auditor', 'archive.audit'),
  ];
  const make = async (name: string, ...members: Seat[]) =>
    (await kit.call(ann, 'conversations.create', { name, members: members.map(({ user }) => user as never) })).id as string;
  group = await make('Deals', ben);
  other = await make('Others', ben);
  await kit.say(ann, group, 'the orange contract is signed'); // 1
  await kit.say(ben, group, 'the orange contract was changed'); // 2
  await kit.call(ben, 'conversations.editMessage', { conversation: group as never, seq: 2, text: 'the contract stands' });
  recalled = (await kit.say(ben, group, 'delete the orange ledger')).seq; // 3
  await kit.call(ben, 'conversations.recallMessage', { conversation: group as never, seq: recalled });
  await kit.say(ann, other, 'orange juice'); // 1
  await settled();
});
afterAll(() => kit?.stop());

test('AR1 nobody has it by being an administrator; only its asker looks, while it is open', async () => {
  const { id } = await archive.ask(reader, { conversations: [group as never] });
  expect(await refusal(find(reader, id))).toBe('inspection-closed');
  expect(await refusal(archive.ask(admin, { conversations: [group as never] }))).toBe('forbidden');
  expect(await refusal(archive.ask(ann, { conversations: [group as never] }))).toBe('forbidden');
  await kit.call(approver, 'archive.decide', { inspection: id });
  expect(await find(reader, id, { text: 'orange' })).toEqual([`${group}/1`]);
  const another = await archive.person('Another', 'archive.read');
  for (const seat of [another, kit.owner]) expect(await refusal(find(seat, id))).toBe('not-found');
  for (const seat of [admin, approver, auditor, ann]) expect(await refusal(find(seat, id))).toBe('forbidden');
  expect(await refusal(find(reader, randomUUID()))).toBe('not-found');
});

test('AR1 bots neither ask, nor agree, nor look, whatever they were given', async () => {
  const { user } = await kit.call(kit.owner, 'people.createBot', { name: 'Agreeing' });
  const { secret } = await kit.call(kit.owner, 'people.createBotToken', { bot: user, name: 'second' });
  await archive.grant(user, 'archive.read', 'archive.approve', 'archive.audit');
  const bot: Seat = { ...kit.owner, user, token: secret };
  const { id } = await archive.ask(reader, { conversations: [group as never] });
  const calls = [
    () => archive.ask(bot, { conversations: [group as never] }),
    () => kit.call(bot, 'archive.decide', { inspection: id }),
    () => kit.call(bot, 'archive.setRule', { second: false }),
    () => kit.call(bot, 'archive.search', { inspection: id }),
  ];
  for (const call of calls) expect(await refusal(call())).toBe('forbidden');
});

test('AR2 conversations, people, what they said or where they are, a span of time: all that is named must hold', async () => {
  const here = await archive.opened(reader, approver, { conversations: [group as never] });
  expect(await find(reader, here)).toHaveLength(3);
  const said = await archive.opened(reader, approver, { people: [ben.user as never] });
  expect((await find(reader, said)).sort()).toEqual([`${group}/2`, `${group}/3`]);
  const where = await archive.opened(reader, approver, { people: [ben.user as never], reach: 'with' });
  expect((await find(reader, where)).sort()).toEqual([`${group}/1`, `${group}/2`, `${group}/3`, `${other}/1`].sort());
  const both = await archive.opened(reader, approver, { people: [ann.user as never], conversations: [other as never] });
  expect(await find(reader, both)).toEqual([`${other}/1`]);
  const past = await archive.opened(reader, approver, { conversations: [group as never], until: Date.now() - 86_400_000 });
  expect(await find(reader, past)).toEqual([]);
  expect(await refusal(find(reader, here, { conversation: other }))).toBe('not-found');
  expect(await refusal(kit.call(reader, 'archive.record', { inspection: here, conversation: other as never, seq: 1 }))).toBe(
    'not-found',
  );
  expect(await refusal(kit.call(reader, 'archive.conversation', { inspection: here, conversation: other as never }))).toBe(
    'not-found',
  );
  expect(await refusal(kit.call(reader, 'archive.record', { inspection: said, conversation: group as never, seq: 1 }))).toBe(
    'not-found',
  );
  expect(await refusal(kit.call(reader, 'archive.proof', { inspection: past, conversation: group as never, seq: 1 }))).toBe(
    'not-found',
  );
  const read = await kit.call(reader, 'archive.conversation', { inspection: said, conversation: group as never });
  expect(read.messages.map(({ seq }) => seq)).toEqual([2, 3]);
});

test('AR2 an inspection of everything is none, and of what is not there neither', async () => {
  expect(await refusal(archive.ask(reader, {}))).toBe('invalid-input');
  expect(await refusal(archive.ask(reader, { from: 5, until: 5 }))).toBe('invalid-input');
  for (const scope of [{ conversations: [randomUUID()] }, { people: [randomUUID()] }, { departments: [randomUUID()] }])
    expect(await refusal(archive.ask(reader, scope as never))).toBe('not-found');
});

test('AR2 a department is who was in it when the inspection was opened', async () => {
  const { id: sales } = await kit.call(kit.owner, 'people.createDepartment', { name: 'Sales' });
  const late = await kit.person('Late');
  const put = (seat: Seat) => kit.call(kit.owner, 'people.changeUser', { user: seat.user as never, departments: [sales] });
  await put(ben);
  const id = await archive.opened(reader, approver, { departments: [sales] });
  await put(late);
  await kit.call(ann, 'conversations.addMembers', { conversation: group as never, users: [late.user as never] });
  await kit.say(late, group, 'late orange');
  await settled();
  expect((await find(reader, id)).sort()).toEqual([`${group}/2`, `${group}/3`]);
});

test('AR3 another person agrees, where there is another who may; nobody agrees to their own', async () => {
  const both = await archive.person('Both', 'archive.read', 'archive.approve');
  const mine = await archive.ask(both, { conversations: [group as never] });
  expect(mine.state).toBe('asked');
  expect(await refusal(kit.call(both, 'archive.decide', { inspection: mine.id }))).toBe('conflict');
  expect(await refusal(kit.call(reader, 'archive.decide', { inspection: mine.id }))).toBe('forbidden');
  const refused = await kit.call(approver, 'archive.decide', { inspection: mine.id, refuse: true, reason: 'no ground' });
  expect(refused).toMatchObject({ state: 'refused', decidedBy: approver.user, reason: 'no ground' });
  expect(await refusal(kit.call(approver, 'archive.decide', { inspection: mine.id }))).toBe('conflict');
  expect(await refusal(find(both, mine.id))).toBe('inspection-closed');
  expect((await kit.call(approver, 'archive.list', { which: 'waiting' })).items.map(({ id }) => id)).not.toContain(mine.id);
});

test('AR3 one person does not do away with the second; that they do is in the ledger', async () => {
  expect(await kit.call(approver, 'archive.setRule', { second: false })).toMatchObject({ second: true, wishedBy: approver.user });
  expect(await kit.call(approver, 'archive.setRule', { second: false })).toMatchObject({ second: true });
  expect((await archive.ask(reader, { conversations: [group as never] })).state).toBe('asked');
  expect(await kit.call(kit.owner, 'archive.setRule', { second: false })).toMatchObject({ second: false, wishedBy: null });
  expect((await archive.ask(reader, { conversations: [group as never] })).state).toBe('open');
  expect(await kit.call(approver, 'archive.setRule', { second: true })).toMatchObject({ second: true });
  const told = (await archive.leaves()).filter(({ type }) => type === 'archive.rule').map(({ said }) => [said.by, said.second]);
  expect(told).toEqual([
    [approver.user, true],
    [kit.owner.user, false],
    [approver.user, true],
  ]);
});

test('AR4 ended or run out, it answers nothing at once, with what is exported under it; one whose permission went neither', async () => {
  const { platform } = kit.house;
  const evidence = await Evidence.of(kit);
  const id = await archive.opened(reader, approver, { conversations: [group as never] });
  await find(reader, id);
  const { export: bundle } = await kit.call(reader, 'archive.export', { inspection: id });
  expect((await evidence.ended(reader, bundle)).state).toBe('done');
  const zip = await evidence.download(reader, bundle);
  expect(await evidence.verify(zip)).toMatchObject({ exit: 0 });
  expect(readFileSync(zip).includes('delete the orange ledger')).toBe(false); // deflated; the verifier read it
  expect((await evidence.fetch(approver, bundle)).status).toBe(404);
  await kit.call(approver, 'archive.end', { inspection: id, reason: 'over' });
  expect(await refusal(find(reader, id))).toBe('inspection-closed');
  expect((await evidence.fetch(reader, bundle)).status).toBe(404);
  expect(await kit.call(reader, 'exports.get', { export: bundle })).toMatchObject({ state: 'expired', inspection: id });

  const short = await archive.opened(reader, approver, { conversations: [group as never] });
  const { export: running } = await kit.call(reader, 'archive.export', { inspection: short });
  await evidence.ended(reader, running);
  await platform.db.rows(`update inspection set expires_at = now() - interval '1 second' where id = $1`, [short]);
  await platform.db.rows(`update record_export set not_after = now() - interval '1 second' where id = $1`, [running]);
  expect(await refusal(find(reader, short))).toBe('inspection-closed');
  expect((await evidence.fetch(reader, running)).status).toBe(404);
  expect(await kit.call(reader, 'archive.get', { inspection: short })).toMatchObject({ state: 'expired' });
  await expire(platform);
  expect(await kit.call(reader, 'exports.get', { export: running })).toMatchObject({ state: 'expired' });
  const ended = (await archive.leaves()).filter(
    ({ type, said }) => type === 'archive.ended' && [id, short].includes(said.inspection as string),
  );
  expect(ended.map(({ said }) => [said.inspection, said.how, said.by])).toEqual([
    [id, 'ended', approver.user],
    [short, 'expired', undefined],
  ]);

  const leaver = await kit.person('Leaver');
  const grant = await archive.grant(leaver.user, 'archive.read');
  const theirs = await archive.opened(leaver, approver, { conversations: [group as never] });
  await find(leaver, theirs);
  await kit.call(kit.owner, 'access.revoke', { grant: grant as never });
  await until(async () => (await refusal(find(leaver, theirs))) === 'forbidden');
  await evidence.remove();
});

test('AR4 a bundle that is being made stops when its inspection ends; words of single people are no bundle', async () => {
  const evidence = await Evidence.of(kit);
  const id = await archive.opened(reader, approver, { conversations: [group as never] });
  const { export: bundle } = await kit.call(reader, 'archive.export', { inspection: id });
  await kit.call(reader, 'archive.end', { inspection: id });
  expect(['cancelled', 'expired']).toContain((await evidence.ended(reader, bundle)).state);
  const said = await archive.opened(reader, approver, { people: [ben.user as never] });
  expect(await refusal(kit.call(reader, 'archive.export', { inspection: said }))).toBe('conflict');
  const here = await archive.opened(reader, approver, { conversations: [group as never] });
  const wider = { inspection: here, conversations: [other as never] };
  expect(await refusal(kit.call(reader, 'archive.export', wider))).toBe('not-found');
  await evidence.remove();
});

test('AR5 every look is in the ledger before it is answered: who, what for, what was asked, how much came of it', async () => {
  const id = await archive.opened(reader, approver, { conversations: [group as never] }, { purpose: 'who told of the contract' });
  const { items } = await kit.call(reader, 'archive.search', { inspection: id, text: 'contract' });
  await kit.call(reader, 'archive.conversation', { inspection: id, conversation: group as never, around: 2, limit: 2 });
  await kit.call(reader, 'archive.record', { inspection: id, conversation: group as never, seq: 2 });
  expect(await kit.call(reader, 'archive.proof', { inspection: id, conversation: group as never, seq: 2 })).toMatchObject({
    state: 'recorded',
  });
  const told = (await archive.leaves()).filter(({ said }) => said.inspection === id);
  expect(told.map(({ type, said }) => [type, said.kind, said.results])).toEqual([
    ['archive.asked', undefined, undefined],
    ['archive.opened', undefined, undefined],
    ['archive.queried', 'queried', items.length],
    ['archive.viewed', 'read', 2],
    ['archive.viewed', 'viewed', 1],
    ['archive.viewed', 'proved', 1],
  ]);
  expect(told[0]!.said).toMatchObject({
    by: reader.user,
    purpose: 'who told of the contract',
    scope: { conversations: [group] },
  });
  expect(told[1]!.said).toMatchObject({ by: approver.user });
  expect(told[2]!.said).toMatchObject({ by: reader.user, text: 'contract', purpose: 'who told of the contract' });
});

test('AR5 what cannot be written down is not answered', async () => {
  const { db } = kit.house.platform;
  const id = await archive.opened(reader, approver, { conversations: [group as never] });
  await db.rows('alter table retention_event add constraint full_disk check (type not like $$archive.%$$) not valid');
  try {
    expect(await refusal(find(reader, id))).not.toBe('ok');
    expect(await refusal(kit.call(reader, 'archive.record', { inspection: id, conversation: group as never, seq: 1 }))).not.toBe(
      'ok',
    );
  } finally {
    await db.rows('alter table retention_event drop constraint full_disk');
  }
  expect((await kit.call(auditor, 'archive.looks', { inspection: id })).items).toEqual([]);
});

test('AR6 who watches sees who looked at what; nobody else does', async () => {
  const id = await archive.opened(reader, approver, { conversations: [group as never] });
  await find(reader, id, { text: 'orange', facets: true });
  await kit.call(reader, 'archive.record', { inspection: id, conversation: group as never, seq: 1 });
  const { items } = await kit.call(auditor, 'archive.looks', { inspection: id });
  expect(items).toMatchObject([
    { by: reader.user, kind: 'viewed', purpose: 'an inquiry', detail: { conversation: group, seq: 1 }, results: 1 },
    { by: reader.user, kind: 'queried', detail: { text: 'orange', counted: 2 }, results: 2 },
  ]);
  expect(await kit.call(auditor, 'archive.get', { inspection: id })).toMatchObject({ looks: 2, state: 'open' });
  const first = await kit.call(auditor, 'archive.looks', { inspection: id, limit: 1 });
  expect((await kit.call(auditor, 'archive.looks', { inspection: id, limit: 1, cursor: first.next })).items[0]!.kind).toBe(
    'queried',
  );
  for (const seat of [reader, approver, admin, ann]) {
    expect(await refusal(kit.call(seat, 'archive.looks', {}))).toBe('forbidden');
    expect(await refusal(kit.call(seat, 'archive.list', { which: 'all' }))).toBe('forbidden');
  }
});

test('AR7 recalled messages keep their words here, are found by them, and are proved; others are told only that they were recalled', async () => {
  const id = await archive.opened(reader, approver, { conversations: [group as never] });
  const { message, versions } = await kit.call(reader, 'archive.record', {
    inspection: id,
    conversation: group as never,
    seq: recalled,
  });
  expect(message).toMatchObject({ text: 'delete the orange ledger', recalled: { by: ben.user } });
  expect(versions.map(({ text }) => text)).toEqual(['delete the orange ledger']);
  const found = await kit.call(reader, 'archive.search', { inspection: id, text: 'delete', kind: 'recalled' });
  expect(found.items.map(({ seq, snippet }) => [seq, snippet.text])).toEqual([[recalled, 'delete the orange ledger']]);
  expect(await find(reader, id, { text: 'nonsense', kind: 'recalled' })).toEqual([]);
  const proof = await kit.call(reader, 'archive.proof', { inspection: id, conversation: group as never, seq: recalled });
  expect(JSON.stringify(proof)).toContain('delete the orange ledger');
  const read = await kit.call(reader, 'archive.conversation', { inspection: id, conversation: group as never });
  expect(read.messages.find(({ seq }) => seq === recalled)!.text).toBe('delete the orange ledger');
  expect((await kit.call(ann, 'search.records', { text: 'delete' })).items).toEqual([]);
  const edited = await kit.call(reader, 'archive.record', { inspection: id, conversation: group as never, seq: 2 });
  expect(edited.versions.map(({ text }) => text)).toEqual(['the orange contract was changed', 'the contract stands']);
  const event = edited.versions[0]!.ev;
  expect(
    JSON.stringify(await kit.call(reader, 'archive.proof', { inspection: id, conversation: group as never, seq: 2, ev: event })),
  ).toContain('was changed');
  const foreign = { inspection: id, conversation: group as never, seq: 1, ev: event };
  expect(await refusal(kit.call(reader, 'archive.proof', foreign))).toBe('not-found');
});

test('AR7 what is withheld stays hidden but through its matter', async () => {
  const { seq } = await kit.say(ben, group, 'orange secret of a person');
  await settled();
  const matter = await kit.call(kit.owner, 'holds.openMatter', { name: 'Lawsuit', reason: 'r' });
  await kit.call(kit.owner, 'holds.place', { matter: matter.id, scope: { kind: 'conversation', id: group } });
  const { id: erasure } = await kit.call(kit.owner, 'erasure.ask', {
    message: { conversation: group as never, seq },
    reason: 'asked',
  });
  await until(
    async () => (await kit.call(kit.owner, 'erasure.list', {})).items.find((e) => e.id === erasure)!.state === 'restricted',
  );
  const id = await archive.opened(reader, approver, { conversations: [group as never] }, { matter: matter.id });
  // Who merely asks learns of no matter what it is called.
  const named = async (seat: Seat) => (await kit.call(seat, 'archive.get', { inspection: id })).matter;
  expect([await named(reader), await named(approver)]).toEqual([
    { id: matter.id, name: '' },
    { id: matter.id, name: 'Lawsuit' },
  ]);
  expect(await find(reader, id, { text: 'secret' })).toEqual([]);
  expect(await find(reader, id, { text: 'secret', kind: 'recalled' })).toEqual([]);
  const place = { inspection: id, conversation: group as never, seq };
  expect(await refusal(kit.call(reader, 'archive.record', place))).toBe('not-found');
  expect(await refusal(kit.call(reader, 'archive.proof', place))).toBe('not-found');
  const read = await kit.call(reader, 'archive.conversation', { inspection: id, conversation: group as never });
  expect(JSON.stringify(read)).not.toContain('orange secret of a person');
});

test('AR7 files of covered messages are opened under the inspection, each a look; nobody else gets them so', async () => {
  const file = await storeFile(kit.house.platform, ann.user, '证据.txt', Buffer.from('bytes of evidence'));
  const { seq } = await kit.say(ann, group, 'see', { attachments: [file.file] });
  await settled();
  const id = await archive.opened(reader, approver, { conversations: [group as never] });
  const get = (seat: Seat | undefined, inspection: string, at = seq, name = file.file) =>
    fetch(`${kit.url}/api/archive/${inspection}/${group}/${at}/${name}`, {
      headers: seat ? { authorization: `Bearer ${seat.token}` } : {},
    });
  const answer = await get(reader, id);
  expect([answer.status, await answer.text()]).toEqual([200, 'bytes of evidence']);
  expect(answer.headers.get('content-disposition')).toContain('attachment; filename="file"; filename*=UTF-8\'\'%E8%AF%81');
  expect((await get(undefined, id)).status).toBe(401);
  expect((await get(ann, id)).status).toBe(403);
  expect((await get(kit.owner, id)).status).toBe(404);
  expect((await get(reader, id, 1)).status).toBe(404);
  expect((await get(reader, id, seq, randomUUID() as never)).status).toBe(404);
  expect((await kit.call(auditor, 'archive.looks', { inspection: id })).items).toMatchObject([
    { kind: 'opened', detail: { file: file.file } },
  ]);
  await kit.call(reader, 'archive.end', { inspection: id });
  expect((await get(reader, id)).status).toBe(409);
});

test('AR3 where nobody else may agree, it opens at once, and says so', async () => {
  const small = await testHouse();
  const alone = new Archive(small);
  const conversation = await small.group();
  const opened = await alone.ask(small.owner, { conversations: [conversation] });
  expect(opened).toMatchObject({ state: 'open', decidedBy: null });
  expect((await alone.leaves()).map(({ type, said }) => [type, said.by])).toEqual([
    ['archive.asked', small.owner.user],
    ['archive.opened', undefined],
  ]);
  await small.stop();
});

test('AR2 a span that leaves nothing out bounds nothing', async () => {
  const later = Date.now() + 86_400_000;
  for (const scope of [{}, { from: 0 }, { until: later }, { from: 0, until: later }])
    expect(await refusal(archive.ask(reader, scope))).toBe('invalid-input');
  for (const scope of [{ from: 1_000 }, { until: Date.now() - 1_000 }]) {
    const { id } = await archive.ask(reader, scope);
    await kit.call(reader, 'archive.end', { inspection: id, reason: 'tried' });
  }
});
