import { type PushService, type Seat, startPushService, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Device, openDevice, wordsOf } from './delivery.test-kit.ts';
import type { Presence } from './presence.ts';
import { pushTo } from './push.ts';

let service: PushService;
let kit: TestHouse;
let words: ReturnType<typeof wordsOf>;
let lin: Seat;
let direct: string;
const nobodyHere = { of: () => 'offline' } as unknown as Presence;

beforeAll(async () => {
  service = await startPushService();
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: service.address } });
  words = wordsOf(kit);
  // Pushes wait until a test lets them go: a busy machine may take longer to say three things than a push waits.
  late();
});
afterAll(async () => {
  await kit.stop();
  await service.close();
});
beforeEach(async () => {
  lin = await kit.person('林月');
  direct = await words.direct(kit.owner, lin);
  await subscribe(lin, `/${lin.user}`);
  service.received.length = 0;
});
afterEach(() => {
  service.answers.length = 0;
});

/** The house takes it to be a minute later: what it does by and by is not done under the test. */
const late = (): void => {
  kit.house.platform.clock = { now: () => Date.now() + 60_000 };
};

async function subscribe(seat: Seat, path: string, change: object = {}): Promise<unknown> {
  const { endpoint, p256dh, auth } = service.target(path);
  return kit.call(seat, 'delivery.subscribePush', { endpoint, keys: { p256dh, auth }, ...change });
}
const pushes = () => service.received.map(({ path, text }) => [path, JSON.parse(text) as unknown]);
const subscriptions = async (seat: Seat): Promise<number> =>
  (await kit.house.platform.db.row<{ n: number }>('select count(*) as n from push_subscription where user_id = $1', [seat.user]))!
    .n;
/** The pushes of these conversations wait, with the newest message among what they gathered; then they are let go, or held back. */
async function considered(...conversations: string[]): Promise<void> {
  const { db } = kit.house.platform;
  const keys = conversations.map((one) => `push/${one}`);
  const gathered = async () =>
    (
      await db.rows(
        `select 1 from graphile_worker._private_jobs j where key = any ($1) and exists (select 1 from json_array_elements(j.payload) p
         where (p ->> 'ev')::int = (select max(ev) from log where 'push/' || stream_id = j.key and type = 'message.sent'))`,
        [keys],
      )
    ).length;
  await until(async () => (await gathered()) === keys.length);
  await db.rows('update graphile_worker._private_jobs set run_at = now() where key = any ($1)', [keys]);
  await until(async () => (await db.rows('select 1 from graphile_worker.jobs where key = any ($1)', [keys])).length === 0);
}

it('DE11 what is missed is pushed: ids alone, encrypted, once for a burst', async () => {
  for (const text of ['one', 'two', 'three']) await words.say(kit.owner, direct, text);
  await considered(direct);
  expect(pushes()).toEqual([[`/${lin.user}`, { conversation: direct, seq: 3, reason: 'direct' }]]);
  expect(service.received[0]!.headers).toMatchObject({ urgency: 'high', ttl: '86400' });
  const { key } = await kit.call(lin, 'delivery.pushKey', {});
  expect(service.received[0]!.headers.authorization).toContain(`k=${key}`);
});

it('DE11 plain messages of a group are pushed to whoever wants to hear of all, the strongest reason first', async () => {
  const quiet = await kit.person('Mentions only');
  await subscribe(quiet, '/quiet');
  const group = await words.group(kit.owner, [lin, quiet]);
  await kit.call(quiet, 'conversations.changeMine', { conversation: group as never, notify: 'mentions' });
  await words.say(kit.owner, group, 'plain');
  await considered(group);
  expect(pushes()).toEqual([[`/${lin.user}`, { conversation: group, seq: 1, reason: 'message' }]]);
  await words.say(kit.owner, group, `<@${quiet.user}> look`);
  await words.say(kit.owner, group, 'and more');
  await considered(group);
  await until(() => service.received.length === 3);
  expect(pushes().slice(1).sort()).toEqual(
    [
      ['/quiet', { conversation: group, seq: 2, reason: 'mention' }],
      [`/${lin.user}`, { conversation: group, seq: 3, reason: 'message' }],
    ].sort(),
  );
});

it('DE10 what was read on another device, or taken back, is not pushed', async () => {
  const marker = await kit.person('Marker');
  await subscribe(marker, '/marker');
  const seq = await words.say(kit.owner, direct, 'seen at once');
  await words.read(lin, direct, seq);
  const group = await words.group(kit.owner, [lin]);
  const slip = await words.say(kit.owner, group, `<@${lin.user}> oops`);
  await until(async () => (await words.called(lin)).some((n) => n.conversation === group));
  await kit.call(kit.owner, 'conversations.recallMessage', { conversation: group as never, seq: slip });
  const last = await words.direct(kit.owner, marker);
  await words.say(kit.owner, last, 'after them');
  await considered(direct, group);
  await considered(last);
  await until(() => service.received.length > 0);
  expect(service.received.map((p) => p.path)).toEqual(['/marker']);
});

it('DE10 plain messages are not pushed to who sits at a device; resting devices do not count', async () => {
  const group = await words.group(kit.owner, [lin]);
  const device: Device = await openDevice(kit, lin);
  await words.say(kit.owner, group, 'shown there');
  await considered(group);
  expect(pushes()).toEqual([]);
  await device.call('delivery.setPresence', { away: true });
  await words.say(kit.owner, group, 'nobody looks');
  await considered(group);
  await until(() => service.received.length > 0);
  expect(pushes()).toEqual([[`/${lin.user}`, { conversation: group, seq: 2, reason: 'message' }]]);
  await device.close();
});

it('DE8 do not disturb holds back the push and not the notification; urgent passes', async () => {
  await kit.call(lin, 'people.changeProfile', { quietUntil: kit.house.platform.clock.now() + 3_600_000 });
  await words.say(kit.owner, direct, 'later is fine');
  await considered(direct);
  expect(await words.called(lin)).toHaveLength(1);
  expect(pushes()).toEqual([]);
  await words.say(kit.owner, direct, 'now', { urgent: 'the server room burns' });
  await considered(direct);
  await until(() => service.received.length > 0);
  expect(pushes()).toEqual([[`/${lin.user}`, { conversation: direct, seq: 2, reason: 'urgent' }]]);
});

it('DE8 outside working hours nothing is pushed to who wishes so', async () => {
  await kit.call(lin, 'people.changeProfile', { workingHours: [[], [], [], [], [], [], []] as never, timeZone: 'Europe/Zurich' });
  await kit.call(lin, 'delivery.changeSettings', { quietOutsideHours: true });
  await words.say(kit.owner, direct, 'tomorrow');
  await considered(direct);
  expect(await words.called(lin)).toHaveLength(1);
  expect(pushes()).toEqual([]);
});

it('DE12 a browser that is gone is forgotten', async () => {
  service.answers.push({ status: 410 });
  await words.say(kit.owner, direct, 'hello?');
  await considered(direct);
  await until(async () => (await subscriptions(lin)) === 0);
});

it('DE11 a push that failed is tried again later, alone, unless it was read meanwhile', async () => {
  service.answers.push({ status: 503 });
  const seq = await words.say(kit.owner, direct, 'hello?');
  await considered(direct);
  await until(() => service.received.length === 1);
  const { db } = kit.house.platform;
  const waiting = () =>
    db.row<{ payload: never; wait: number }>(
      `select p.payload, extract(epoch from j.run_at - now()) as wait from graphile_worker.jobs j
       join graphile_worker._private_jobs p on p.id = j.id where j.task_identifier = 'delivery.pushTo' and p.payload ->> 'user' = $1`,
      [lin.user],
    );
  await until(async () => (await waiting()) !== undefined);
  const job = (await waiting())!;
  expect(job.payload).toMatchObject({ conversation: direct, seq, reason: 'direct', attempt: 1 });
  expect(Number(job.wait)).toBeGreaterThan(1);
  await pushTo(kit.house.platform, nobodyHere, job.payload);
  expect(pushes()).toHaveLength(2);
  await words.read(lin, direct, seq);
  await pushTo(kit.house.platform, nobodyHere, job.payload);
  expect(pushes()).toHaveLength(2);
});

it('DE13 a reminder is pushed', async () => {
  const seq = await words.say(kit.owner, direct, 'remember');
  await words.read(lin, direct, seq);
  const remindAt = Date.now() + 100;
  await kit.call(lin, 'conversations.save', { conversation: direct as never, seq, on: true, remindAt });
  await until(() => service.received.length > 0);
  expect(pushes()).toEqual([[`/${lin.user}`, { conversation: direct, seq, reason: 'reminder' }]]);
});

it('DE12 only public https addresses and well-formed keys are taken, 20 for each person', async () => {
  const { p256dh, auth } = service.target();
  const keys = { p256dh, auth };
  for (const endpoint of ['http://127.0.0.1:1/x', 'https://10.0.0.8/x', 'https://[::1]/x', 'http://8.8.8.8/x', 'ftp://8.8.8.8/'])
    await expect(subscribe(lin, '/', { endpoint, keys })).rejects.toMatchObject({ problem: { code: 'address-not-allowed' } });
  await expect(subscribe(lin, '/', { keys: { p256dh: 'AAAA', auth } })).rejects.toMatchObject({
    problem: { code: 'address-not-allowed' },
  });
  for (let i = 0; i < 19; i++) await subscribe(lin, `/more/${i}`);
  await subscribe(lin, '/more/3');
  expect(await subscriptions(lin)).toBe(20);
  await expect(subscribe(lin, '/one-too-many')).rejects.toMatchObject({ problem: { code: 'quota-exceeded' } });
  await kit.call(lin, 'delivery.unsubscribePush', { endpoint: service.target('/more/3').endpoint });
  expect(await subscriptions(lin)).toBe(19);
});

it('DE12 endpoints lie sealed, move with whoever signs in there, and end with the session or the account', async () => {
  const { db } = kit.house.platform;
  const stored = await db.rows<{ target: Buffer }>('select target from push_subscription');
  expect(stored.every(({ target }) => !target.includes('http') && !target.includes(lin.user))).toBe(true);
  const other = await kit.person('Shares a browser');
  await subscribe(other, `/${lin.user}`);
  expect([await subscriptions(lin), await subscriptions(other)]).toEqual([0, 1]);
  await kit.call(kit.owner, 'people.deactivate', { user: other.user as never });
  await until(async () => (await subscriptions(other)) === 0);
});

it('DE12 a session that ran out, or ended while nobody heard of it, gets no more pushes', async () => {
  await kit.house.platform.db.rows(`update access_token set expires_at = now() - interval '1 minute' where user_id = $1`, [
    lin.user,
  ]);
  await words.say(kit.owner, direct, 'not for that browser');
  await considered(direct);
  expect(pushes()).toEqual([]);
  expect(await subscriptions(lin)).toBe(0);
});

it('DE12 the keys of the house stay through a restart', async () => {
  const { key } = await kit.call(lin, 'delivery.pushKey', {});
  await kit.restart();
  expect(await kit.call(lin, 'delivery.pushKey', {})).toEqual({ key });
  await words.say(kit.owner, direct, 'still there');
  await until(() => service.received.length > 0);
  expect(pushes()).toEqual([[`/${lin.user}`, { conversation: direct, seq: 1, reason: 'direct' }]]);
});
