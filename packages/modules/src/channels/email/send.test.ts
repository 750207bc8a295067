import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { startExim } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outbound, outFile } from '../wechat/at.test-kit.ts';
import { emailAccount } from './email-account.test-kit.ts';
import { idOf, marksIn } from './message-ids.ts';
import { readMail } from './read-mail.ts';

let exim: Awaited<ReturnType<typeof startExim>>;
beforeAll(async () => {
  exim = await startExim();
});
afterAll(() => exim?.stop());

const goes = (port: number) => ({ goes: { host: '127.0.0.1', port, security: 'none' } });

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('mail by Exim', () => {
  test('EM18 an answer goes out with its id, its references, its files and both addresses for what comes back', async ({
    skip,
  }) => {
    if (!exim) skip();
    const account = emailAccount(goes(exim!.port));
    const file = outFile(account.at, '报价.pdf', 'application/pdf', Buffer.from('%PDF-1.4'));
    const message = outbound('wang@example.cn', {
      to: [{ address: 'wang@example.cn', name: '王芳' }],
      cc: [{ address: 'boss@example.cn' }],
      subject: 'Re: 订单',
      text: '您好，\n附件为报价。',
      files: [file],
      references: ['root@example.cn', 'last@example.cn'],
      thread: `0123456789abcdef01234567.${Buffer.alloc(22, 7).toString('base64url')}`,
      at: 1_790_000_000_000,
    });
    const result = await account.adapter.send!(message, account.at);
    expect(result).toMatchObject({ ok: true, state: 'accepted' });
    const raw = await until(() => exim!.delivered().find((text) => text.includes('Envelope-to: wang@example.cn')));
    const mail = readMail(Buffer.from(raw));
    const [mark] = marksIn(account.at.secret('marks'), mail.messageId!);
    expect(idOf(mark!)).toBe(message.id);
    expect(result).toMatchObject({ nativeId: mail.messageId });
    expect(mail.inReplyTo).toEqual(['last@example.cn']);
    expect(mail.references).toEqual(['root@example.cn', 'last@example.cn']);
    expect(mail.subject).toBe('Re: 订单');
    expect(mail.text).toBe('您好，\n附件为报价。');
    expect(mail.to).toEqual([{ name: '王芳', address: 'wang@example.cn' }]);
    expect(mail.cc).toEqual([{ name: '', address: 'boss@example.cn' }]);
    expect(mail.files.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([['报价.pdf', '%PDF-1.4']]);
    expect(mail.replyTo[0]?.address).toBe(`support+${mark}@example.org`);
    expect(mail.returnPath).toBe(`support+${mark}@example.org`);
    expect(raw).toMatch(/^Thread-Index: /m);
    expect(raw).not.toMatch(/^Auto-Submitted|^Bcc/im);
  });

  test('EM19 what a machine says is marked as such; what goes to many says how it ends', async ({ skip }) => {
    if (!exim) skip();
    const account = emailAccount(goes(exim!.port));
    await account.adapter.send!(
      outbound('auto@example.net', { text: 'We have it.', automatic: true, references: ['a@b'] }),
      account.at,
    );
    const answer = await until(() => exim!.delivered().find((text) => text.includes('Envelope-to: auto@example.net')));
    expect(answer).toMatch(/^Auto-Submitted: auto-replied/m);
    expect(answer).toMatch(/^Return-path: <>/m);
    await account.adapter.send!(
      outbound('many@example.net', { text: 'News', purpose: 'marketing', unsubscribe: { url: 'https://chat.example.org/p/x' } }),
      account.at,
    );
    const news = await until(() => exim!.delivered().find((text) => text.includes('Envelope-to: many@example.net')));
    expect(news.replace(/\r?\n\s+/g, ' ')).toMatch(
      /^List-Unsubscribe: <https:\/\/chat\.example\.org\/p\/x>, <mailto:support@example\.org\?subject=unsubscribe>/m,
    );
    expect(news).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    expect(readMail(Buffer.from(news)).text).toContain('https://chat.example.org/p/x');
  });

  test.each([
    ['gone@example.net', { ok: false, class: 'invalid', code: '550 5.1.1' }],
    ['busy@example.net', { ok: false, class: 'retry' }],
    ['strict@example.net', { ok: false, class: 'blocked', code: '550 5.7.1' }],
  ])('EM20 a refusal of %s is told as what it is', async (address, wanted) => {
    if (!exim) return;
    const account = emailAccount(goes(exim.port));
    expect(await account.adapter.send!(outbound(address, { text: 'x' }), account.at)).toMatchObject(wanted);
  });

  test('EM8 no header can be smuggled in by a name, a subject or an address', async ({ skip }) => {
    if (!exim) skip();
    const account = emailAccount(goes(exim!.port));
    const send = (more: Parameters<typeof outbound>[1]) =>
      account.adapter.send!(outbound('x@example.net', { text: 'x', ...more }), account.at);
    expect(await send({ subject: 'Hi\r\nBcc: victim@example.com' })).toMatchObject({ class: 'invalid', code: 'header' });
    expect(await send({ to: [{ address: 'x@example.net', name: 'X\nBcc: v@example.com' }] })).toMatchObject({ class: 'invalid' });
    expect(await send({ to: [{ address: 'x@example.net\r\nRCPT TO:<v@example.com>' }] })).toMatchObject({
      class: 'invalid',
      code: 'recipient',
    });
  });
});

/** A server that goes silent, or away, at a point of the dialogue. */
async function silentServer(at: 'RCPT' | 'DATA' | 'text'): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    let inText = false;
    let heard = '';
    socket.write('220 silent ESMTP\r\n');
    socket.on('data', (piece: string) => {
      heard += piece;
      if (inText) {
        if (heard.includes('\r\n.\r\n')) socket.destroy();
        return;
      }
      for (let end = heard.indexOf('\r\n'); end !== -1 && !inText; end = heard.indexOf('\r\n')) {
        const line = heard.slice(0, end).toUpperCase();
        heard = heard.slice(end + 2);
        if (line.startsWith(at)) return void socket.destroy();
        if (line === 'DATA') {
          inText = true;
          socket.write('354 go on\r\n');
        } else socket.write('250 fine\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

test.each([
  ['RCPT', 'retry'],
  ['text', 'unknown'],
] as const)('EM21 a server that goes away at %s: %s', async (at, wanted) => {
  const server = await silentServer(at);
  const account = emailAccount(goes(server.port));
  expect(await account.adapter.send!(outbound('x@example.net', { text: 'x' }), account.at)).toMatchObject({
    ok: false,
    class: wanted,
  });
  server.close();
});

test('EM20 nobody there, or nobody that may be asked', async () => {
  const account = emailAccount(goes(9));
  expect(await account.adapter.send!(outbound('x@example.net', { text: 'x' }), account.at)).toMatchObject({ class: 'retry' });
  const inside = emailAccount({ goes: { host: '10.0.0.1', port: 25, security: 'none' } });
  expect(await inside.adapter.send!(outbound('x@example.net', { text: 'x' }), inside.at)).toEqual({
    ok: false,
    class: 'auth',
    code: 'address',
  });
});
