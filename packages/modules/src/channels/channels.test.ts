import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { signed, verified } from './api/signature.ts';
import { atNow } from './at.ts';
import { rememberSent } from './outbox/send-items.ts';
import { Throttle } from './outbox/throttle.ts';

let kit: TestHouse;
let agent: Seat;
let team: string;
let account: string;
let secrets: Record<string, string>;
let other: Server;
/** What the other side was told, and what it answers. */
let told: { headers: Record<string, string>; body: { data: { id: string; text: string; to: { address: string }[] } } }[] = [];
let answer: (n: number) => { status: number; body?: object } | 'silence' | 'held';
/** Calls that wait for their answer. */
const held: (() => void)[] = [];

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};

beforeAll(async () => {
  other = createServer(async (request, response) => {
    const body = await read(request);
    const headers = request.headers as Record<string, string>;
    expect(verified([secrets.outbound!], headers, body, Date.now())).toEqual({ id: headers['webhook-id'] });
    told.push({ headers, body: JSON.parse(body.toString()) });
    const said = answer(told.length);
    if (said === 'silence') return request.socket.destroy();
    if (said === 'held') return void held.push(() => response.end('{}'));
    response.writeHead(said.status, { 'content-type': 'application/json' }).end(JSON.stringify(said.body ?? {}));
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = (other.address() as AddressInfo).port;
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${port}` } });
  agent = await kit.person('客服小林');
  team = await kit.group(agent);
  const made = await kit.call(kit.owner, 'channels.createAccount', {
    kind: 'api',
    name: 'shop',
    settings: { url: `http://127.0.0.1:${port}/in` },
  });
  account = made.account.id;
  secrets = made.made;
});
afterAll(async () => {
  await kit.stop();
  other.closeAllConnections();
  other.close();
});
beforeEach(() => {
  told = [];
  answer = () => ({ status: 200, body: { id: randomUUID() } });
});

async function call(payload: object, given: { id?: string; at?: number; secret?: string } = {}): Promise<number> {
  const { id = randomUUID(), at = Date.now(), secret = secrets.inbound! } = given;
  const body = Buffer.from(JSON.stringify(payload));
  const response = await fetch(`${kit.url}/api/channels/${account}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed(secret, { id, at, body }) },
    body,
  });
  return response.status;
}
const say = (id: string, text: string, from = 'ann', more: object = {}) => ({
  type: 'message',
  timestamp: new Date().toISOString(),
  data: { id, from: { id: from, name: `客户 ${from}` }, text, ...more },
});
const db = () => kit.house.platform.db;
const settled = () =>
  until(async () => (await db().row<{ n: number }>(`select count(*) as n from ingress_item where state = 'waiting'`))?.n === 0);
const textsOf = async (from: string): Promise<string[]> =>
  (
    await db().rows<{ text: string }>(
      `select v.text from version v join customer_conversation c on c.conversation_id = v.conversation_id
       join contact_handle h on h.id = c.handle_id where h.value = $1 and v.author is null order by v.ev`,
      [from],
    )
  ).map(({ text }) => text);
const conversationOf = async (from: string): Promise<string> =>
  (await db().row<{ id: string }>(
    'select c.conversation_id as id from customer_conversation c join contact_handle h on h.id = c.handle_id where h.value = $1',
    [from],
  ))!.id;
const open = (conversation: string) =>
  db().rows('insert into customer_audience (group_id, conversation_id) values ($1, $2) on conflict do nothing', [
    team,
    conversation,
  ]);
const stateOf = async (conversation: string, seq: number) =>
  (await db().row<{ state: string; code: string | null }>(
    'select state, code from message_outward where conversation_id = $1 and seq = $2',
    [conversation, seq],
  ))!;
const comesTo = (conversation: string, seq: number, state: string) =>
  until(async () => (await stateOf(conversation, seq)).state === state);
const reply = async (conversation: string, text: string): Promise<number> =>
  (await kit.say(agent, conversation, text, { outward: true })).seq;

it('CH1 CH3 what a signed call brings becomes one message, however often it comes', async () => {
  const payload = say('m1', '你好，订单没到', 'ann', { subject: '订单' });
  expect(await call(payload, { id: 'w1' })).toBe(202);
  expect(await call(payload, { id: 'w1' })).toBe(202);
  // The same message under another call: another arrival, the same message.
  expect(await call(payload, { id: 'w2' })).toBe(202);
  await settled();
  expect(await textsOf('ann')).toEqual(['你好，订单没到']);
  const kept = await db().rows<{ state: string; raw: Buffer }>('select state, raw from ingress_item where account_id = $1', [
    account,
  ]);
  expect(kept.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(kept.every(({ raw }) => !raw.includes('订单'))).toBe(true);
});

it('CH1 what is not signed, signed otherwise or too old is refused and not kept', async () => {
  const before = await db().row<{ n: number }>('select count(*) as n from ingress_item');
  expect(await call(say('x1', 'forged'), { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` })).toBe(401);
  expect(await call(say('x2', 'old'), { at: Date.now() - 301_000 })).toBe(401);
  expect((await fetch(`${kit.url}/api/channels/${account}`, { method: 'POST', body: '{}' })).status).toBe(400);
  expect((await fetch(`${kit.url}/api/channels/${account}`)).status).toBe(405);
  expect((await fetch(`${kit.url}/api/channels/${randomUUID()}`, { method: 'POST', body: '{}' })).status).toBe(404);
  expect(await db().row('select count(*) as n from ingress_item')).toEqual(before);
});

it('CH9 what cannot be read is a dead letter with its reason, and is read again when somebody says so', async () => {
  expect(await call({ type: 'message', data: { id: 'd1' } })).toBe(202);
  await settled();
  const { items } = await kit.call(kit.owner, 'channels.deadLetters', { account: account as never });
  expect(items).toMatchObject([{ reason: 'data/from: invalid_type', attempts: 1 }]);
  expect(await kit.call(kit.owner, 'channels.readAgain', { letters: [items[0]!.id] })).toEqual({ count: 1 });
  await settled();
  const again = await kit.call(kit.owner, 'channels.deadLetters', {});
  expect(again.items.map(({ id }) => id)).toEqual([items[0]!.id]);
  expect(await kit.call(kit.owner, 'channels.dropLetters', { letters: [items[0]!.id] })).toEqual({ count: 1 });
  expect((await kit.call(kit.owner, 'channels.deadLetters', {})).items).toEqual([]);
});

it('CH5 CH7 an answer goes out once, its states only advance, and receipts may come before the answer did', async () => {
  await call(say('m2', '在吗', 'bob'));
  await settled();
  const conversation = await conversationOf('bob');
  await open(conversation);
  answer = () => ({ status: 200, body: { id: 'n-1', state: 'sent' } });
  const seq = await reply(conversation, '在的');
  await comesTo(conversation, seq, 'sent');
  expect(told.map(({ body }) => [body.data.text, body.data.to[0]!.address])).toEqual([['在的', 'bob']]);
  await call({ type: 'receipt', data: { nativeId: 'n-1', state: 'read' } });
  await comesTo(conversation, seq, 'read');
  await call({ type: 'receipt', data: { nativeId: 'n-1', state: 'delivered' } });
  await settled();
  expect((await stateOf(conversation, seq)).state).toBe('read');
  await call({ type: 'receipt', data: { nativeId: 'n-2', state: 'delivered' } });
  await settled();
  answer = () => ({ status: 200, body: { id: 'n-2' } });
  const next = await reply(conversation, '还有吗');
  await comesTo(conversation, next, 'delivered');
  expect(await db().row('select count(*) as n from outbox_receipt where item_id is null')).toEqual({ n: 0 });
});

it('CH5 what an account may send in a day is known to whoever sends for it next', async () => {
  const { platform } = kit.house;
  const known = await atNow(platform, account);
  const throttle = new Throttle([{ per: 'account', n: 2, ms: 86_400_000 }]);
  await rememberSent(platform, known!.account, throttle);
  // Two answers went out above.
  expect(throttle.take('anybody', Date.now())).toBeGreaterThan(80_000_000);
});

it('CH6 what was not taken is tried again under the same id, and in the order it was written', async () => {
  await call(say('m3', 'hi', 'cat'));
  await settled();
  const conversation = await conversationOf('cat');
  await open(conversation);
  answer = (n) => (n === 1 ? { status: 503 } : n === 2 ? 'silence' : { status: 200 });
  const first = await reply(conversation, 'one');
  const second = await reply(conversation, 'two');
  await comesTo(conversation, second, 'accepted');
  expect((await stateOf(conversation, first)).state).toBe('accepted');
  expect(told.map(({ body }) => body.data.text)).toEqual(['one', 'one', 'one', 'two']);
  expect(new Set(told.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

it('CH6 what is refused for good fails openly, with its code', async () => {
  const conversation = await conversationOf('cat');
  answer = () => ({ status: 422 });
  const seq = await reply(conversation, 'no');
  await comesTo(conversation, seq, 'failed');
  expect(await stateOf(conversation, seq)).toEqual({ state: 'failed', code: 'http-422' });
  expect(told).toHaveLength(1);
});

it('CH5 a call that takes long holds up its own conversation only', async () => {
  const [cat, bob] = [await conversationOf('cat'), await conversationOf('bob')];
  answer = (n) => (n === 1 ? 'held' : { status: 200 });
  const slow = await reply(cat, 'slow');
  await until(() => held.length === 1);
  const next = await reply(cat, 'next');
  const quick = await reply(bob, 'quick');
  await comesTo(bob, quick, 'accepted');
  expect((await stateOf(cat, next)).state).toBe('queued');
  held.shift()!();
  await comesTo(cat, next, 'accepted');
  expect((await stateOf(cat, slow)).state).toBe('accepted');
  expect(told.map(({ body }) => body.data.text)).toEqual(['slow', 'quick', 'next']);
});

it('CH8 an account that its platform refuses rests, loses nothing, and goes on when it works again', async () => {
  const conversation = await conversationOf('cat');
  answer = () => ({ status: 401 });
  const seq = await reply(conversation, 'later');
  const paused = async () =>
    (await kit.call(kit.owner, 'channels.accounts', {})).accounts.find(({ id }) => id === account)?.paused;
  await until(async () => (await paused()) !== undefined);
  expect(await paused()).toMatchObject({ because: 'http-401' });
  expect((await stateOf(conversation, seq)).state).toBe('queued');
  expect(await call(say('m4', 'meanwhile', 'cat'))).toBe(202);
  answer = () => ({ status: 200 });
  const { account: changed } = await kit.call(kit.owner, 'channels.changeAccount', { account: account as never, name: 'shop 2' });
  expect(changed.paused).toBeUndefined();
  await comesTo(conversation, seq, 'accepted');
  await settled();
  expect(await textsOf('cat')).toEqual(['hi', 'meanwhile']);
});

it('CH10 a call that a contact began is written down in their conversation on that channel, and is no marketing', async () => {
  const phone = (await kit.call(kit.owner, 'channels.createAccount', { kind: 'phone', name: '电话' })).account.id;
  const contact = await kit.call(agent, 'contacts.create', {
    name: '周建国',
    handles: [{ kind: 'phone', value: '13800138000' }],
  });
  const form = {
    template: '00000000-0000-7000-8000-000000000102' as never,
    version: 1,
    title: '周经理来电',
    goal: '确认船期',
    summary: '船期推迟到周五',
    occurred: { from: Date.now() - 3_600_000, zone: 'Asia/Shanghai' },
    participants: [{ name: '周经理' }],
    values: { direction: 'incoming' },
  };
  const note = (more: object) =>
    kit.call(agent, 'channels.noteContact', {
      account: phone,
      contact: contact.id,
      clientId: randomUUID(),
      form,
      began: 'contact',
      ...more,
    });
  await expect(note({})).rejects.toMatchObject({ problem: { code: 'not-found' } });
  const theirs = await note({ group: team });
  const ours = await note({ began: 'us' });
  expect(ours.conversation).toBe(theirs.conversation);
  const { messages } = await kit.call(agent, 'conversations.history', { conversation: theirs.conversation, around: 1 });
  expect(messages.map(({ form: kept, outward }) => [kept?.title, outward?.purpose])).toEqual([
    ['周经理来电', 'reply'],
    ['周经理来电', 'reply'],
  ]);
  await comesTo(theirs.conversation, theirs.seq, 'sent');
  const zoe = await kit.person('苏怡');
  const own = await kit.group(zoe);
  const noted = { account: phone, contact: contact.id, clientId: randomUUID(), form, began: 'us', group: own };
  await expect(kit.call(zoe, 'channels.noteContact', noted as never)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  await expect(kit.call(zoe, 'conversations.history', { conversation: theirs.conversation })).rejects.toThrow('not-found');
});

it('no secret is ever answered back, and only who may configure sees accounts', async () => {
  const { accounts } = await kit.call(kit.owner, 'channels.accounts', {});
  expect(JSON.stringify(accounts)).not.toContain('whsec_');
  expect(accounts.find(({ id }) => id === account)).toMatchObject({ secrets: ['inbound', 'outbound'], kind: 'api' });
  await expect(kit.call(agent, 'channels.accounts', {})).rejects.toMatchObject({ problem: { code: 'forbidden' } });
  await expect(
    kit.call(kit.owner, 'channels.createAccount', { kind: 'api', name: 'x', settings: { url: 'ftp://x' } }),
  ).rejects.toMatchObject({ problem: { code: 'invalid-input', params: { field: 'settings/url' } } });
});
