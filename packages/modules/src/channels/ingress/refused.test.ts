import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signed } from '../api/signature.ts';
import { forgetRefused, refusedCallsOf } from './note-refused.ts';

let kit: TestHouse;
let agent: Seat;
let account: string;
let secret: string;
beforeAll(async () => {
  kit = await testHouse();
  agent = await kit.person('客服小林');
  const made = await kit.call(kit.owner, 'channels.createAccount', { kind: 'api', name: '商城' });
  account = made.account.id;
  secret = made.made.inbound!;
});
afterAll(() => kit.stop());

const forger = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${kit.url}/api/channels/${account}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
const forged = (body: string, at = Date.now(), by = forger) =>
  post(body, signed(by, { id: randomUUID(), at, body: Buffer.from(body) }));
const list = async (more: object = {}) =>
  (await kit.call(kit.owner, 'channels.refused', { account: account as never, limit: 100, ...more })).items;
const kept = (count: number) => until(async () => (await list({ limit: 200 })).length === count);

it('CH17 what is refused is kept as a line: who called, why, how much, its digest and its first bytes as plain text', async () => {
  const body = `<script>alert("周")</script>\u202e\0${'x'.repeat(100)}`;
  expect((await forged(body)).status).toBe(401);
  expect((await forged('{}', Date.now() - 400_000, secret)).status).toBe(401);
  expect((await post('{}')).status).toBe(400);
  expect((await post('y'.repeat(9 * 1024 * 1024))).status).toBe(413);
  expect((await fetch(`${kit.url}/api/channels/${account}`)).status).toBe(405);
  await kept(5);
  const items = await list();
  expect(items.map(({ reason }) => reason)).toEqual(['method', 'too-big', 'malformed', 'expired', 'signature']);
  expect(items[4]).toMatchObject({ size: Buffer.byteLength(body), address: expect.stringMatching(/127\.0\.0\.1$/) });
  expect(items[4]!.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(items[4]!.head).toMatch(/^<script>alert\("周"\)<\/script>··x+$/);
  expect(items[1]).not.toHaveProperty('digest');
  expect(items[1]).not.toHaveProperty('head');
  expect(items[1]!.size).toBe(9 * 1024 * 1024);
  const { accounts } = await kit.call(kit.owner, 'channels.accounts', {});
  expect(accounts.find(({ id }) => id === account)).toMatchObject({ refused: 5, waiting: 0, dead: 0 });
  await expect(kit.call(agent, 'channels.refused', {})).rejects.toMatchObject({ problem: { code: 'forbidden' } });
  const page = await kit.call(kit.owner, 'channels.refused', { limit: 2 });
  const rest = await kit.call(kit.owner, 'channels.refused', { limit: 10, cursor: page.next! });
  expect([...page.items, ...rest.items]).toEqual(items);
});

it('CH17 nobody is written down at accounts that are not there', async () => {
  const large = 'y'.repeat(9 * 1024 * 1024);
  expect((await fetch(`${kit.url}/api/channels/${randomUUID()}`, { method: 'POST', body: large })).status).toBe(404);
  expect(await list()).toHaveLength(5);
});

it('CH17 two hundred of an account are kept and no more, many are said once, and none is kept for longer than thirty days', async () => {
  const { platform } = kit.house;
  const note = (size: number) =>
    platform
      .keep(refusedCallsOf)
      .note({ account, address: '2001:db8::1', reason: 'signature', body: Buffer.from('forged'), size });
  for (let i = 0; i < 210; i++) await note(i);
  const { n } = (await platform.db.row<{ n: number }>('select count(*) as n from refused_call'))!;
  expect(n).toBe(200);
  expect((await list({ limit: 1 }))[0]).toMatchObject({ size: 209, address: '2001:db8::1' });
  const told = await kit.call(kit.owner, 'access.auditList', { act: 'channels.many-refused' } as never);
  expect(told.items).toMatchObject([{ actor: null, subject: account, detail: { count: 100 } }]);
  await platform.db.rows(`update refused_call set at = now() - interval '31 days' where size < 200`);
  await forgetRefused(platform);
  expect((await list()).map(({ size }) => size)).toEqual([209, 208, 207, 206, 205, 204, 203, 202, 201, 200]);
});

it('CH17 a flood writes down no more than the budget allows', async () => {
  const other = await testHouse({ rateFactor: 1 });
  try {
    const { account: flooded } = await other.call(other.owner, 'channels.createAccount', { kind: 'api', name: 'x' });
    const calls = other.house.platform.keep(refusedCallsOf);
    const one = { account: flooded.id, address: '192.0.2.1', reason: 'signature' as const, body: Buffer.from('x'), size: 1 };
    await Promise.all(Array.from({ length: 500 }, () => calls.note(one)));
    const { items } = await other.call(other.owner, 'channels.refused', { limit: 100 });
    // A burst, and what the minute gives while this runs.
    expect(items.length).toBeGreaterThan(0);
    expect(items.length).toBeLessThan(100);
  } finally {
    await other.stop();
  }
});

/** The answer to a call of which nothing but the head was sent. */
const headAlone = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', headers: { 'content-length': 8_000_000 } }, (answer) => {
      resolve(answer.statusCode!);
      call.destroy();
    });
    call.on('error', reject).flushHeaders();
  });

it('CH17 of whom too many were refused, and at accounts that are not there, not a byte of a body is waited for', async () => {
  const other = await testHouse({ rateFactor: 1 });
  try {
    const { account: flooded } = await other.call(other.owner, 'channels.createAccount', { kind: 'api', name: 'x' });
    const url = `${other.url}/api/channels/${flooded.id}`;
    expect(await headAlone(`${other.url}/api/channels/${randomUUID()}`)).toBe(404);
    await until(async () => {
      const answers = Array.from({ length: 20 }, async () => (await fetch(url, { method: 'POST', body: '{}' })).status);
      return (await Promise.all(answers)).includes(429) && (await headAlone(url)) === 429;
    });
  } finally {
    await other.stop();
  }
});
