import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { filePaths } from '@rapport/contract';
import { cloneDatabase, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import {
  createHouse,
  erasable,
  erasableKinds,
  eraseContact,
  type House,
  migrationSources,
  recordsCaughtUp,
  searchCaughtUp,
} from '@rapport/modules';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBlobs } from '../blobs/create-blobs.ts';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createDb } from '../db.ts';
import { createLogger } from '../logger.ts';
import { newBytes, newId } from '../random.ts';
import { renewOwnBook } from '../upgrade/renew-own-book.ts';
import { backUpBeforeUpgrade, upgradeBackups } from '../upgrade/upgrade-backups.ts';
import { checkPlace } from './check-place.ts';
import { createBackup } from './create-backup.ts';
import { everythingOf, has } from './erased.test-kit.ts';
import { booksIn } from './key-place.ts';
import type { Manifest } from './manifest.ts';
import { type Restored, restoreBackup } from './restore-backup.ts';
import { renewBook } from './write-book.ts';

const logger = createLogger('silent');
let kit: TestHouse;
let lin: Seat;
let place: string;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林月');
  place = await mkdtemp(join(tmpdir(), 'rapport-erased-'));
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await kit.stop();
  await rm(place, { recursive: true, force: true });
});

const keep = { databaseUrl: () => kit.databaseUrl, keys: () => kit.house.platform.config.keys };

const backUp = (name: string, passphrase?: string): Promise<Manifest> =>
  createBackup({
    path: join(place, name),
    databaseUrl: keep.databaseUrl(),
    blobs: kit.house.platform.blobs,
    keys: keep.keys,
    erasable,
    version: '0.0.0',
    clock: systemClock,
    ...(passphrase ? { passphrase } : {}),
  });

const renew = (): Promise<number | undefined> =>
  renewBook({ place, databaseUrl: keep.databaseUrl(), keys: keep.keys, erasable, clock: systemClock });

interface Place {
  dataDir: string;
  url: string;
  restored: Restored;
}

async function restore(
  path: string,
  more: { passphrase?: string; olderPassphrase?: string; keyBook?: string } = {},
): Promise<Place> {
  const database = await cloneDatabase();
  ends.push(() => database.drop());
  const db = createDb({ url: database.url, logger, max: 1 });
  await db.rows('drop schema public cascade; drop schema graphile_worker cascade; create schema public');
  await db.close();
  const dataDir = join(tmpdir(), `rapport-restored-${newId()}`);
  ends.push(() => rm(dataDir, { recursive: true, force: true }));
  const restored = await restoreBackup({
    path,
    dataDir,
    blobs: createBlobs({ dataDir }),
    openDatabase: async () => ({ url: database.url, stop: async () => undefined }),
    sources: migrationSources(),
    logger,
    ...more,
  });
  return { dataDir, url: database.url, restored };
}

async function openHouse({ dataDir, url }: Place): Promise<{ house: House; address: string }> {
  const env = { RAPPORT_DATA: dataDir, PORT: '0', HOST: '127.0.0.1', RAPPORT_RATE_FACTOR: '1000', RAPPORT_LINK_PREVIEWS: '0' };
  const house = await createHouse({ config: readConfig(env), databaseUrl: url, logger, checkAnswers: true, poolSize: 6 });
  ends.push(() => house.stop());
  return { house, address: `http://127.0.0.1:${await house.listen()}` };
}

async function ask<T>(address: string, seat: Seat, method: string, input: unknown): Promise<T> {
  const response = await fetch(`${address}/api/v1/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${seat.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${method}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Uploads a file by tus; answers its id. */
async function upload(seat: Seat, name: string, bytes: Uint8Array): Promise<string> {
  const headers = { authorization: `Bearer ${seat.token}`, 'tus-resumable': '1.0.0' };
  const metadata = {
    'upload-length': String(bytes.length),
    'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
  };
  const made = await fetch(`${kit.url}${filePaths.upload}`, { method: 'POST', headers: { ...headers, ...metadata } });
  const id = made.headers.get('location')!.split('/').at(-1)!;
  const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  const body = Buffer.from(bytes);
  const sent = await fetch(`${kit.url}${filePaths.upload}/${id}`, { method: 'PATCH', headers: { ...headers, ...type }, body });
  expect(sent.status).toBe(204);
  return id;
}

const everythingIn = (name: string) => everythingOf(place, name, keep.keys());

test('KB1 what was erased is gone from the backup before, for whoever has all its files and keys; the rest is restored and proved', {
  timeout: 240_000,
}, async () => {
  const group = await kit.group(lin);
  const say = (seat: Seat, text: string, attachments: string[] = []) =>
    kit.say(seat, group, text, { attachments: attachments as never });
  const [bad, good] = [Buffer.from(`verderb ${'x'.repeat(3_000)}`), Buffer.from(`bleibt ${'y'.repeat(3_000)}`)];
  const [badFile, goodFile] = [await upload(lin, 'kündigung-müller.txt', bad), await upload(lin, 'plan.txt', good)];
  const gone = await say(lin, 'zitronengelb geheim', [badFile]);
  const stays = await say(lin, 'himmelblau offen', [goodFile]);
  const edited = await say(lin, 'walnussbraun zuerst');
  await kit.call(lin, 'conversations.editMessage', { conversation: group, seq: edited.seq, text: 'walnussbraun danach' });
  await kit.call(kit.owner, 'conversations.react', { conversation: group, seq: gone.seq, emoji: '🦉', on: true });
  await kit.call(kit.owner, 'conversations.save', { conversation: group, seq: gone.seq, on: true, note: 'notiz purpurrot' });
  await kit.call(lin, 'conversations.saveDraft', { conversation: group, text: 'entwurf smaragd' });
  await recordsCaughtUp(kit.house.platform);
  await searchCaughtUp(kit.house.platform);
  await backUp('first');
  const secret = ['zitronengelb', 'kündigung-müller', 'walnussbraun', 'purpurrot', '🦉'];
  const before = await everythingIn('first');
  for (const word of [...secret, 'himmelblau', 'plan.txt', 'smaragd'])
    expect([word, has(before.plain, word)]).toEqual([word, true]);
  expect(before.closed).toBe(0);

  for (const { seq } of [gone, edited]) {
    const { id } = await kit.call(kit.owner, 'erasure.ask', { message: { conversation: group, seq }, reason: 'bitte' });
    await until(
      async () => (await kit.call(kit.owner, 'erasure.list', {})).items.find((e) => e.id === id)?.state === 'done',
      30_000,
    );
  }
  await say(lin, 'nach dem löschen');
  await recordsCaughtUp(kit.house.platform);
  await backUp('second');
  expect((await readdir(place)).filter((name) => name.includes('.keys'))).toHaveLength(1);
  const after = await everythingIn('first');
  for (const word of secret) expect([word, has(after.plain, word)]).toEqual([word, false]);
  for (const word of ['himmelblau', 'plan.txt', 'smaragd']) expect([word, has(after.plain, word)]).toEqual([word, true]);
  expect(after.boxes).toBe(before.boxes);
  expect(after.closed).toBeGreaterThan(4);

  const target = await restore(join(place, 'first'));
  expect([target.restored.gone.get(erasableKinds.messages), target.restored.gone.get(erasableKinds.files)]).toEqual([3, 1]);
  // With the ledger's folder, as it is to be kept.
  await cp(join(kit.dataDir, 'ledger'), join(target.dataDir, 'ledger'), { recursive: true });
  const { house, address } = await openHouse(target);
  const { messages } = await ask<{ messages: { seq: number; text: string; withheld?: { erased: boolean } }[] }>(
    address,
    kit.owner,
    'conversations.history',
    { conversation: group },
  );
  expect(messages.map(({ text, withheld }) => (withheld?.erased ? 'erased' : text))).toEqual([
    'erased',
    'himmelblau offen',
    'erased',
  ]);
  await recordsCaughtUp(house.platform);
  const proof = (seq: number) => ask<{ state: string }>(address, kit.owner, 'records.proof', { conversation: group, seq });
  await until(async () => (await proof(stays.seq)).state !== 'waiting');
  expect([(await proof(stays.seq)).state, (await proof(gone.seq)).state]).toEqual(['recorded', 'erased']);
  await searchCaughtUp(house.platform);
  const found = (text: string) => ask<unknown>(address, kit.owner, 'search.messages', { text });
  expect(JSON.stringify(await found('himmelblau'))).toContain('himmelblau');
  expect(JSON.stringify(await found('zitronengelb'))).not.toContain('geheim');
  const read = async (id: string, name: string) => {
    const answer = await fetch(`${address}${filePaths.content(id, name)}`, { headers: { authorization: `Bearer ${lin.token}` } });
    return [answer.status, Buffer.from(await answer.arrayBuffer()).toString()];
  };
  expect(await read(goodFile, 'plan.txt')).toEqual([200, good.toString()]);
  expect((await read(badFile, 'x.txt'))[0]).toBe(404);
  const drafts = await house.platform.db.rows<{ text: string }>(`select text from draft where text <> ''`);
  expect(drafts).toEqual([{ text: 'entwurf smaragd' }]);
  const notes = await house.platform.db.rows<{ note: string; removed: boolean }>('select note, removed from saved');
  expect(notes).toEqual([{ note: '', removed: true }]);
  // Nothing of it waits for anybody any more.
  expect(await house.platform.db.rows('select 1 from version where key is null and text <> $1', [''])).toEqual([]);
});

test('KB2 what somebody had not said is gone from backups when they are erased; the key book alone can be written anew', {
  timeout: 120_000,
}, async () => {
  const dan = await kit.person('Dan');
  const group = await kit.group(dan);
  await kit.say(dan, group, 'orangerot gesagt');
  await kit.call(dan, 'conversations.saveDraft', { conversation: group, text: 'fliederfarben entworfen' });
  const draft = { clientId: newId(), text: 'kupfern geplant' };
  await kit.call(dan, 'conversations.scheduleMessage', { conversation: group, sendAt: Date.now() + 86_400_000, draft });
  await recordsCaughtUp(kit.house.platform);
  const manifest = await backUp('unsaid');
  const words = ['orangerot', 'fliederfarben', 'kupfern'];
  for (const word of words) expect(has((await everythingIn('unsaid')).plain, word)).toBe(true);
  const { id } = await kit.call(kit.owner, 'erasure.ask', { user: dan.user as never, reason: 'bitte' });
  await until(
    async () => (await kit.call(kit.owner, 'erasure.list', {})).items.find((e) => e.id === id)?.state === 'done',
    30_000,
  );
  expect(await renew()).toBe(manifest.book!.n + 1);
  for (const word of words) expect([word, has((await everythingIn('unsaid')).plain, word)]).toEqual([word, false]);
  await restore(join(place, 'unsaid'));
});

test('KB2a an erased contact is gone from the backup before, with those merged into it; the others, and what refers to it, are restored', {
  timeout: 120_000,
}, async () => {
  const make = (name: string, value: string, title: string) =>
    kit.call(lin, 'contacts.create', {
      name,
      handles: [{ kind: 'email', value }],
      data: [{ field: 'title', value: title }],
      labels: [title],
    });
  const gone = await make('Quittengelb', 'quitte@obst.example', 'Pomologin');
  const under = await make('Mispelbraun', 'mispel@obst.example', 'Gärtnerin');
  const stays = await make('Holunderblau', 'holunder@obst.example', 'Imkerin');
  await kit.call(lin, 'contacts.change', { contact: gone.id, data: [{ field: 'title', value: 'Obstkundlerin' }] });
  await kit.call(lin, 'contacts.addRemark', { contact: gone.id, text: 'mag keine schlehen' });
  await kit.call(lin, 'contacts.merge', { keep: gone.id, merge: [under.id] });
  await backUp('contacts');
  const secret = [
    'uittengelb',
    'quitte@obst',
    'ispelbraun',
    'mispel@obst',
    'Pomologin',
    'Gärtnerin',
    'Obstkundlerin',
    'schlehen',
  ];
  const before = (await everythingIn('contacts')).plain;
  for (const word of [...secret, 'olunderblau', 'Imkerin']) expect([word, has(before, word)]).toEqual([word, true]);
  const { platform } = kit.house;
  await platform.db.transaction((tx) => eraseContact(platform, tx, null, under.id));
  await expect(kit.call(lin, 'contacts.get', { contact: gone.id })).rejects.toThrow();
  expect((await kit.call(lin, 'contacts.list', { text: 'quitte' })).items).toEqual([]);
  await renew();
  const after = (await everythingIn('contacts')).plain;
  for (const word of secret) expect([word, has(after, word)]).toEqual([word, false]);
  for (const word of ['olunderblau', 'holunder@obst', 'Imkerin']) expect([word, has(after, word)]).toEqual([word, true]);
  const target = await restore(join(place, 'contacts'));
  expect(target.restored.gone.get(erasableKinds.contacts)).toBeGreaterThan(0);
  const { address } = await openHouse(target);
  const list = await ask<{ items: { name: string }[] }>(address, lin, 'contacts.list', { text: 'holunder' });
  expect(list.items.map(({ name }) => name)).toEqual(['Holunderblau']);
  expect((await ask<{ data: unknown[] }>(address, lin, 'contacts.get', { contact: stays.id })).data).toEqual(stays.data);
  await expect(ask(address, lin, 'contacts.get', { contact: gone.id })).rejects.toThrow(/404/);
  const other = createDb({ url: target.url, logger, max: 1 });
  const rows = await other.rows<{ name: string; value: string; at: number | null }>(
    `select c.name, h.value, c.erased_at as at from contact_handle h join contact c on c.id = h.contact_id where c.id = any ($1::uuid[])`,
    [[gone.id, under.id]],
  );
  expect(rows.map(({ name, value, at }) => [name, value, at !== null])).toEqual([
    ['', '', true],
    ['', '', true],
  ]);
  await other.close();
});

test('KB3 rows that are merely gone from the database take nothing from backups', async () => {
  const group = await kit.group(lin);
  await kit.say(lin, group, 'elfenbein verloren');
  await backUp('lost');
  const { db } = kit.house.platform;
  await db.rows(`delete from version where conversation_id = $1`, [group]);
  await db.rows(`delete from message where conversation_id = $1`, [group]);
  await renew();
  const { url } = await restore(join(place, 'lost'));
  const other = createDb({ url, logger, max: 1 });
  expect(await other.rows('select text from version where conversation_id = $1', [group])).toEqual([
    { text: 'elfenbein verloren' },
  ]);
  await other.close();
});

test('KB4 a backup without its key book, with an older one, or with a broken one is refused, with the cure; an old book that lies about is told', {
  timeout: 120_000,
}, async () => {
  await backUp('third');
  const [{ file, header } = { file: '', header: undefined }] = await booksIn(place);
  const old = join(place, 'copy-of-the-book');
  await cp(file, old);
  expect((await checkPlace(place)).troubles).toEqual([]);
  await backUp('fourth');
  expect((await checkPlace(place)).troubles).toEqual([{ trouble: 'older-book', file: old }]);
  const elsewhere = await mkdtemp(join(tmpdir(), 'rapport-elsewhere-'));
  ends.push(() => rm(elsewhere, { recursive: true, force: true }));
  const path = join(elsewhere, 'third');
  await cp(join(place, 'third'), path, { recursive: true });
  await expect(restore(path)).rejects.toThrow(/key book of this backup is not there: .*--key-book/s);
  expect((await checkPlace(elsewhere)).troubles).toEqual([{ trouble: 'no-book', file: path }]);
  await cp(old, join(elsewhere, basename(file)));
  await restore(path);
  // The newest that is there is what counts.
  await cp(join(place, 'fourth'), join(elsewhere, 'fourth'), { recursive: true });
  await expect(restore(path)).rejects.toThrow(new RegExp(`number ${header!.n}, of .* is not the newest: fourth`));
  await expect(restore(join(elsewhere, 'fourth'))).rejects.toThrow(/is older than the backup/);
  expect((await checkPlace(elsewhere)).troubles).toEqual([{ trouble: 'late-book', file: join(elsewhere, 'fourth') }]);
  await restore(join(elsewhere, 'fourth'), { keyBook: file });
  const whole = await readFile(file);
  for (const cut of [whole.length - 1, whole.length - 40, whole.indexOf(10) + 1]) {
    const broken = join(elsewhere, 'broken');
    await writeFile(broken, whole.subarray(0, cut));
    await expect(restore(path, { keyBook: broken })).rejects.toThrow(/is damaged: bring a copy/);
  }
  await rm(old);
});

test('KB5 passphrases may change between backups, and houses may share a place', async () => {
  await backUp('early', 'a first passphrase');
  await backUp('late', 'another passphrase');
  await restore(join(place, 'early'), { passphrase: 'another passphrase' });
  await expect(restore(join(place, 'early'), { passphrase: 'a first passphrase' })).rejects.toThrow(/does not open/);
  await restore(join(place, 'early'), { passphrase: 'a first passphrase', olderPassphrase: 'another passphrase' });
  const other = await cloneDatabase();
  ends.push(() => other.drop());
  await createBackup({
    path: join(place, 'of-another-house'),
    databaseUrl: other.url,
    blobs: createBlobs({ dataDir: join(place, 'of-another') }),
    keys: () => new Map([[1, newBytes(32)]]),
    erasable,
    version: '0.0.0',
    clock: systemClock,
  });
  expect(await booksIn(place)).toHaveLength(2);
  expect((await checkPlace(place)).troubles).toEqual([]);
  await restore(join(place, 'of-another-house'));
  await restore(join(place, 'late'), { passphrase: 'another passphrase' });
});

test('KB6 the book of the backups that upgrades took is written anew by the server itself', async () => {
  const { platform } = kit.house;
  const own = upgradeBackups(platform.config.dataDir);
  await backUpBeforeUpgrade(platform.config, kit.databaseUrl, systemClock, erasable);
  const numbers = async () => (await booksIn(own)).map(({ header }) => header.n);
  expect(await numbers()).toEqual([1]);
  const stop = renewOwnBook(platform, kit.databaseUrl, erasable, { first: 0, every: 600_000 });
  await until(async () => (await numbers()).includes(2));
  await stop();
  expect(await numbers()).toEqual([2]);
});
