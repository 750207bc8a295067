import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort, type HostileMail, hostileMails, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { type DoorMail, MailSender, openSmtpDoor, type SmtpDoor } from '@rapport/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseHeaders } from './headers.ts';

/** Whoever asks here was led here by a mail. */
const asked: string[] = [];
const canary = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end();
});
const brought: DoorMail[] = [];
const sender = new MailSender();
let theirs: SmtpDoor;
let kit: TestHouse;
let agent: Seat;
let team: string;
let port: number;
let mails: HostileMail[];

beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  mails = hostileMails(`http://127.0.0.1:${(canary.address() as AddressInfo).port}`);
  const keep = async (mail: DoorMail) => void brought.push(mail);
  const limits = { maxBytes: 10_000_000, maxClients: 20 };
  theirs = await openSmtpDoor({ host: '127.0.0.1', port: 0, name: 'mx.hostile.example', ...limits, takes: () => true, keep });
  port = await freePort();
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${theirs.port}` } });
  agent = await kit.person('Agent');
  team = await kit.group(agent);
  const settings = {
    address: 'support@example.org',
    comes: { by: 'smtp', listen: '127.0.0.1', port },
    goes: { host: '127.0.0.1', port: theirs.port, security: 'none' },
  };
  await kit.call(kit.owner, 'channels.createAccount', { kind: 'email', name: 'Support', settings, secrets: {} });
});
afterAll(async () => {
  sender.close();
  await kit?.stop();
  await theirs?.close();
  canary.close();
});

const bring = async ({ from, raw }: HostileMail): Promise<string> =>
  (
    await sender.send(
      { host: '127.0.0.1', port, security: 'none', allow: () => true },
      { envelope: { from, to: ['support@example.org'] }, raw },
    )
  ).state;

interface Heard {
  from: string;
  conversation: string;
  seq: number;
  text: string;
}
const heard = (): Promise<Heard[]> =>
  kit.house.platform.db.rows<Heard>(
    `select h.value as "from", m.conversation_id as conversation, m.seq, v.text from customer_conversation c
     join contact_handle h on h.id = c.handle_id join message m on m.conversation_id = c.conversation_id and m.handle_id is not null
     join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev`,
  );

test('EM26 every hostile mail is taken, read and kept as a message of its sender; none becomes another, none is dead', {
  timeout: 120_000,
}, async () => {
  await until(async () => (await bring(mails[0]!)) === 'taken');
  for (const mail of mails.slice(1)) expect([mail.what, await bring(mail)]).toEqual([mail.what, 'taken']);
  await until(async () => (await heard()).length >= mails.length);
  const all = await heard();
  expect(all.map(({ from }) => from).sort()).toEqual(mails.map(({ from }) => from).sort());
  expect(all.filter(({ text }) => text === '')).toEqual([]);
  expect((await kit.call(kit.owner, 'channels.deadLetters', {})).items).toEqual([]);
  // As it came, byte for byte, is still there.
  const { sizes } = (await kit.house.platform.db.row<{ sizes: number }>(
    'select count(*)::int as sizes from ingress_item where size > 0',
  ))!;
  expect(sizes).toBe(mails.length);
});

test('EM8 answers to them go to their sender alone, under one subject of one line', async () => {
  const all = await heard();
  for (const { conversation } of all) {
    await kit.house.platform.db.rows('insert into customer_audience (group_id, conversation_id) values ($1, $2)', [
      team,
      conversation,
    ]);
    await kit.say(agent, conversation, 'good day', { clientId: randomUUID() as never, outward: true });
  }
  await until(() => brought.length >= all.length);
  expect(brought.map(({ to }) => to.join()).sort()).toEqual(all.map(({ from }) => from).sort());
  for (const { raw } of brought) {
    const names = parseHeaders(raw.subarray(0, raw.indexOf('\r\n\r\n'))).map(({ name }) => name);
    expect(names.filter((name) => name === 'bcc' || name === 'cc')).toEqual([]);
    for (const once of ['subject', 'from', 'to', 'message-id']) expect(names.filter((name) => name === once)).toEqual([once]);
  }
});

test('nobody was asked for what they name, and the door still takes mail', async () => {
  expect(asked).toEqual([]);
  expect(
    await bring({ what: 'x', from: 'x@hostile.example', raw: Buffer.from('From: x@hostile.example\r\nSubject: x\r\n\r\nx') }),
  ).toBe('taken');
});
