import { randomUUID } from 'node:crypto';
import type { Delivery, Message } from '@rapport/contract';
import { freePort, type TestHouse, testHouse, until } from '@rapport/dev';
import { type DoorMail, MailSender, openSmtpDoor, type SmtpDoor } from '@rapport/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendByHouse } from '../../conversations/index.ts';
import { type Mail, readMail } from './read-mail.ts';

/** The customer's own server, and what it was brought. */
let theirs: SmtpDoor;
const brought: DoorMail[] = [];
let kit: TestHouse;
let port: number;

beforeAll(async () => {
  theirs = await openSmtpDoor({
    host: '127.0.0.1',
    port: 0,
    name: 'mx.example.cn',
    maxBytes: 1_000_000,
    maxClients: 20,
    takes: (address) => !address.startsWith('nobody@'),
    keep: async (mail) => {
      brought.push(mail);
    },
  });
  port = await freePort();
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${theirs.port}` } });
});
afterAll(async () => {
  sender.close();
  await kit?.stop();
  await theirs?.close();
});

const sender = new MailSender();

/** Whether our door took it. */
async function write(raw: string, { from = 'wang@example.cn', to = ['support@example.org'] } = {}): Promise<boolean> {
  const server = { host: '127.0.0.1', port, security: 'none', allow: () => true } as const;
  return (await sender.send(server, { envelope: { from, to }, raw: Buffer.from(raw) })).state === 'taken';
}

interface Row {
  conversation: string;
  seq: number;
  text: string;
  thread: string;
}

const heard = (): Promise<Row[]> =>
  kit.house.platform.db.rows<Row>(
    `select m.conversation_id as conversation, m.seq, v.text, coalesce(v.content -> 'inbound' ->> 'thread', '') as thread
     from customer_conversation c join message m on m.conversation_id = c.conversation_id and m.sender is null
     join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev order by m.seq`,
  );

async function hears(count: number): Promise<Row[]> {
  await until(async () => (await heard()).length >= count);
  return heard();
}

const stateOf = async (conversation: string, seq: number): Promise<string> =>
  (await kit.house.platform.db.row<{ state: string }>(
    'select state from message_outward where conversation_id = $1 and seq = $2',
    [conversation, seq],
  ))!.state;

const answerTo = (mail: Mail, text: string): string =>
  [
    'From: Wang <wang@example.cn>',
    `To: ${mail.replyTo[0]!.address}`,
    `Message-ID: <${randomUUID()}@example.cn>`,
    // A gateway rewrote the ids: the tag of the address is all that is left.
    'In-Reply-To: <rewritten@gateway.example>',
    'Subject: Re: Order',
    '',
    `${text}\r\n\r\nOn Mon, 2 Mar 2026, Support wrote:\r\n> good day`,
  ].join('\r\n');

const bounceOf = (to: string, recipient: string, status = '5.1.1'): string =>
  [
    'From: MAILER-DAEMON@mx.example.cn',
    `To: ${to}`,
    'Subject: Undelivered',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.cn',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${status}`,
    '--b--',
  ].join('\r\n');

test('EM24 a letter, its answer, the answer to that in the same thread, and a bounce: through a whole house', {
  timeout: 120_000,
}, async () => {
  const settings = {
    address: 'support@example.org',
    comes: { by: 'smtp', listen: '127.0.0.1', port },
    goes: { host: '127.0.0.1', port: theirs.port, security: 'none' },
  };
  const { account } = await kit.call(kit.owner, 'channels.createAccount', {
    kind: 'email',
    name: 'Support',
    settings,
    secrets: {},
  });
  expect(await kit.call(kit.owner, 'channels.checkAccount', { account: account.id })).toEqual({ ok: true });
  const letter = [
    'From: Wang <wang@example.cn>',
    'To: support@example.org',
    'Message-ID: <first@example.cn>',
    'Subject: Order',
    '',
    'Where is it?',
  ];
  // The door opens when the node tends the account.
  await until(() => write(letter.join('\r\n')));
  const [first] = await hears(1);
  expect(first).toMatchObject({ text: 'Where is it?' });

  const agent = await kit.person('Agent');
  const team = await kit.group(agent);
  await kit.house.platform.db.rows(
    'insert into customer_audience (group_id, conversation_id) values ($1, $2) on conflict do nothing',
    [team, first!.conversation],
  );
  const say = async (text: string) =>
    (
      await kit.say(agent, first!.conversation, text, {
        clientId: randomUUID() as never,
        outward: true,
        envelope: { thread: first!.thread, subject: 'Re: Order' },
      })
    ).seq;
  const seq = await say('good day');
  await until(async () => (await stateOf(first!.conversation, seq)) === 'accepted');
  expect(brought).toHaveLength(1);
  const answer = readMail(brought[0]!.raw);
  expect(brought[0]!.to).toEqual(['wang@example.cn']);
  expect(answer.references).toEqual(['first@example.cn']);
  expect(answer.text).toBe('good day');

  expect(await write(answerTo(answer, 'Thank you.'), { to: [answer.replyTo[0]!.address] })).toBe(true);
  const second = (await hears(2))[1]!;
  expect(second).toMatchObject({ conversation: first!.conversation, thread: first!.thread, text: 'Thank you.' });

  const lost = await say('are you there?');
  await until(async () => (await stateOf(first!.conversation, lost)) === 'accepted');
  const bounce = bounceOf(brought[1]!.from, 'wang@example.cn');
  expect(await write(bounce, { from: '', to: [brought[1]!.from] })).toBe(true);
  await until(async () => (await stateOf(first!.conversation, lost)) === 'failed');
  expect(await heard()).toHaveLength(2);
});

test('EM25 of several recipients each has a fate of its own; the message is what the contact has of it', {
  timeout: 120_000,
}, async () => {
  const { conversation } = (await heard())[0]!;
  const agent = await kit.person('Another');
  await kit.house.platform.db.rows(
    'insert into customer_audience (group_id, conversation_id) values ($1, $2) on conflict do nothing',
    [await kit.group(agent), conversation],
  );
  const envelope = {
    to: [{ address: 'boss@example.cn' }, { address: 'Wang@example.cn' }],
    cc: [{ address: 'lin@example.cn' }, { address: 'nobody@example.cn' }],
  };
  const before = brought.length;
  const { seq } = await kit.say(agent, conversation, 'to all', { clientId: randomUUID() as never, outward: true, envelope });
  const delivery = async (): Promise<Delivery> =>
    ((await kit.call(agent, 'conversations.history', { conversation, limit: 5 })) as { messages: Message[] }).messages.find(
      (one) => one.seq === seq,
    )!.delivery!;
  await until(async () => (await delivery()).state === 'accepted');
  const { from, to } = brought[before]!;
  // Refused while it was handed over.
  expect(await delivery()).toMatchObject({ recipients: [{ n: 3, state: 'failed', code: expect.stringMatching(/^550/) }] });
  expect([...to].sort()).toEqual(['Wang@example.cn', 'boss@example.cn', 'lin@example.cn']);
  expect(await write(bounceOf(from, 'LIN@example.cn', '5.2.2'), { from: '', to: [from] })).toBe(true);
  await until(async () => (await delivery()).recipients?.length === 2);
  expect(await delivery()).toMatchObject({ state: 'accepted', recipients: [{ n: 2, state: 'failed', code: '5.2.2' }, { n: 3 }] });
  expect(await write(bounceOf(from, 'wang@example.cn'), { from: '', to: [from] })).toBe(true);
  await until(async () => (await delivery()).state === 'failed');
  expect((await delivery()).recipients).toMatchObject([{ n: 1, state: 'failed', code: '5.1.1' }, { n: 2 }, { n: 3 }]);
  // The house does not write there by itself any more.
  const { platform } = kit.house;
  const said = { conversation, thread: '', text: 'how was it?', key: 'rating' };
  expect(await platform.db.transaction((tx) => sendByHouse(platform, tx, said))).toMatchObject({
    refused: { allowed: false, because: 'handle-removed' },
  });
});

test('EM5 whoever complains of a mail of ours speaks for the address that it went to, whomever they name', async () => {
  const { db } = kit.house.platform;
  const mark = brought[0]!.from;
  const complaint = (mail: string, named: string): string =>
    [
      'From: fbl@provider.example',
      `To: ${mail}`,
      'Subject: complaint',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
      '',
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'Version: 1',
      `Original-Rcpt-To: ${named}`,
      '--b--',
    ].join('\r\n');
  const withdrawn = async () =>
    (
      await db.rows<{ value: string }>(
        `select distinct h.value from contact_consent c join contact_handle h on h.id = c.handle_id where not c.given`,
      )
    ).map(({ value }) => value);
  for (const named of ['victim@example.cn', 'other-victim@example.cn'])
    expect(await write(complaint(mark, named), { from: 'x@provider.example', to: [mark] })).toBe(true);
  await until(async () => (await withdrawn()).length > 0);
  expect(await withdrawn()).toEqual(['wang@example.cn']);
  expect(await db.rows(`select 1 from contact_handle where value like '%victim%'`)).toEqual([]);
});
