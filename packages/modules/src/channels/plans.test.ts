import { aCustomer, anAccount, askForNothing, type TestHouse, testHouse } from '@rapport/dev';
import { createDb, createLogger, type Db, newId, type Tx } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dueItems, nextDue } from './ingress/ingress-reader.ts';
import { lockWaiting, markDone, markFailed } from './ingress/ingress-writer.ts';
import { dueOut, itemsNamed, nextOut, unmatchedReceipts } from './outbox/outbox-reader.ts';
import { adoptReceipts, advanceOut, claimOut, endQueued, hurryOrphans, settleOut, waitOut } from './outbox/outbox-writer.ts';
import { nativeIdsOfMany, nativeMessages } from './said-reader.ts';

const conversations = Array.from({ length: 200 }, () => newId());
/** Messages of each conversation that went out long ago, and those that wait. */
const gone = 40;
const waiting = 10;
const page = 40;

let kit: TestHouse;
/** One connection, on which what is prepared stays so. */
let db: Db;
let ours = '';
let others = '';
let handle = '';

/** Messages out and in, each conversation's from one number to another, in the order of the numbers. */
async function fill(account: string, from: number, to: number, over: boolean): Promise<void> {
  const places = 'unnest($2::uuid[]) as c (id), generate_series($3::int, $4::int) n';
  const values = [account, conversations, from, to];
  await db.rows(
    `insert into outbox_item (id, account_id, conversation_id, seq, state, native_id, due_at, queued_at, changed_at)
     select gen_random_uuid(), $1, c.id, n, case when $5 then 'sent' else 'queued' end, case when $5 then 'native-' || n || c.id end,
       case when not $5 then now() - interval '1 day' + n * interval '1 second' end, now(), now() from ${places} order by n`,
    [...values, over],
  );
  await db.rows(
    `insert into native_message (account_id, native_id, conversation_id, seq, thread, handle_id)
     select $1, 'native-' || n || c.id, c.id, n, '', $5 from ${places} where $6`,
    [...values, handle, over],
  );
  await db.rows(
    `insert into outbox_receipt (account_id, key_hash, item_id, native_id, state, at, received_at)
     select $1, sha256((n || c.id::text)::bytea), (
         select o.id from outbox_item o where $5 and o.conversation_id = c.id and o.seq = n
       ), 'native-' || n || c.id, 'delivered', now(), now() from ${places}`,
    [...values, over],
  );
  await db.rows(
    `insert into ingress_item (id, account_id, key_hash, size, digest, received_at, state, due_at)
     select gen_random_uuid(), $1, sha256((n || c.id::text)::bytea), 1, '', now(), case when $5 then 'done' else 'waiting' end, now() - interval '1 day'
     from ${places} order by n`,
    [...values, over],
  );
}

const everythingGone = async (): Promise<void> => {
  await db.rows(`update outbox_item set state = 'sent', due_at = null, native_id = 'native-' || seq || conversation_id`);
  await db.rows(`update ingress_item set state = 'done'`);
};

const ids = async (table: 'outbox_item' | 'ingress_item', state: string): Promise<string[]> =>
  (
    await kit.house.platform.db.rows<{ id: string }>(
      `select id from ${table} where account_id = $1 and state = $2 limit ${page}`,
      [ours, state],
    )
  ).map(({ id }) => id);

const named = conversations.slice(0, page).map((id) => `native-${gone}${id}`);
const waited = conversations.slice(0, page).map((id) => `native-${gone + 1}${id}`);
const now = (): number => Date.now();
const inThread = conversations.slice(0, page).map((conversation) => ({ conversation, thread: '', seq: gone }));

/** What is asked or written, and how many rows that is about. */
// biome-ignore format: one a line
const statements: [string, number, (tx: Tx) => Promise<unknown>][] = [
  ['what is to go out', page * 5, (tx) => dueOut(tx, ours, now(), { busy: conversations.slice(page, 60), limit: page, inARow: 5 })],
  ['when the next goes out', 1, (tx) => nextOut(tx, ours, now() - 2 * 86_400_000)],
  ['attempts that begin', page, async (tx) => claimOut(tx, { ids: await ids('outbox_item', 'queued'), ...claim() })],
  ['attempts that ended', page, async (tx) => settleOut(tx, (await ids('outbox_item', 'queued')).map(settled))],
  ['what waits its turn', page, async (tx) => waitOut(tx, (await ids('outbox_item', 'queued')).map((id) => ({ id, until: now() })))],
  ['what ends before it leaves', 1, async (tx) => endQueued(tx, (await ids('outbox_item', 'queued'))[0] ?? newId(), 'expired', 'x', now())],
  ['what was under way elsewhere', 1, (tx) => hurryOrphans(tx, ours, now(), 0)],
  ['what receipts are about', page * 2, async (tx) => itemsNamed(tx, ours, (await ids('outbox_item', 'sent')).map((outbound, i) => ({ outbound, nativeId: named[i] })))],
  ['receipts that wait', page, (tx) => unmatchedReceipts(tx, ours, waited)],
  ['receipts that are about something now', 1, async (tx) => adoptReceipts(tx, ours, waited[0]!, (await ids('outbox_item', 'sent'))[0] ?? newId())],
  ['what receipts brought further', page, async (tx) => advanceOut(tx, (await ids('outbox_item', 'sent')).map((id) => ({ id, state: 'delivered', code: null, at: now() })))],
  ['what messages go on from', page, (tx) => nativeIdsOfMany(tx, inThread, 1)],
  ['what is answered', page, (tx) => nativeMessages(tx, ours, named.map((id) => [id]))],
  ['what is to be read', page, (tx) => dueItems(tx, ours, now(), page)],
  ['what is read is locked', page, async (tx) => lockWaiting(tx, await ids('ingress_item', 'waiting'))],
  ['what was read', page, async (tx) => markDone(tx, await ids('ingress_item', 'waiting'), now())],
  ['what could not be read', 1, async (tx) => markFailed(tx, (await ids('ingress_item', 'waiting'))[0] ?? newId(), 'x', null)],
  ['when the next is read', conversations.length * waiting, (tx) => nextDue(tx, ours)],
];

const node = newId();
const claim = () => ({ node, now: now(), askAt: now() + 60_000 });
const settled = (id: string) => ({ id, attempt: 0, state: 'sent' as const, dueAt: null, code: null, nativeId: id, at: now() });

/** Runs one of them for nothing; answers how many rows its plans took up at most. */
async function rowsOf(work: (tx: Tx) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  await askForNothing(db, work, (rows) => taken.push(rows));
  return Math.max(...taken);
}

beforeAll(async () => {
  kit = await testHouse();
  db = createDb({ url: kit.databaseUrl, logger: createLogger('silent'), max: 1 });
  [ours, others] = [await anAccount(kit), await anAccount(kit)];
  await db.rows(`insert into channel_lease values ($1, $2, now() + interval '1 hour')`, [ours, node]);
  handle = (await aCustomer(kit, ours, 'Wang', [])).handle;
});
afterAll(async () => {
  await db.close();
  await kit.stop();
});

describe.each<[string, () => Promise<unknown>]>([
  ['were never made', async () => undefined],
  ['were made while there was nothing', () => db.rows('analyze')],
  [
    'were made, and plans kept, while there was one',
    async () => {
      await db.rows('insert into native_message select $1, $2, $3, 1, $2, $4', [ours, 'one', newId(), handle]);
      await db.rows(
        `insert into ingress_item (id, account_id, key_hash, size, digest, received_at, state, due_at) select $1, $2, '', 1, '', now(), 'done', now()`,
        [newId(), ours],
      );
      await db.rows('analyze');
      for (const [, , work] of statements) await rowsOf(work);
    },
  ],
  [
    'know another account alone, whose messages have all gone',
    async () => {
      await fill(others, gone + waiting + 1, 2 * gone, true);
      await db.rows('analyze');
    },
  ],
  [
    'were made while everything waited',
    async () => {
      await fill(ours, gone + waiting + 1, 2 * gone, false);
      await db.rows('analyze');
      await everythingGone();
    },
  ],
  [
    'were made while few waited',
    async () => {
      await fill(ours, gone + waiting + 1, 2 * gone, true);
      await db.rows(`update outbox_item set state = 'queued', due_at = now() where conversation_id = $1`, [conversations[0]]);
      await db.rows('analyze');
      await everythingGone();
    },
  ],
])('where statistics %s', (_, prepare) => {
  beforeAll(async () => {
    await db.rows('truncate outbox_receipt, native_message, outbox_item, ingress_message, ingress_item');
    await prepare();
    await fill(ours, 1, gone, true);
    await fill(ours, gone + 1, gone + waiting, false);
  });

  it.each(statements)('as many rows are taken up as it is about: %s', async (_name, about, work) => {
    const taken = await rowsOf(work);
    // What asks for nothing takes up nothing, and says nothing.
    expect(taken).toBeGreaterThanOrEqual(0);
    expect(taken).toBeLessThan(about * 25 + 20);
  });
});
