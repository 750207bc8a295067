import { aCustomer, anAccount, type TestCustomer, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendByHouse } from '../../conversations/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Receipt } from '../adapter.ts';
import { apply } from '../ingress/apply.ts';
import type { Outcome } from '../policy.ts';
import { noteResults } from './note-result.ts';
import { itemsNamed } from './outbox-reader.ts';
import { applyReceipts } from './receipts.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

/** A message to a contact who wrote; answers its number in the outbox. */
async function say(account: string, { conversation, says }: TestCustomer, key: string): Promise<string> {
  const { platform } = kit.house;
  const { db } = platform;
  await says('Hello');
  const sent = await db.transaction((tx) => sendByHouse(platform, tx, { conversation, thread: '', text: key, key }));
  if ('refused' in sent) throw new Error(`Policy refused: ${sent.refused.because}`);
  let id: string | undefined;
  await until(async () => {
    id = (
      await db.row<{ id: string }>(
        'select id from outbox_item where account_id = $1 and conversation_id = $2 order by seq desc limit 1',
        [account, conversation],
      )
    )?.id;
    return id !== undefined;
  });
  return id!;
}

const told = (key: string, state: Receipt['state'], more: Partial<Receipt>): Receipt => ({ key, state, at: 1_000, ...more });

it('CH7 receipts of one page bring each message as far as they say, in their order and once, whatever else they name', async () => {
  const { platform } = kit.house;
  const { db } = platform;
  const account = await anAccount(kit);
  const [wang, li] = [await aCustomer(kit, account, 'Wang', []), await aCustomer(kit, account, 'Li', [])];
  const [first, second] = [await say(account, wang, 'first'), await say(account, li, 'second')];
  const page = [
    told('a', 'accepted', { outbound: first }),
    told('b', 'accepted', { outbound: second, nativeId: 'unheard of' }),
    told('c', 'delivered', { outbound: first }),
    told('c', 'delivered', { outbound: first }),
    told('d', 'accepted', { outbound: first }),
    told('e', 'failed', { outbound: second, code: '5.1.1', permanent: true }),
    told('f', 'delivered', { nativeId: 'of nobody yet' }),
  ];
  const facts = async () => ({
    items: await db.rows('select state, code, due_at from outbox_item where id = any ($1::uuid[]) order by seq, state', [
      [first, second],
    ]),
    shown: await db.rows('select state, code, unreachable from message_outward where account_id = $1 order by state', [account]),
    events: await db.rows(
      `select stream_id = $1 as wang, count(*) as n from log where type = 'message.delivery' and stream_id in ($1, $2) group by 1 order by 1`,
      [wang.conversation, li.conversation],
    ),
    receipts: await db.rows(
      'select item_id is null as unmatched, count(*) as n from outbox_receipt where account_id = $1 group by 1 order by 1',
      [account],
    ),
    refunded: await db.row('select count(*) as n from policy_decision where account_id = $1 and refunded_at is not null', [
      account,
    ]),
  });
  const brought = {
    items: [
      { state: 'delivered', code: null, due_at: null },
      { state: 'failed', code: '5.1.1', due_at: null },
    ],
    shown: [
      { state: 'delivered', code: null, unreachable: false },
      { state: 'failed', code: '5.1.1', unreachable: true },
    ],
    events: [
      { wang: false, n: 2 },
      { wang: true, n: 2 },
    ],
    receipts: [
      { unmatched: false, n: 5 },
      { unmatched: true, n: 1 },
    ],
    refunded: { n: 1 },
  };
  const apply = () => db.transaction((tx) => applyReceipts(platform, tx, account, page));
  await apply();
  expect(await facts()).toEqual(brought);
  await apply();
  expect(await facts()).toEqual(brought);
});

it('CH7 a receipt that is written down while the answer to the sending is finds its message, whichever commits first', async () => {
  const { platform } = kit.house;
  const { db } = platform;
  const id = await anAccount(kit);
  const account = { id, kind: 'email' } as Account;
  const customer = await aCustomer(kit, id, 'Zhao', []);
  const outbound = await say(id, customer, 'first');
  const [item] = await itemsNamed(db, id, [{ outbound }]);
  let commit = (): void => {};
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let looked = false;
  const receipt = told('bounce', 'failed', { nativeId: 'wire-1', code: '5.1.1' });
  const receiving = db.transaction(async (tx) => {
    await apply(platform, tx, account, [{ item: outbound, ready: [{ receipt }] }]);
    looked = true;
    await held;
  });
  await until(() => looked);
  const outcome = { kind: 'taken', state: 'accepted', nativeId: 'wire-1', refused: [] } as const;
  const noting = noteResults(platform, account, [{ item: item!, attempt: 1, sent: undefined, outcome }]);
  await until(
    async () =>
      (await db.row<{ n: number }>(`select count(*) as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`))!.n > 0,
  );
  commit();
  await Promise.all([receiving, noting]);
  expect(await db.row('select item_id as item from outbox_receipt where account_id = $1', [id])).toEqual({ item: outbound });
  expect(await db.row('select state, code from message_outward where account_id = $1', [id])).toEqual({
    state: 'failed',
    code: '5.1.1',
  });
});

it('CV36 what reached nobody is given back for everybody in copy; what missed the contact alone, for the contact', async () => {
  const { platform } = kit.house;
  const { db } = platform;
  const lin = await kit.person('林月');
  const id = await anAccount(kit);
  const [wang, copied] = [await aCustomer(kit, id, 'Wang', [await kit.group(lin)]), await aCustomer(kit, id, 'Copied', [])];
  await wang.says('Hello', { thread: 't1' });
  await copied.says('Me too');
  const counting = async () =>
    (
      await db.rows<{ handle: string }>(
        'select handle_id as handle from policy_decision where account_id = $1 and allowed and refunded_at is null',
        [id],
      )
    ).map(({ handle }) => handle);
  /** Says it to both; answers its item. */
  const both = async (text: string) => {
    const envelope = { thread: 't1', cc: [{ address: copied.address }] };
    const { seq } = await kit.say(lin, wang.conversation, text, { outward: true, envelope });
    const find = () =>
      db.row<{ id: string }>('select id from outbox_item where conversation_id = $1 and seq = $2', [wang.conversation, seq]);
    await until(async () => (await find()) !== undefined);
    const [item] = await itemsNamed(db, id, [{ outbound: (await find())!.id }]);
    return item!;
  };
  const nobody = await both('one');
  expect((await counting()).sort()).toEqual([wang.handle, copied.handle].sort());
  const ended = { kind: 'ended', state: 'failed', code: '550', reached: false } as const;
  await noteResults(platform, { id, kind: 'email' } as Account, [{ item: nobody, attempt: 1, sent: undefined, outcome: ended }]);
  expect(await counting()).toEqual([]);
  const outbound = (await both('two')).id;
  const bounce = told('bounce', 'failed', { outbound, recipient: wang.address, code: '5.1.1' });
  await db.transaction((tx) => applyReceipts(platform, tx, id, [bounce]));
  expect(await counting()).toEqual([copied.handle]);
});

it('CH7 a receipt from a clock ahead of ours is of now', async () => {
  const { platform } = kit.house;
  const { db } = platform;
  const id = await anAccount(kit);
  const outbound = await say(id, await aCustomer(kit, id, 'Sun', []), 'first');
  const ahead = told('ahead', 'delivered', { outbound, at: Date.now() + 86_400_000 });
  await db.transaction((tx) => applyReceipts(platform, tx, id, [ahead]));
  expect(await db.rows('select state, at = received_at as now from outbox_receipt where account_id = $1', [id])).toEqual([
    { state: 'delivered', now: true },
  ]);
});

const refunded = async (account: string): Promise<number> =>
  (await kit.house.platform.db.row<{ n: number }>(
    'select count(*)::int as n from policy_decision where account_id = $1 and refunded_at is not null',
    [account],
  ))!.n;
const attempt = (item: string, n: number) =>
  kit.house.platform.db.rows(`update outbox_item set state = 'sending', attempts = $2 where id = $1`, [item, n]);

it('CH6 what ended before it reached anybody is given back to policy; what may have arrived is not', async () => {
  const { platform } = kit.house;
  const id = await anAccount(kit);
  const account = { id, kind: 'email' } as Account;
  for (const [name, reached, given] of [
    ['Qian', false, 1],
    ['Li', true, 1],
  ] as const) {
    const outbound = await say(id, await aCustomer(kit, id, name, []), 'first');
    await attempt(outbound, 1);
    const [item] = await itemsNamed(platform.db, id, [{ outbound }]);
    const outcome = { kind: 'ended', state: 'failed', code: 'x', reached } as const;
    const failed = { item: item!, attempt: 1, sent: undefined, outcome };
    await noteResults(platform, account, [failed]);
    await noteResults(platform, account, [failed]);
    expect(await refunded(id)).toBe(given);
  }
});

it('CH6 of an attempt that is not the newest any more nothing is written down but what its message is called', async () => {
  const { platform } = kit.house;
  const id = await anAccount(kit);
  const account = { id, kind: 'email' } as Account;
  const outbound = await say(id, await aCustomer(kit, id, 'Zhou', []), 'first');
  const [item] = await itemsNamed(platform.db, id, [{ outbound }]);
  const note = (n: number, outcome: Outcome) =>
    noteResults(platform, account, [{ item: item!, attempt: n, sent: undefined, outcome }]);
  const now = () => platform.db.row('select state, native_id as "nativeId", code from outbox_item where id = $1', [outbound]);
  const taken = (state: 'accepted' | 'sent', nativeId: string): Outcome => ({ kind: 'taken', state, nativeId, refused: [] });
  await attempt(outbound, 2);
  await note(1, taken('accepted', 'wire-old'));
  expect(await now()).toEqual({ state: 'sending', nativeId: 'wire-old', code: null });
  await note(2, taken('sent', 'wire-new'));
  expect(await now()).toEqual({ state: 'sent', nativeId: 'wire-new', code: null });
  for (const late of [1, 2]) await note(late, { kind: 'again', at: Date.now() + 1_000, code: 'busy' });
  expect(await now()).toEqual({ state: 'sent', nativeId: 'wire-new', code: null });
});
