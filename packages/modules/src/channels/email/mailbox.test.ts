import { type AddressInfo, connect, createServer } from 'node:net';
import { imapAt, layInto, type Running, startDovecot } from '@rapport/dev';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { emailAccount } from './email-account.test-kit.ts';
import { markOf } from './message-ids.ts';

let dovecot: Running | undefined;
beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.stop());
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

let users = 0;
const newUser = (): string => `user${++users}`;

const put = (user: string, folder: string, text: string): Promise<string> => layInto(dovecot!.port, user, folder, text);
const mail = (number: number): string =>
  `From: c@example.net\r\nTo: support@example.org\r\nMessage-ID: <${number}@example.net>\r\nSubject: mail ${number}\r\n\r\nwords ${number}\r\n`;

const account = (user: string, more: Record<string, unknown> = {}, password = 'secret') =>
  emailAccount(
    { comes: { by: 'imap', host: '127.0.0.1', port: dovecot!.port, security: 'none', user, sent: 'Sent', ...more } },
    { secrets: { password } },
  );

/** Passes everything on, and keeps what the server said to searches. */
async function relayTo(port: number): Promise<{ port: number; searches(): string[]; close(): Promise<void> }> {
  let heard = '';
  const server = createServer((socket) => {
    const other = connect(port, '127.0.0.1');
    other.on('data', (piece) => {
      heard += piece.toString('latin1');
    });
    for (const one of [socket, other]) one.on('error', () => undefined);
    socket.pipe(other).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    searches: () => heard.split('\r\n').filter((line) => line.startsWith('* SEARCH')),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('a mailbox of Dovecot', () => {
  test('EM15 news come as they come, each once, in order; what lay there before is left alone', async ({ skip }) => {
    if (!dovecot) skip();
    const user = newUser();
    await put(user, 'INBOX', mail(1));
    const one = account(user);
    open.push(await one.open());
    expect(one.kept).toHaveLength(0);
    await put(user, 'INBOX', mail(2));
    await one.until(1);
    await put(user, 'INBOX', mail(3));
    await one.until(2);
    const read = await Promise.all(one.kept.map((arrival) => one.adapter.read!(arrival, one.at)));
    expect(read.flat().map((ingest) => ('message' in ingest ? ingest.message.text : ''))).toEqual(['words 2', 'words 3']);
  });

  test('EM15 all of it is brought in where that is asked for, page after page', async ({ skip }) => {
    if (!dovecot) skip();
    const user = newUser();
    for (let number = 0; number < 60; number++) await put(user, 'INBOX', mail(number));
    const one = account(user, { backlog: 'all' });
    const first = await one.adapter.pull!({ key: 'INBOX', hint: undefined, cursor: undefined }, one.at);
    expect(first.arrivals).toHaveLength(50);
    expect(first.more).toBe(true);
    const second = await one.adapter.pull!({ key: 'INBOX', hint: undefined, cursor: first.next }, one.at);
    expect(second.arrivals).toHaveLength(10);
    expect(second.more).toBe(false);
    const third = await one.adapter.pull!({ key: 'INBOX', hint: undefined, cursor: second.next }, one.at);
    expect(third).toEqual({ arrivals: [], next: second.next, more: false });
  });

  test('EM15 of a folder of thousands no look hears of more than a few pages, and what lies behind a gap is found', async ({
    skip,
  }) => {
    if (!dovecot) skip();
    const user = newUser();
    await put(user, 'INBOX', mail(1));
    // Doubled twelve times.
    await imapAt(dovecot!.port, user, ['SELECT INBOX', ...Array.from({ length: 12 }, () => 'COPY 1:* INBOX')]);
    await put(user, 'INBOX', mail(2));
    const relay = await relayTo(dovecot!.port);
    open.push(relay);
    const one = account(user, { backlog: 'all', port: relay.port });
    const found: number[] = [];
    let cursor: string | undefined;
    for (let more = true; more; ) {
      const told = relay.searches().length;
      const page = await one.adapter.pull!({ key: 'INBOX', hint: undefined, cursor }, one.at);
      for (const line of relay.searches().slice(told)) expect(line.split(' ').length).toBeLessThan(250);
      expect(page.arrivals.length).toBeLessThanOrEqual(50);
      found.push(page.arrivals.length);
      if (!cursor) await imapAt(dovecot!.port, user, ['SELECT INBOX', 'STORE 101:4000 +FLAGS (\\Deleted)', 'EXPUNGE']);
      ({ more, next: cursor } = page);
    }
    expect(relay.searches().length).toBeGreaterThan(found.length);
    expect(found).toEqual([50, 50, 50, 47]);
    expect(cursor!.split(':')[1]).toBe('4097');
  });

  test('EM16 a folder that was made anew is read from its beginning, and what was seen is known by its key', async ({ skip }) => {
    if (!dovecot) skip();
    const user = newUser();
    const one = account(user, { folder: 'Help', backlog: 'all' });
    await imapAt(dovecot!.port, user, ['CREATE Help']);
    await put(user, 'Help', mail(1));
    const before = await one.adapter.pull!({ key: 'Help', hint: undefined, cursor: undefined }, one.at);
    await imapAt(dovecot!.port, user, ['DELETE Help', 'CREATE Help']);
    await put(user, 'Help', mail(1));
    await put(user, 'Help', mail(2));
    const after = await one.adapter.pull!({ key: 'Help', hint: undefined, cursor: before.next }, one.at);
    expect(after.arrivals.map(({ key }) => key)).toContain(before.arrivals[0]!.key);
    expect(after.arrivals).toHaveLength(2);
    expect(after.next!.split(':')[0]).not.toBe(before.next!.split(':')[0]);
  });

  test('EM17 a mail whose sending ended without an answer is found by its id in the folder of what was sent, or it is not', async ({
    skip,
  }) => {
    if (!dovecot) skip();
    const user = newUser();
    const one = account(user);
    const id = '0197c5f0-1111-7222-8333-444455556666';
    const outbound = { id } as Parameters<NonNullable<typeof one.adapter.reconcile>>[0];
    expect(await one.adapter.reconcile!(outbound, one.at)).toBeUndefined();
    const messageId = `${markOf(one.at.secret('marks'), id)}@example.org`;
    await put(user, 'Sent', `From: support@example.org\r\nMessage-ID: <${messageId}>\r\n\r\nx\r\n`);
    expect(await one.adapter.reconcile!(outbound, one.at)).toMatchObject({ outbound: id, nativeId: messageId, state: 'sent' });
  });

  test('a wrong password rests the account; with the right one it is well', async ({ skip }) => {
    if (!dovecot) skip();
    const wrong = account(newUser(), {}, 'wrong');
    await expect(wrong.open()).rejects.toMatchObject({ name: 'CredentialsRefused' });
    const right = account(newUser());
    expect(await right.adapter.health(right.at)).toEqual({ ok: true });
  });
});
