import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findProgram, ownCertificate } from '@rapport/dev';
import { MailSender } from '@rapport/platform';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { emailAdapter } from './adapter.ts';
import { emailAccount, loopback, type TestAccount } from './email-account.test-kit.ts';
import { mailSets, setsOfMail } from './mail-sets.test-kit.ts';

const open: { close(): Promise<void> }[] = [];
const sender = new MailSender();
afterEach(async () => {
  sender.close();
  for (const one of open.splice(0)) await one.close();
});

const door = { by: 'smtp', listen: '127.0.0.1', port: 0 };

async function standing(account: TestAccount): Promise<number> {
  const opened = await account.open();
  open.push(opened);
  return opened.port;
}

const serverAt = (port: number) => ({ host: '127.0.0.1', port, security: 'none', allow: loopback }) as const;

/** Hands a mail over; answers the reply's code, 250 when it was taken. */
async function bring(port: number, { to, raw }: { to: string[]; raw: string | Buffer }): Promise<number> {
  const ended = await sender.send(serverAt(port), { envelope: { from: 'c@example.net', to }, raw: Buffer.from(raw) });
  return ended.state === 'taken' ? 250 : Number.parseInt(ended.code, 10);
}

const mail = (...lines: string[]): string => lines.join('\r\n');
const simple = mail(
  'From: C <c@example.net>',
  'To: support@example.org',
  'Message-ID: <1@example.net>',
  'Subject: Hi',
  '',
  'Hello',
);

test('EM10 takes what is for us and relays nothing', async () => {
  const account = emailAccount({ comes: door, addresses: ['@help.example.org'] });
  const port = await standing(account);
  expect(await bring(port, { to: ['x@elsewhere.example'], raw: simple })).toBe(550);
  expect(await bring(port, { to: ['anybody@help.example.org'], raw: simple })).toBe(250);
  expect(await bring(port, { to: ['Support+tag@Example.org'], raw: simple })).toBe(250);
  expect(account.kept).toHaveLength(2);
});

test('EM11 says 250 only when it is kept, and asks to come back when it cannot be', async () => {
  let fails = true;
  const account = emailAccount(
    { comes: door },
    {
      keep: async () => {
        if (fails) throw new Error('no disk');
      },
    },
  );
  const port = await standing(account);
  expect(await bring(port, { to: ['support@example.org'], raw: simple })).toBe(451);
  expect(account.kept).toHaveLength(0);
  fails = false;
  expect(await bring(port, { to: ['support@example.org'], raw: simple })).toBe(250);
  expect(account.kept).toHaveLength(1);
});

test('EM12 one mail to several of our addresses is one arrival; the same brought again, too; a blind copy to another is not lost', async () => {
  const account = emailAccount({ comes: door, addresses: ['sales@example.org', 'quiet@example.org'] });
  const port = await standing(account);
  const raw = mail(
    'From: c@example.net',
    'To: support@example.org, sales@example.org',
    'Message-ID: <2@example.net>',
    'Date: Mon, 2 Mar 2026 10:00:00 +0000',
    '',
    'Hello',
  );
  expect(await bring(port, { to: ['support@example.org', 'sales@example.org'], raw })).toBe(250);
  expect(await bring(port, { to: ['sales@example.org'], raw: `Received: from relay\r\n${raw}` })).toBe(250);
  expect(account.kept).toHaveLength(1);
  const [ingest] = await account.adapter.read!(account.kept[0]!, account.at);
  expect(ingest).toMatchObject({ message: { ours: ['support@example.org', 'sales@example.org'], text: 'Hello' } });
  expect(await bring(port, { to: ['quiet@example.org'], raw })).toBe(250);
  expect(account.kept).toHaveLength(2);
  // Another mail that claims the same id is not swallowed.
  expect(await bring(port, { to: ['support@example.org'], raw: raw.replace('Hello', 'Something else') })).toBe(250);
  expect(account.kept).toHaveLength(3);
});

test('EM12 accounts that share a port are each given theirs', async () => {
  const adapter = emailAdapter(loopback);
  const one = emailAccount({ comes: door }, { adapter });
  const port = await standing(one);
  const other = emailAccount({ address: 'shop@example.com', comes: { ...door, port } }, { adapter });
  await expect(other.open()).rejects.toThrow();
  sender.close();
  await open.pop()!.close();
  const again = emailAccount({ comes: { ...door, port } }, { adapter });
  open.push(await again.open(), await other.open());
  expect(await bring(port, { to: ['shop@example.com', 'support@example.org'], raw: simple })).toBe(250);
  expect(again.kept).toHaveLength(1);
  expect(other.kept).toHaveLength(1);
});

test('EM13 what is too large is refused, and says how large it may be', async () => {
  const account = emailAccount({ comes: door, maxBytes: 20_000 });
  const port = await standing(account);
  expect(await bring(port, { to: ['support@example.org'], raw: `${simple}\r\n${'x'.repeat(76)}\r\n`.repeat(400) })).toBe(552);
  expect(account.kept).toHaveLength(0);
});

const swaks = findProgram('swaks', 'swaks');
const openssl = findProgram('openssl', 'openssl');
/** Without Net::SSLeay, which comes as a package of its own, swaks speaks in the clear alone. */
const encrypts =
  swaks !== undefined && spawnSync(swaks, ['--support'], { encoding: 'utf8' }).stdout.includes('=== TLS supported');
if (swaks && !encrypts) console.warn('\nNOT TRIED: swaks with TLS, which wants Debian package libnet-ssleay-perl.\n');

test.skipIf(!encrypts || !openssl)('EM13 swaks brings a mail with an attachment, encrypted', async () => {
  const { key, certificate } = ownCertificate();
  const account = emailAccount({ comes: { ...door, certificate } }, { secrets: { doorKey: key } });
  const port = await standing(account);
  const args = [
    '--server',
    '127.0.0.1',
    '--port',
    String(port),
    '--tls',
    '--from',
    'c@example.net',
    '--to',
    'support@example.org',
  ];
  await new Promise<void>((resolve, reject) => {
    execFile(
      swaks!,
      [...args, '--header', 'Subject: from swaks', '--body', 'words', '--attach', `@${import.meta.filename}`],
      (error, out) => (error ? reject(new Error(out, { cause: error })) : resolve()),
    );
  });
  expect(account.kept).toHaveLength(1);
  expect(account.kept[0]!.beside).toMatchObject({ encrypted: true, from: 'c@example.net', to: ['support@example.org'] });
  const [ingest] = await account.adapter.read!(account.kept[0]!, account.at);
  expect(ingest).toMatchObject({ message: { subject: 'from swaks', text: 'words', files: [{ name: 'smtp-door.test.ts' }] } });
});

const sets = mailSets('731 real mails through the SMTP door');
afterAll(() => sets?.remove());

describe.skipIf(sets === undefined)('every mail of every set', () => {
  test('EM14 comes through the door, is kept, and is read: none is lost, none stops anything', async () => {
    const account = emailAccount({ comes: door });
    const port = await standing(account);
    const files = setsOfMail.flatMap((folder) => sets!.files(folder));
    const distinct = new Set<string>();
    const left = files.values();
    const some = async () => {
      for (const file of left) {
        const raw = readFileSync(file);
        expect(await bring(port, { to: ['support@example.org'], raw }), file).toBe(250);
        // SMTP has one way to end a line.
        distinct.add(raw.toString('latin1').replace(/\r?\n/g, '\r\n').trimEnd());
      }
    };
    await Promise.all([some(), some(), some(), some()]);
    const told = { messages: 0, receipts: 0, noted: 0 };
    const silent: string[] = [];
    for (const arrival of account.kept) {
      const noted = account.at.notes.length;
      const ingests = await account.adapter.read!(arrival, account.at);
      for (const ingest of ingests) {
        if ('receipt' in ingest) told.receipts += 1;
        if (!('message' in ingest)) continue;
        told.messages += 1;
        expect(ingest.message.text).not.toBe('');
        expect(ingest.message.thread).not.toBe('');
        expect(ingest.message.from.value).toContain('@');
      }
      if (ingests.length === 0 && account.at.notes.length === noted) silent.push(arrival.key);
      if (ingests.length === 0) told.noted += 1;
    }
    console.info(`through the door: ${files.length} mails (${distinct.size} distinct), ${account.kept.length} kept`, told);
    // The sets hold fourteen mails a second time, but for what servers wrote above them on the way: each is one mail.
    expect(account.kept).toHaveLength(distinct.size - 14);
    expect(silent).toEqual([]);
  });
});
