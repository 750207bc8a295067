import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginDatabase, endDatabase, freePort, SmallDisk, type TestHouse, testHouse, until } from '@rapport/dev';
import { MailSender } from '@rapport/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';

const sender = new MailSender();
let disk: SmallDisk;
let kit: TestHouse;
let port: number;

beforeAll(async () => {
  disk = new SmallDisk(join(await mkdtemp(join(tmpdir(), 'rapport-outage-')), 'disk'));
  await disk.open(48);
  port = await freePort();
  kit = await testHouse({ env: { RAPPORT_DATA: disk.folder } });
  const settings = { address: 'support@example.org', comes: { by: 'smtp', listen: '127.0.0.1', port } };
  await kit.call(kit.owner, 'channels.createAccount', { kind: 'email', name: 'Support', settings, secrets: {} });
  await until(async () => (await bring('begin', 10)) === 'taken');
});
afterAll(async () => {
  sender.close();
  await kit?.stop();
  await disk?.close();
});

/** Hands a mail over once; how it ended. */
async function bring(name: string, size: number): Promise<string> {
  const raw = Buffer.from(
    [
      `From: <${name}@example.net>`,
      `Message-ID: <${name}@example.net>`,
      `Subject: ${name}`,
      '',
      'x'.repeat(60).concat('\r\n').repeat(size),
    ].join('\r\n'),
  );
  const server = { host: '127.0.0.1', port, security: 'none', allow: () => true } as const;
  const envelope = { from: `${name}@example.net`, to: ['support@example.org'] };
  return (await sender.send(server, { envelope, raw }).catch(() => ({ state: 'later' }))).state;
}

/** Subjects of what stands in the house. */
const heard = async (): Promise<string[]> =>
  (
    await kit.house.platform.db.rows<{ subject: string }>(
      `select v.content #>> '{inbound,subject}' as subject from message m
       join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev where m.handle_id is not null order by 1`,
    )
  ).map(({ subject }) => subject);

test('EM27 while the disk is full a large mail is asked to come again, a small one has room; then it is there once', {
  timeout: 120_000,
}, async ({ skip }) => {
  if (!disk.mounted) {
    console.warn('SKIPPED: a disk of its own can be mounted by root alone.');
    skip();
  }
  await disk.fill();
  expect(await bring('large', 20_000)).toBe('later');
  expect(await bring('small', 10)).toBe('taken');
  await disk.free();
  await until(async () => (await bring('large', 20_000)) === 'taken');
  expect(await bring('large', 20_000)).toBe('taken');
  await until(async () => (await heard()).length >= 3);
  expect(await heard()).toEqual(['begin', 'large', 'small']);
});

test('EM27 while the database goes away and comes again nothing is refused for good, nothing is lost, nothing is twice', {
  timeout: 240_000,
}, async () => {
  const before = (await heard()).length;
  const names: string[] = [];
  const ends: string[] = [];
  let enough = false;
  const delivered = (async () => {
    for (let n = 0; !enough; n++) {
      const name = `mail-${String(n).padStart(6, '0')}`;
      names.push(name);
      await until(async () => {
        const end = await bring(name, 10);
        ends.push(end);
        return end === 'taken';
      }, 180_000);
    }
  })();
  for (let turn = 0; turn < 2; turn++) {
    const soFar = ends.length;
    await until(() => ends.length > soFar + 2);
    await endDatabase(kit.databaseUrl);
    // Somebody brings a mail meanwhile, and is asked to come again.
    const missed = ends.filter((end) => end !== 'taken').length;
    await until(() => ends.filter((end) => end !== 'taken').length > missed);
    await beginDatabase(kit.databaseUrl);
  }
  enough = true;
  await delivered;
  expect(new Set(ends)).toEqual(new Set(['taken', ...ends.filter((end) => end === 'later' || end === 'unknown')]));
  await until(async () => (await heard()).length >= before + names.length, 90_000);
  expect((await heard()).filter((subject) => subject.startsWith('mail-'))).toEqual(names);
});
