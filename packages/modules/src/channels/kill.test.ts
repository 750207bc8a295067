import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepAccount } from '../policy/index.ts';
import { putTransport } from './accounts/transport-writer.ts';
import { adaptersOf } from './adapters.ts';
import { crashAdapter } from './crash-adapter.test-kit.ts';
import { keepArrivals } from './ingress/keep-arrivals.ts';
import { tenderOf } from './tend/tender.ts';

const program = fileURLToPath(new URL('./crash.test-kit.ts', import.meta.url));
let kit: TestHouse;
let agent: Seat;
let outside: string;
let account: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  kit = await testHouse();
  agent = await kit.person('客服');
});
afterAll(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await kit.stop();
});

/** An account that this house cannot tend yet: nobody here knows its wire. */
async function newAccount(): Promise<void> {
  const { platform } = kit.house;
  account = randomUUID();
  outside = join(kit.dataDir, account);
  await platform.db.transaction(async (tx) => {
    const capabilities = crashAdapter(outside).capabilities({});
    await keepAccount(tx, { id: account, kind: 'crash', name: 'crash', capabilities, enabled: true, at: Date.now() });
    await putTransport(tx, { account, settings: {}, secrets: null, rawDays: 1, at: Date.now() });
  });
}

/** Another process tends it, until it ends as it was told. */
async function killedWhile(end: string): Promise<void> {
  const order = JSON.stringify({ databaseUrl: kit.databaseUrl, dataDir: kit.dataDir, outside, end });
  const child = spawn(process.execPath, ['--conditions=rapport-source', '--import=tsx', program, order], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

/** From now on this house tends it. */
async function takeOver(): Promise<void> {
  const { platform } = kit.house;
  platform.keep(adaptersOf).set('crash', crashAdapter(outside));
  await until(async () => {
    await platform.keep(tenderOf).look();
    return platform.keep(tenderOf).tended.includes(account);
  });
}

/** Nobody here knows its wire any more. */
async function release(): Promise<void> {
  const { platform } = kit.house;
  platform.keep(adaptersOf).delete('crash');
  await until(async () => {
    await platform.keep(tenderOf).look();
    return !platform.keep(tenderOf).tended.includes(account);
  });
}

const texts = async (): Promise<string[]> =>
  (
    await kit.house.platform.db.rows<{ text: string }>(
      `select v.text from version v join customer_conversation c on c.conversation_id = v.conversation_id
       where c.account_id = $1 and v.author is null order by v.text`,
      [account],
    )
  ).map(({ text }) => text);
const arrivals = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({
    key: `k${from + i}`,
    raw: Buffer.from(`message ${String(from + i).padStart(2, '0')}`),
  }));
const waiting = async (): Promise<number> =>
  (await kit.house.platform.db.row<{ n: number }>(
    `select count(*) as n from ingress_item where account_id = $1 and state = 'waiting'`,
    [account],
  ))!.n;

it('CH3 killed while reading and in the middle of posting, everything that was kept becomes a message once', {
  timeout: 120_000,
}, async () => {
  await newAccount();
  const { platform } = kit.house;
  await keepArrivals(platform, account, arrivals(0, 10));
  await killedWhile('reading');
  expect([await texts(), await waiting()]).toEqual([[], 10]);
  await keepArrivals(platform, account, arrivals(5, 15));
  await killedWhile('posting');
  expect([await texts(), await waiting()]).toEqual([[], 15]);
  await takeOver();
  await keepArrivals(platform, account, arrivals(10, 20));
  await until(async () => (await waiting()) === 0);
  expect(await texts()).toEqual(arrivals(0, 20).map(({ raw }) => raw.toString()));
  await kit.house.platform.db.rows('update channel_account set enabled = false where id = $1', [account]);
  await release();
});

/** A message to the contact, on an account that nobody tends. */
async function outward(text: string): Promise<{ conversation: string; seq: number }> {
  const { platform } = kit.house;
  const team = await kit.group(agent);
  const { conversation } = (await platform.db.row<{ conversation: string }>(
    'select conversation_id as conversation from customer_conversation where account_id = $1',
    [account],
  ))!;
  await platform.db.rows('insert into customer_audience (group_id, conversation_id) values ($1, $2)', [team, conversation]);
  const { seq } = await kit.say(agent, conversation, text, { outward: true });
  await until(
    async () =>
      (await platform.db.row('select 1 from outbox_item where conversation_id = $1 and seq = $2', [conversation, seq])) !==
      undefined,
  );
  return { conversation, seq };
}

const stateOf = async ({ conversation, seq }: { conversation: string; seq: number }) =>
  kit.house.platform.db.row<{ state: string; code: string | null }>(
    'select state, code from message_outward where conversation_id = $1 and seq = $2',
    [conversation, seq],
  );

it('CH6 killed after it left or before, a message is never sent twice, and its fate is told openly', {
  timeout: 180_000,
}, async () => {
  for (const [end, lines, told] of [
    ['after-sending', 1, { state: 'sent', code: null }],
    ['before-sending', 0, { state: 'failed', code: 'not-there' }],
  ] as const) {
    await newAccount();
    await keepArrivals(kit.house.platform, account, arrivals(0, 1));
    await takeOver();
    await until(async () => (await waiting()) === 0);
    await release();
    const place = await outward('an answer');
    await killedWhile(end);
    await takeOver();
    await until(async () => (await stateOf(place))?.state === told.state);
    expect(await stateOf(place)).toEqual(told);
    let sent: string[] = [];
    try {
      sent = readFileSync(outside, 'utf8').split('\n').filter(Boolean);
    } catch {
      // Nothing ever left.
    }
    expect(sent).toHaveLength(lines);
    // The next house knows it no more.
    await kit.house.platform.db.rows('update channel_account set enabled = false where id = $1', [account]);
    await release();
  }
});
