import { type MailService, type Seat, startMailService, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { wordsOf } from './delivery.test-kit.ts';
import { orderDigests, sendDigest } from './digest.ts';

let mails: MailService;
let kit: TestHouse;
let words: ReturnType<typeof wordsOf>;
let lin: Seat;
let direct: string;
const everyDay = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]);

beforeAll(async () => {
  mails = await startMailService();
  kit = await testHouse({ env: { SMTP_URL: mails.url } });
  words = wordsOf(kit);
  // The hour does not change under the tests.
  const ahead = 1_800_000 - (Date.now() % 3_600_000);
  kit.house.platform.clock = { now: () => Date.now() + ahead };
});
afterAll(async () => {
  await kit.stop();
  await mails.close();
});
beforeEach(async () => {
  lin = await kit.person('林月');
  await kit.call(lin, 'people.changeProfile', { workingHours: everyDay, timeZone: 'Asia/Shanghai' });
  await dueNow(lin);
  direct = await words.direct(kit.owner, lin);
  mails.received.length = 0;
});

const hour = (): number =>
  Number(
    new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' }).format(
      kit.house.platform.clock.now(),
    ),
  );
const dueNow = (seat: Seat) => kit.call(seat, 'delivery.changeSettings', { digestHour: hour() });
/** As if everything had been said four hours ago. */
const age = () => kit.house.platform.db.rows(`update message set at = at - interval '4 hours'`);
const waiting = async (): Promise<number> =>
  (await kit.house.platform.db.row<{ n: number }>(`select count(*) as n from graphile_worker.jobs where key like 'digest/%'`))!.n;
/** The hourly job ran, and everything it ordered is done. */
async function hourly(): Promise<void> {
  await orderDigests(kit.house.platform);
  await until(async () => (await waiting()) === 0);
}
const to = (seat: Seat) => mails.received.filter((m) => m.to === seat.email);

it('DE17 what stayed unread comes by mail once a day: names, counts and links, no words of messages', async () => {
  const group = await words.group(kit.owner, [lin]);
  await words.say(kit.owner, direct, '工资单的密码是七');
  await words.say(kit.owner, direct, '看到请回复');
  await words.say(kit.owner, group, `<@${lin.user}> 预算`);
  await until(async () => (await words.called(lin)).length === 3);
  await age();
  await hourly();
  expect(to(lin)).toHaveLength(1);
  const { subject, text } = to(lin)[0]!;
  expect(subject).toBe('2 things wait for you · 启明科技');
  expect(text).toContain(`王晓明 (2 unread)\n  ${kit.url}/c/${direct}/1\n`);
  expect(text).toContain(`项目组 (1 unread)\n  ${kit.url}/c/${group}/1\n`);
  expect(text).toContain(`${kit.url}/attention`);
  expect(text).not.toMatch(/密码|预算|回复/);
  await hourly();
  expect(to(lin)).toHaveLength(1);
});

it('DE17 in Chinese, with excerpts for whoever asked, but not of what must not be forwarded', async () => {
  await kit.call(lin, 'people.changeProfile', { language: 'zh-CN' });
  await kit.call(lin, 'delivery.changeSettings', { digestExcerpts: true });
  await words.say(kit.owner, direct, `**明天** <@${lin.user}> 上午十点`);
  await words.say(kit.owner, direct, '仅限内部', { noForward: true });
  await until(async () => (await words.called(lin)).length === 2);
  await age();
  await hourly();
  const { subject, text } = to(lin)[0]!;
  expect(subject).toBe('有1项内容等你处理 · 启明科技');
  expect(text).toContain('王晓明：明天 @林月 上午十点');
  expect(text).not.toContain('仅限内部');
});

it('DE17 nothing comes of what is fresh, was read, or when it is switched off', async () => {
  const off = await kit.person('Off');
  await kit.call(off, 'people.changeProfile', { workingHours: everyDay, timeZone: 'Asia/Shanghai' });
  await kit.call(off, 'delivery.changeSettings', { digest: false, digestHour: hour() });
  const reader = await kit.person('Reader');
  await kit.call(reader, 'people.changeProfile', { workingHours: everyDay, timeZone: 'Asia/Shanghai' });
  await dueNow(reader);
  const told = await words.direct(kit.owner, reader);
  const seq = await words.say(kit.owner, told, 'hello');
  await words.say(kit.owner, await words.direct(kit.owner, off), 'hello');
  await age();
  await words.read(reader, told, seq);
  await words.say(kit.owner, direct, 'just now');
  await hourly();
  expect([to(off), to(reader), to(lin)]).toEqual([[], [], []]);
});

it('DE17 a mail server that refuses is asked again; two jobs of one day send one mail', async () => {
  await words.say(kit.owner, direct, 'hello');
  await age();
  const { platform } = kit.house;
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(platform.clock.now());
  mails.refuse = 1;
  await expect(sendDigest(platform, { user: lin.user, day })).rejects.toThrow();
  expect(to(lin)).toHaveLength(0);
  await Promise.all([1, 2, 3].map(() => sendDigest(platform, { user: lin.user, day })));
  expect(to(lin)).toHaveLength(1);
});
