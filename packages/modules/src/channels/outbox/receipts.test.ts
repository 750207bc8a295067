import { aCustomer, anAccount, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendByHouse } from '../../conversations/index.ts';
import type { Receipt } from '../adapter.ts';
import { applyReceipts } from './receipts.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

it('CH7 receipts of one page bring each message as far as they say, in their order and once, whatever else they name', async () => {
  const { platform } = kit.house;
  const { db } = platform;
  const account = await anAccount(kit);
  const [wang, li] = [await aCustomer(kit, account, 'Wang', []), await aCustomer(kit, account, 'Li', [])];
  const say = async ({ conversation, says }: typeof wang, key: string): Promise<string> => {
    await says('Hello');
    const sent = await db.transaction((tx) => sendByHouse(platform, tx, { conversation, thread: '', text: key, key }));
    if ('refused' in sent) throw new Error(`Policy refused: ${sent.refused.because}`);
    let id: string | undefined;
    await until(async () => {
      id = (
        await db.row<{ id: string }>('select id from outbox_item where conversation_id = $1 order by seq desc limit 1', [
          conversation,
        ])
      )?.id;
      return id !== undefined;
    });
    return id!;
  };
  const [first, second] = [await say(wang, 'first'), await say(li, 'second')];
  const told = (key: string, state: Receipt['state'], more: Partial<Receipt>): Receipt => ({ key, state, at: 1_000, ...more });
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
