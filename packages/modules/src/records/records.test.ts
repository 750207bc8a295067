import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type TestHouse, testHouse } from '@rapport/dev';
import { buildJudge } from '@rapport/dev/log-judge';
import {
  commitTo,
  leafHash,
  nodesFromTiles,
  parseLeaf,
  parseParts,
  provesInclusion,
  rootAt,
  same,
  sha256,
  tilePath,
  tileWidth,
  utf8,
} from '@rapport/ledger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordCensus } from './census.ts';
import { recordsCaughtUp } from './index.ts';
import { keeperOf } from './keeper.ts';
import { publish, type Step } from './publish.ts';
import { auditLog, believed, bytesOf, sequencedOf } from './records.test-kit.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

const caughtUp = () => recordsCaughtUp(kit.house.platform);
type Seat = TestHouse['owner'];
const proofOf = async (seat: Seat, conversation: string, seq: number) =>
  kit.call(seat, 'records.proof', { conversation: conversation as never, seq });

/** Believes a proof as an outsider would: by our own hash, from its bytes alone. */
async function check(proof: Awaited<ReturnType<typeof proofOf>>, key: string) {
  if (proof.state === 'waiting' || proof.state === 'erased') throw new Error('There is no proof yet.');
  const checkpoint = await believed(proof.checkpoint, key);
  const entry = utf8(proof.leaf);
  const leaf = leafHash(sha256, entry);
  const steps = proof.proof.map(bytesOf);
  const claim = { index: proof.index, size: checkpoint.size, leaf, root: checkpoint.root, proof: steps };
  expect(provesInclusion(sha256, claim)).toBe(true);
  expect(same(sha256(utf8(proof.manifest)), parseLeaf(entry).parts)).toBe(proof.state === 'recorded');
  for (const { name, commit } of parseParts(utf8(proof.manifest))) {
    const { salt, content } = proof.parts.find((part) => part.name === name)!;
    if (content === undefined) continue;
    expect(same(commitTo(sha256, Buffer.from(salt, 'hex'), sha256(utf8(content))), commit), name).toBe(true);
  }
  return { leaf: parseLeaf(entry), contents: Object.fromEntries(proof.parts.map(({ name, content }) => [name, content])) };
}

async function trustedKey(): Promise<string> {
  const state = await kit.call(kit.owner, 'records.checkpoint', {});
  if (state.state === 'waiting') throw new Error('There is no checkpoint yet.');
  return state.key;
}

test('RE5 what a message shows is proved to whoever may see it, by its bytes alone', async () => {
  const ann = await kit.person('Ann');
  const out = await kit.person('Out');
  const group = await kit.group(ann);
  const { seq } = await kit.say(ann, group, '你好，world');
  await caughtUp();
  const key = await trustedKey();
  const { leaf, contents } = await check(await proofOf(ann, group, seq), key);
  expect(leaf.type).toBe('message.sent');
  expect(JSON.parse(contents.body!)).toEqual({ text: '你好，world' });
  expect(JSON.parse(contents.meta!)).toMatchObject({ actor: ann.user, stream: group, type: 'message.sent' });

  await kit.call(ann, 'conversations.editMessage', { conversation: group, seq, text: 'better' });
  await caughtUp();
  const edited = await check(await proofOf(kit.owner, group, seq), key);
  expect(edited.leaf.type).toBe('message.edited');
  expect(JSON.parse(edited.contents.body!)).toEqual({ text: 'better' });
  const before = await kit.house.platform.db.row<{ index: number }>(
    `select index from ledger_leaf where stream_id = $1 and ev = $2`,
    [group, JSON.parse(contents.meta!).ev],
  );
  expect(edited.leaf.target).toEqual({ index: before!.index });

  await expect(proofOf(out, group, seq)).rejects.toThrow('not-found');
  await expect(proofOf(ann, group, seq + 5)).rejects.toThrow('not-found');
  await kit.call(ann, 'conversations.recallMessage', { conversation: group, seq });
  await expect(proofOf(ann, group, seq)).rejects.toThrow('not-found');
});

test('RE5 words that were changed behind the ledger’s back differ from what it holds', async () => {
  const group = await kit.group();
  const { seq } = await kit.say(kit.owner, group, 'I owe 100');
  await caughtUp();
  expect((await proofOf(kit.owner, group, seq)).state).toBe('recorded');
  await kit.house.platform.db.rows(`update version set text = 'I owe 10' where conversation_id = $1 and seq = $2`, [group, seq]);
  const proof = await proofOf(kit.owner, group, seq);
  expect(proof.state).toBe('differs');
  await check(proof, await trustedKey());
  // A preview of a link is no part of what was said.
  const other = await kit.say(kit.owner, group, 'see');
  await caughtUp();
  await kit.house.platform.db.rows(
    `update version set content = jsonb_build_object('preview', '{"url":"x"}'::jsonb) where conversation_id = $1 and seq = $2`,
    [group, other.seq],
  );
  expect((await proofOf(kit.owner, group, other.seq)).state).toBe('recorded');
});

test('RE1 every change of every conversation has a leaf, in the order of its stream; a census counts them', async () => {
  const people = await Promise.all(['B', 'C', 'D'].map((name) => kit.person(name)));
  const group = await kit.group(...people);
  await Promise.all(people.flatMap((seat) => Array.from({ length: 20 }, (_, i) => kit.say(seat, group, `${seat.user} ${i}`))));
  await kit.call(people[0]!, 'conversations.leave', { conversation: group });
  await caughtUp();
  const { db } = kit.house.platform;
  const { lines, leaves } = await sequencedOf(db);
  expect(leaves).toBe(lines);
  await recordCensus(kit.house.platform);
  await caughtUp();
  const { size } = await auditLog(kit.dataDir, db, 1);
  const own = await db.row<{ content: Buffer }>(`select content from ledger_own where part = 'census'`);
  const streams = await db.row<{ n: number }>('select count(*) as n from ledger_stream where ev > 0');
  expect(own!.content.toString()).toMatch(new RegExp(`^rapport-census/v1\\n${size - 1}\\n${streams!.n}\\n`));
});

test('RE1 changes of people and of the organization are recorded, in a stream of their own', async () => {
  const { db } = kit.house.platform;
  const [stream] = await db.rows<{ id: string; ev: number }>(`select id, ev from stream where kind = 'organization'`);
  const person = await kit.person('New');
  await kit.call(kit.owner, 'people.deactivate', { user: person.user });
  await caughtUp();
  const rows = await db.rows<{ leaf: Buffer }>('select leaf from ledger_leaf where stream_id = $1 order by ev', [stream!.id]);
  const leaves = rows.map(({ leaf }) => parseLeaf(leaf));
  expect(leaves.length).toBeGreaterThan(stream!.ev + 1);
  expect(leaves.map(({ seq }) => seq)).toEqual(leaves.map((_, i) => i + 1));
  expect(leaves.at(-1)!.type).toBe('user.changed');
});

test('RE1 an attached file is a part: its bytes are bound without being in the record', async () => {
  const { storeFile } = await import('../files/index.ts');
  const bytes = Buffer.from('a signed contract');
  const file = await storeFile(kit.house.platform, kit.owner.user, 'contract.txt', bytes);
  const group = await kit.group();
  const { seq } = await kit.say(kit.owner, group, '', { attachments: [file.file] });
  await caughtUp();
  const proof = await proofOf(kit.owner, group, seq);
  if (proof.state === 'waiting' || proof.state === 'erased') throw new Error('There is no proof yet.');
  expect(proof.state).toBe('recorded');
  const part = parseParts(utf8(proof.manifest)).find(({ name }) => name === 'file:1')!;
  const salt = Buffer.from(proof.parts.find(({ name }) => name === 'file:1')!.salt, 'hex');
  expect(same(part.commit, commitTo(sha256, salt, sha256(bytes)))).toBe(true);
});

test('FI12 files that were stored before digests were are read for them before the log is; bytes that were lost then stay out of the record when they are found', async () => {
  const { storeFile } = await import('../files/index.ts');
  const [old, lost] = await Promise.all(
    ['old', 'lost'].map((name) => storeFile(kit.house.platform, kit.owner.user, `${name}.txt`, Buffer.from(`words of ${name}`))),
  );
  const group = await kit.group();
  const { db, blobs } = kit.house.platform;
  const { blob } = (await db.row<{ blob: string }>('select blob_id as blob from file where id = $1', [lost!.file]))!;
  const kept = await buffer(await blobs.read(blob));
  await db.rows('update file set digest = null where id = any ($1::uuid[])', [[old!.file, lost!.file]]);
  await blobs.remove(blob);
  await kit.restart();
  await caughtUp();
  const digests = async () =>
    (await kit.house.platform.db.rows<{ n: number }>('select length(digest) as n from file where digest is not null')).map(
      (r) => r.n,
    );
  expect((await digests()).sort()).toEqual([0, 32, 32]);
  const { seq } = await kit.say(kit.owner, group, '', { attachments: [old!.file, lost!.file] });
  await caughtUp();
  await kit.house.platform.blobs.write(blob, Readable.from(kept));
  const proof = await proofOf(kit.owner, group, seq);
  if (proof.state === 'waiting' || proof.state === 'erased') throw new Error('There is no proof yet.');
  expect(proof.state).toBe('recorded');
  expect(parseParts(utf8(proof.manifest)).map(({ name }) => name)).toEqual(['body', 'file:1', 'meta']);
});

const get = (path: string, seat?: Seat) =>
  fetch(`${kit.url}/api/records/log/${path}`, seat ? { headers: { authorization: `Bearer ${seat.token}` } } : {});

test('RE5 of a form record each field and each part of the envelope is a part: one can be shown without the others', async () => {
  const group = await kit.group(await kit.person('Ben'));
  const form = {
    template: '00000000-0000-7000-8000-000000000102' as never,
    version: 1,
    title: '来电',
    goal: '确认船期',
    summary: '推迟到周五',
    occurred: { from: Date.now() - 60_000, zone: 'UTC' },
    participants: [{ name: '周经理' }],
    values: { direction: 'incoming', theirNumber: '021-5555' },
  };
  const draft = { clientId: randomUUID(), form };
  const { seq } = await kit.call(kit.owner, 'conversations.sendMessage', { conversation: group, draft });
  await caughtUp();
  const { contents } = await check(await proofOf(kit.owner, group, seq), await trustedKey());
  expect(Object.keys(contents).sort()).toEqual(
    ['body', 'field:direction', 'field:theirNumber', 'form', 'form:goal', 'form:participants', 'form:summary', 'meta'].sort(),
  );
  expect(JSON.parse(contents.body!)).toEqual({ text: '来电' });
  expect(JSON.parse(contents['field:theirNumber']!)).toBe('021-5555');
  expect(contents.form).not.toMatch(/021-5555|周经理|推迟/);
});

test('RE7 checkpoint and hashes are for whoever is signed in, entries for auditors, what is not signed for nobody', async () => {
  const member = await kit.person('Reader');
  await caughtUp();
  const key = await trustedKey();
  const note = await get('1/checkpoint', member);
  expect(note.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const { size, root } = await believed(await note.text(), key);
  const read = nodesFromTiles(sha256, size, async (tile) => {
    const answer = await get(`1/${tilePath(tile)}`, member);
    expect(answer.status).toBe(200);
    return new Uint8Array(await answer.arrayBuffer());
  });
  expect(same(await rootAt(sha256, size, read), root)).toBe(true);
  const bundle = size < 256 ? `1/tile/entries/000.p/${size}` : '1/tile/entries/000';
  expect((await get(bundle, member)).status).toBe(403);
  expect((await get(bundle, kit.owner)).status).toBe(200);
  expect((await get('1/checkpoint')).status).toBe(401);
  expect((await get(bundle)).status).toBe(401);
  for (const path of [
    '2/checkpoint',
    '0/checkpoint',
    '1e0/checkpoint',
    '1/tile/0/999',
    '1/tile/0/000.p/0',
    '1/tile/%2e%2e%2fcheckpoint',
    '1/tile/0/%2e%2e',
  ])
    expect((await get(path, kit.owner)).status, path).toBe(404);
});

test('RE4 a house that stops and comes back goes on in the same log', async () => {
  const group = await kit.group();
  await kit.say(kit.owner, group, 'before');
  await caughtUp();
  const before = await auditLog(kit.dataDir, kit.house.platform.db, 1);
  await kit.restart();
  await kit.say(kit.owner, group, 'after');
  await caughtUp();
  const after = await auditLog(kit.dataDir, kit.house.platform.db, 1);
  expect(after.size).toBeGreaterThan(before.size);
  expect(await (await fetch(`${kit.url}/metrics`)).text()).toMatch(
    /rapport_ledger_keeping 1\n[\s\S]*rapport_ledger_unshown_seconds 0\n/,
  );
  const { n } = (await kit.house.platform.db.row<{ n: number }>('select count(*) as n from ledger_epoch'))!;
  expect(n).toBe(1);
});

test('RE3 tiles that were lost are written again from the database, step by step; who waits for a ledger that is stopped is told so', async () => {
  const group = await kit.group();
  await Promise.all(Array.from({ length: 600 }, (_, i) => kit.say(kit.owner, group, `${i}`)));
  await caughtUp();
  const { platform } = kit.house;
  const keeper = platform.keep(keeperOf);
  await keeper.stop();
  await expect(caughtUp()).rejects.toThrow('it is stopped');
  const before = await auditLog(kit.dataDir, platform.db, 1);
  rmSync(join(kit.dataDir, 'ledger/1/tile'), { recursive: true });
  await recordCensus(platform);
  const steps: Step[] = [];
  const note = async (step: Step): Promise<void> => void steps.push(step);
  expect(await publish(platform, keeper.folder, note, tileWidth)).toBe(true);
  expect(steps).toEqual(['sequenced', 'tiles', 'signed', 'stored', 'outside']);
  expect((await auditLog(kit.dataDir, platform.db, 1)).size).toBe(before.size + 1);
  keeper.start();
  await caughtUp();
});

const judge = buildJudge();
afterAll(() => judge?.remove());

test.skipIf(!judge)('RE1 Go verifies the log of a house as it lies in its data folder', async () => {
  await caughtUp();
  const verdict = judge!.judge(join(kit.dataDir, 'ledger/1'), await trustedKey());
  expect(verdict).toEqual({ good: true, said: expect.stringMatching(/^good: \d{2,}$/) });
});
