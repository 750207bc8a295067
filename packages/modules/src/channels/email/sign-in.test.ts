import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { layInto, type Running, startDovecot } from '@rapport/dev';
import { TokenService, TokenSmtp } from '@rapport/dev/simulators';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { outbound } from '../wechat/at.test-kit.ts';
import { emailAdapter } from './adapter.ts';
import { emailAccount, loopback } from './email-account.test-kit.ts';
import { tokenHosts } from './token-question.ts';

let service: TokenService;
let dovecot: Running | undefined;
let smtp: TokenSmtp;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  service = await new TokenService().start();
  dovecot = await startDovecot(`${service.url}/introspect`);
  smtp = await new TokenSmtp(service).start();
});
afterAll(async () => {
  await dovecot?.stop();
  await smtp?.stop();
  await service?.stop();
});

let users = 0;
let user = '';
beforeEach(() => {
  // What Dovecot knows of a token it knows of a mailbox, so each test has its own.
  user = `box${++users}`;
  Object.assign(service.app, { mailbox: user, roles: ['IMAP.AccessAsApp', 'SMTP.SendAsApp'], secretEnded: false });
  service.asked.length = 0;
  smtp.signIns.length = 0;
  smtp.off = false;
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function anAccount(more: Record<string, unknown> = {}, secrets: Record<string, string> = {}) {
  const adapter = emailAdapter(loopback, { ...tokenHosts(), global: service.url, google: service.url });
  const near = { host: '127.0.0.1', security: 'none', user };
  return emailAccount(
    {
      comes: { by: 'imap', port: dovecot?.port ?? 1, ...near },
      goes: { port: smtp.port, ...near },
      signIn: service.signIn.settings,
      ...more,
    },
    { adapter, secrets: { ...service.signIn.secrets, ...secrets }, address: service.address, now: () => Date.now() },
  );
}

const mail = (number: number): string =>
  `From: c@example.net\r\nTo: support@example.org\r\nMessage-ID: <${number}@example.net>\r\nSubject: mail ${number}\r\n\r\nwords ${number}\r\n`;

/** Between an account and its mailbox: says what Exchange Online says when a token ends within a connection, and hangs up. */
async function endingLine(port: number): Promise<{ port: number; end(): void; close(): Promise<void> }> {
  const near = new Set<Socket>();
  const server = createServer((socket) => {
    const far = connect(port, '127.0.0.1');
    near.add(socket);
    for (const one of [socket, far]) one.on('error', () => undefined);
    socket.on('close', () => far.destroy());
    socket.pipe(far).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    end: () => {
      for (const socket of near) socket.end('* BYE Session invalidated - AccessTokenExpired\r\n');
      near.clear();
    },
    close: () => {
      for (const socket of near) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

describe('a mailbox that wants a token', () => {
  test('EM28 is fetched, and mail goes out, by one token', async ({ skip }) => {
    if (!dovecot) skip();
    const account = anAccount();
    expect(await account.adapter.health(account.at)).toEqual({ ok: true });
    service.asked.length = 0;
    open.push(await account.open());
    await layInto(dovecot!.port, user, 'INBOX', mail(1));
    await account.until(1);
    const result = await account.adapter.send!(outbound('wang@example.cn', { text: 'good day' }), account.at);
    expect(result).toMatchObject({ ok: true, state: 'accepted' });
    expect(smtp.taken.at(-1)).toContain('good day');
    expect(smtp.signIns.every(({ user: who, good }) => good && who === user)).toBe(true);
    expect(service.asked).toHaveLength(1);
  });

  test('EM28 a token that ends within the connection costs the connection, and nothing else', async ({ skip }) => {
    if (!dovecot) skip();
    const line = await endingLine(dovecot!.port);
    open.push(line);
    const account = anAccount({ comes: { by: 'imap', host: '127.0.0.1', port: line.port, security: 'none', user } });
    const first = await account.open();
    await layInto(dovecot!.port, user, 'INBOX', mail(1));
    await account.until(1);
    service.endAll();
    line.end();
    await first.ended;
    // As the house does: opened again. The token that lies here is refused, and replaced.
    open.push(await account.open());
    await layInto(dovecot!.port, user, 'INBOX', mail(2));
    await account.until(2);
    expect(service.asked).toHaveLength(2);
  });

  test('EM28 a token that ended before a mail goes out is replaced, and the mail goes once', async () => {
    const account = anAccount({ comes: { by: 'none' } });
    const send = (text: string) => account.adapter.send!(outbound('wang@example.cn', { text }), account.at);
    expect(await send('first')).toMatchObject({ ok: true });
    service.endAll();
    smtp.hangUp();
    // A connection that is gone may not be known to be: then the mail is to come later.
    await expect.poll(() => send('second')).toMatchObject({ ok: true });
    expect(smtp.signIns.map(({ good }) => good)).toEqual([true, false, true]);
    expect(smtp.taken.filter((text) => text.includes('second'))).toHaveLength(1);
    expect(service.asked).toHaveLength(2);
  });

  test('EM30 what is missing is said, with the step it is missing at', async ({ skip }) => {
    if (!dovecot) skip();
    const health = async (more?: Record<string, unknown>, secrets?: Record<string, string>) => {
      const { adapter, at } = anAccount(more, secrets);
      const { ok, step, code, detail } = await adapter.health(at);
      expect(ok).toBe(false);
      expect(JSON.stringify([detail, at.notes])).not.toContain(service.app.secret);
      return `${step} ${code}`;
    };
    expect(await health({}, { clientSecret: 'wrong' })).toBe('signIn oauth-secret');
    service.app.secretEnded = true;
    expect(await health()).toBe('signIn oauth-secret-ended');
    service.app.secretEnded = false;
    service.app.roles = ['SMTP.SendAsApp'];
    expect(await health()).toBe('comes oauth-consent-imap');
    service.app.roles = ['IMAP.AccessAsApp'];
    expect(await health()).toBe('goes oauth-consent-smtp');
    service.app.roles = ['IMAP.AccessAsApp', 'SMTP.SendAsApp'];
    service.app.mailbox = 'somebody-else';
    expect(await health()).toBe('comes oauth-mailbox');
    service.app.mailbox = user;
    smtp.off = true;
    expect(await health()).toBe('goes oauth-smtp-off');
    service.fail('busy');
    expect(await health()).toBe('signIn oauth-later');
  });

  test('EM30 a refusal rests the account, under the name of what is missing', async ({ skip }) => {
    if (!dovecot) skip();
    service.app.secretEnded = true;
    await expect(anAccount().open()).rejects.toMatchObject({ name: 'CredentialsRefused', message: 'oauth-secret-ended' });
    const sending = anAccount({ comes: { by: 'none' } });
    const send = () => sending.adapter.send!(outbound('wang@example.cn', { text: 'x' }), sending.at);
    expect(await send()).toEqual({ ok: false, class: 'auth', code: 'oauth-secret-ended' });
    service.app.secretEnded = false;
    smtp.off = true;
    expect(await send()).toEqual({ ok: false, class: 'auth', code: 'oauth-smtp-off' });
    service.app.mailbox = 'somebody-else';
    await expect(anAccount().open()).rejects.toMatchObject({ name: 'CredentialsRefused', message: 'oauth-mailbox' });
  });

  test('EM29 while no token is to be had mail waits, and the token service has its peace', async () => {
    const account = anAccount({ comes: { by: 'none' } });
    service.fail('busy');
    const send = () => account.adapter.send!(outbound('wang@example.cn', { text: 'x' }), account.at);
    for (const result of await Promise.all(Array.from({ length: 8 }, send)))
      expect(result).toMatchObject({ ok: false, class: 'retry', code: 'oauth-later' });
    expect(service.asked).toHaveLength(1);
    expect(smtp.signIns).toHaveLength(0);
  });

  test('a server for outgoing mail with a password of its own sees no token', async () => {
    const account = anAccount({ comes: { by: 'none' } }, { outgoingPassword: 'of another' });
    expect(await account.adapter.send!(outbound('wang@example.cn', { text: 'x' }), account.at)).toMatchObject({ class: 'auth' });
    expect(service.asked).toHaveLength(0);
  });

  test('EM28 a service account of Google opens the mailbox that it acts for', async ({ skip }) => {
    if (!dovecot) skip();
    const { google } = service;
    const account = anAccount({ signIn: { by: 'google' } }, { serviceKey: google.file });
    expect(await account.adapter.health(account.at)).toMatchObject({ step: 'signIn', code: 'oauth-delegation' });
    google.delegated.add(user);
    expect(await account.adapter.health(account.at)).toEqual({ ok: true });
  });
});
