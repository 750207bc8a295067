import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { parseLeaf, utf8 } from '@rapport/ledger';
import { bundlePaths, openPath } from '@rapport/verify';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseMessages } from '../conversations/index.ts';
import { cleanUp } from '../files/clean-up.ts';
import { upload } from '../files/files.test-kit.ts';
import { buildVerifier, Evidence } from '../records/exports/exports.test-kit.ts';
import { putRules, refusal, settled } from './retention.test-kit.ts';

let kit: TestHouse;
let evidence: Evidence;
let keeper: Seat;
let ann: Seat;
let bob: Seat;
beforeAll(async () => {
  buildVerifier();
  kit = await testHouse();
  evidence = await Evidence.of(kit);
  [keeper, ann, bob] = [await kit.person('Keeper', 'owner'), await kit.person('Ann'), await kit.person('Bob')];
});
afterAll(async () => {
  await kit.stop();
  await evidence.remove();
});

const shown = async (seat: Seat, conversation: string, seq: number) =>
  (await kit.call(seat, 'conversations.history', { conversation: conversation as never })).messages.find((m) => m.seq === seq)!;
const redact = (conversation: string, seq: number, parts: string[], by: Seat = kit.owner) =>
  kit.call(by, 'erasure.redact', { conversation: conversation as never, seq, parts, reason: '个人信息更正请求 12 号' });
const partsOf = async (conversation: string, seq: number) =>
  (await kit.call(kit.owner, 'erasure.parts', { conversation: conversation as never, seq })).parts;
/** A proof, once a signed checkpoint holds it. */
async function proofOf(seat: Seat, conversation: string, ev: number) {
  await settled(kit);
  const proof = await kit.call(seat, 'records.proof', { conversation: conversation as never, ev });
  if (proof.state === 'waiting') throw new Error('It waits.');
  return proof;
}
/** Lines of a bundle's records that its own schema refuses. */
async function refusedBySchema(zip: string): Promise<string[]> {
  const bundle = await openPath(zip);
  const textIn = async (path: string): Promise<string> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of bundle.stream(path)) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8').trim();
  };
  const fits = new Ajv2020({ strict: false }).compile(JSON.parse(await textIn(bundlePaths.schema)));
  const refused: string[] = [];
  let lines = 0;
  for (const path of bundle.paths.filter((one) => one.startsWith(bundlePaths.records)))
    for (const line of (await textIn(path)).split('\n')) {
      lines++;
      if (!fits(JSON.parse(line))) refused.push(`${JSON.stringify(fits.errors)} ${line}`);
    }
  await bundle.close();
  expect(lines).toBeGreaterThan(3);
  return refused;
}

/** Everything of versions and what hangs on them, as text. */
const stored = async () =>
  JSON.stringify(
    await kit.house.platform.db.rows(
      `select v.text, v.content, v.kept, encode(v.key, 'hex') as key from version v
       union all select r.content::text, null, null, null from redaction r`,
    ),
  );

test('RT10 words go from all versions with their keys, everywhere; what else was said stays, and is proved', async () => {
  const group = await kit.group(ann, bob);
  const file = await upload(kit, ann, 'plan.txt', Buffer.from('a plan'));
  const { seq, ev } = await kit.say(ann, group, `call 138 0000 4242 <@${bob.user}>`, { attachments: [file as never] });
  await kit.call(ann, 'conversations.editMessage', { conversation: group, seq, text: 'call 138 0000 4343' });
  const edited = (await shown(ann, group, seq)).version!;
  await kit.say(bob, group, 'right', { quote: seq });
  await kit.call(ann, 'labels.change', { conversation: group, seq, add: ['of 0000 4343'] });
  await settled(kit);
  const bobs = await kit.client(bob);
  await bobs.openConversation(group);
  expect(await partsOf(group, seq)).toEqual([
    { name: 'body', versions: 2, redacted: false },
    { name: 'file:1', versions: 2, redacted: false },
  ]);
  expect(await redact(group, seq, ['body'])).toMatchObject({ kind: 'parts', parts: ['body'], state: 'done' });

  const told = await shown(bob, group, seq);
  expect(told).toMatchObject({ text: '', redacted: [{ parts: ['body'], reason: '个人信息更正请求 12 号' }] });
  expect(told.labels).toBeUndefined();
  expect(told.attachments?.map(({ name }) => name)).toEqual(['plan.txt']);
  expect((await shown(bob, group, seq + 1)).quote?.excerpt).toBe('');
  await until(() => bobs.state.timelines[group]!.messages.find((m) => m.seq === seq)?.redacted !== undefined);
  expect(JSON.stringify(bobs.state)).not.toContain('0000 4');
  const { versions } = await kit.call(bob, 'conversations.messageHistory', { conversation: group, seq });
  expect(versions.map(({ text }) => text)).toEqual(['', '']);
  await settled(kit);
  expect((await kit.call(bob, 'search.messages', { text: '4343' })).items).toEqual([]);
  expect((await kit.call(bob, 'search.messages', { text: 'plan.txt' })).items.map((found) => found.seq)).toContain(seq);
  expect(await stored()).not.toContain('0000 4');
  expect(await partsOf(group, seq)).toMatchObject([
    { name: 'body', redacted: true },
    { name: 'file:1', redacted: false },
  ]);
  const kept = await kit.house.platform.db.rows(
    'select 1 from version where conversation_id = $1 and seq = $2 and (key is not null or kept is null)',
    [group, seq],
  );
  expect(kept).toEqual([]);

  for (const of of [ev, edited]) {
    const proof = await proofOf(bob, group, of);
    expect(proof.state).toBe('recorded');
    if (proof.state !== 'recorded') continue;
    expect(proof.parts.map(({ name }) => name)).toEqual(['file:1', 'meta']);
    const [by] = proof.redactions!;
    expect(parseLeaf(utf8(by!.leaf)).type).toBe('record.redacted');
    const said = JSON.parse(by!.parts.find(({ name }) => name === 'redaction')!.content!);
    expect(said.records).toContainEqual({ ev: of, parts: ['body'] });
  }
  const made = await evidence.make(kit.owner, { conversations: [group] });
  const verdict = await evidence.verify(await evidence.download(kit.owner, made.id));
  expect(verdict).toMatchObject({ exit: 0, records: { redacted: 3, 'partly-redacted': 0, tampered: 0 } });

  // It stays as it is, or goes as a whole.
  expect(await refusal(kit.call(ann, 'conversations.editMessage', { conversation: group, seq, text: 'again' }))).toBe('conflict');
  const forward = { from: group, seqs: [seq], to: group, clientIds: [randomUUID()] };
  expect(await refusal(kit.call(ann, 'conversations.forwardMessages', forward))).toBe('conflict');
  await kit.house.platform.db.rows(`update version set content = '{}' where conversation_id = $1 and ev = $2`, [group, ev]);
  const asked = await kit.call(kit.owner, 'erasure.ask', { message: { conversation: group, seq }, reason: 'all of it' });
  await until(
    async () => (await kit.call(kit.owner, 'erasure.list', {})).items.find((one) => one.id === asked.id)?.state === 'done',
  );
  expect(
    await kit.house.platform.db.rows('select 1 from version where seq = $2 and conversation_id = $1 and kept is not null', [
      group,
      seq,
    ]),
  ).toEqual([]);
  expect((await shown(bob, group, seq)).redacted).toBeUndefined();
});

test('RT10 a file goes with its bytes, its name stays with the words; a bundle that was kept ends', async () => {
  const group = await kit.group(ann, bob);
  const blobs = async () => (await readdir(join(kit.dataDir, 'blobs'), { recursive: true })).filter((f) => f.length > 20).length;
  const before = await blobs();
  const files = [
    await upload(kit, ann, 'face.txt', Buffer.from('a face')),
    await upload(kit, ann, 'map.txt', Buffer.from('a map')),
  ];
  const { seq, ev } = await kit.say(ann, group, 'two', { attachments: files as never });
  await settled(kit);
  const bundle = await evidence.make(kit.owner, { conversations: [group] });
  await redact(group, seq, ['file:1']);
  expect((await kit.call(kit.owner, 'exports.get', { export: bundle.id })).state).toBe('expired');
  expect((await shown(bob, group, seq)).attachments?.map(({ name }) => name)).toEqual(['face.txt', 'map.txt']);
  expect(await refusal(kit.call(bob, 'files.get', { file: files[0] as never }))).toBe('not-found');
  expect(await kit.call(bob, 'files.get', { file: files[1] as never })).toMatchObject({ name: 'map.txt' });
  await until(async () => {
    await cleanUp(kit.house.platform);
    return (await blobs()) === before + 1;
  });
  const proof = await proofOf(bob, group, ev);
  expect(proof.state === 'recorded' && proof.parts.map(({ name }) => name)).toEqual(['body', 'file:2', 'meta']);
  await redact(group, seq, ['body']);
  const told = await shown(bob, group, seq);
  expect(told.attachments?.map(({ name }) => name)).toEqual(['', 'map.txt']);
  expect(told.redacted?.map(({ parts }) => parts)).toEqual([['file:1'], ['body']]);
  const again = await evidence.make(kit.owner, { conversations: [group] });
  const zip = await evidence.download(kit.owner, again.id);
  const verdict = await evidence.verify(zip);
  expect(await refusedBySchema(zip)).toEqual([]);
  expect(verdict).toMatchObject({ exit: 0, records: { redacted: 1, tampered: 0 } });
  expect(verdict.findings.find(({ state }) => state === 'redacted')).toMatchObject({ ev, what: 'body, file:1' });
});

test('RT10 a field of a form goes, its frame does not; what was changed behind the ledger’s back cannot be thinned', async () => {
  const group = await kit.group(ann, bob);
  const call = (own: object) => ({
    template: '00000000-0000-7000-8000-000000000102',
    version: 1,
    title: '与海湾航运通话',
    goal: '确认船期',
    summary: '船期推迟到周五',
    occurred: { from: Date.now() - 60_000, zone: 'Asia/Shanghai' },
    channel: 'phone',
    participants: [{ name: '赵敏', organization: '海湾航运' }],
    values: { direction: 'incoming', ...own },
  });
  const draft = { clientId: randomUUID(), form: call({}) as never };
  const { seq, ev } = await kit.call(ann, 'conversations.sendMessage', { conversation: group, draft });
  const form = { ...call({}), goal: '确认船期与电话' } as never;
  await kit.call(ann, 'conversations.changeForm', { conversation: group, seq, form });
  await settled(kit);
  expect((await partsOf(group, seq)).map(({ name }) => name).sort()).toEqual([
    'field:direction',
    'form:goal',
    'form:participants',
    'form:summary',
  ]);
  for (const part of ['form', 'body', 'meta', 'field:none'])
    expect(await refusal(redact(group, seq, [part])), part).toBe('conflict');
  await redact(group, seq, ['form:participants', 'field:direction']);
  expect((await shown(bob, group, seq)).form).toMatchObject({ title: '与海湾航运通话', participants: [], values: {} });
  expect((await shown(bob, group, seq)).redacted?.[0]?.parts).toEqual(['field:direction', 'form:participants']);
  expect(await stored()).not.toContain('赵敏');
  const proof = await proofOf(ann, group, ev);
  expect(proof.state === 'recorded' && proof.parts.map(({ name }) => name)).toEqual([
    'body',
    'form',
    'form:goal',
    'form:summary',
    'meta',
  ]);
  const made = await evidence.make(kit.owner, { conversations: [group] });
  const zip = await evidence.download(kit.owner, made.id);
  expect(await evidence.verify(zip)).toMatchObject({ exit: 0, records: { redacted: 2 } });
  expect(await refusedBySchema(zip)).toEqual([]);
  await kit.house.platform.db.rows(
    `update version set content = jsonb_set(content, '{form,goal}', '"something else"') where conversation_id = $1 and ev = $2`,
    [group, ev],
  );
  expect((await proofOf(ann, group, ev)).state).toBe('differs');
  expect(await refusal(redact(group, seq, ['form:goal']))).toBe('conflict');
});

test('RT10 with the words of a message go the commitments that say them again, provably', async () => {
  const group = await kit.group(ann, bob);
  const { seq } = await kit.say(ann, group, 'I pay the zebra bill on Friday');
  const promise = {
    conversation: group,
    seq,
    what: 'pay the zebra bill',
    debtor: { user: ann.user },
    creditor: { user: bob.user },
  };
  const { id, ev } = await kit.call(ann, 'commitments.create', promise as never);
  const changed = await kit.call(ann, 'commitments.change', { commitment: id, what: 'pay the whole zebra bill' });
  await settled(kit);
  await redact(group, seq, ['body']);
  expect(await stored()).not.toContain('zebra');
  expect((await kit.call(bob, 'commitments.list', { whose: 'all', state: 'all' } as never)).items).toEqual([]);
  expect((await shown(bob, group, seq)).commitments).toBeUndefined();
  for (const one of [ev, changed.ev])
    expect(await proofOf(bob, group, one)).toMatchObject({ state: 'recorded', redactions: [expect.anything()] });
  // Erased as a whole afterwards, nothing is kept of them either.
  const { platform } = kit.house;
  await platform.db.transaction((tx) =>
    eraseMessages(platform, tx, { conversation: group, seqs: [seq], actor: null, cause: null }),
  );
  const left = await platform.db.rows(
    `select ev from version where conversation_id = $1 and ev = any ($2) and (text <> '' or content is not null or key is not null or kept is not null)`,
    [group, [ev, changed.ev]],
  );
  expect(left).toEqual([]);
  for (const one of [ev, changed.ev]) expect(await proofOf(bob, group, one)).toMatchObject({ state: 'erased' });
});

test('RT10 holds and rules refuse, and say for which matter only to those who manage holds', async () => {
  const group = await kit.group(ann, bob);
  const { seq } = await kit.say(ann, group, 'held words');
  await putRules(kit, { coolingDays: 0 });
  await settled(kit);
  const { id: role } = await kit.call(kit.owner, 'access.createRole', {
    name: 'eraser',
    permissions: ['erasure.manage'],
  } as never);
  await kit.call(kit.owner, 'access.grant', { role, user: bob.user, scope: { kind: 'organization' } } as never);
  const { id: matter } = await kit.call(keeper, 'holds.openMatter', { name: '启明诉北方仪器', reason: 'contract' });
  const hold = await kit.call(keeper, 'holds.place', { matter, scope: { kind: 'conversation', id: group } });
  const problem = (by: Seat) =>
    redact(group, seq, ['body'], by).then(
      () => 'done',
      (error) => error.problem,
    );
  expect(await problem(keeper)).toMatchObject({ code: 'held-for', params: { matter: '启明诉北方仪器' } });
  expect(JSON.stringify(await problem(bob))).toContain('"held"');
  expect(JSON.stringify(await problem(bob))).not.toContain('启明');
  await kit.call(keeper, 'holds.lift', { hold: hold.id, reason: 'settled' });
  await putRules(kit, { coolingDays: 0, conversations: [{ conversation: group, rule: { keepDays: 10 } }] });
  expect(await problem(keeper)).toMatchObject({
    code: 'kept-by-rules',
    params: { until: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
  });
  await putRules(kit, { coolingDays: 0 });
  expect((await shown(bob, group, seq)).text).toBe('held words');
  // Nothing was left half done.
  expect(
    (await kit.call(kit.owner, 'erasure.list', {})).items.filter((one) => one.seq === seq && one.conversation === group),
  ).toEqual([]);
});

test('RT10 two people where the rules want it, and the last look is the second one’s', async () => {
  const group = await kit.group(ann);
  const { seq } = await kit.say(ann, group, 'for two to decide');
  await settled(kit);
  await putRules(kit, { coolingDays: 0, twoForErasure: true });
  const asked = await redact(group, seq, ['body']);
  expect(asked.state).toBe('waiting');
  expect((await shown(ann, group, seq)).text).toBe('for two to decide');
  expect(await refusal(kit.call(kit.owner, 'erasure.approve', { erasure: asked.id }))).toBe('conflict');
  const { id: matter } = await kit.call(keeper, 'holds.openMatter', { name: 'm', reason: 'r' });
  const hold = await kit.call(keeper, 'holds.place', { matter, scope: { kind: 'conversation', id: group } });
  expect(await refusal(kit.call(keeper, 'erasure.approve', { erasure: asked.id }))).toBe('held-for');
  await kit.call(keeper, 'holds.lift', { hold: hold.id, reason: 'settled' });
  expect(await kit.call(keeper, 'erasure.approve', { erasure: asked.id })).toMatchObject({
    state: 'done',
    approvedBy: keeper.user,
  });
  expect((await shown(ann, group, seq)).text).toBe('');
});
