import { randomUUID } from 'node:crypto';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { keepAccount } from '../../policy/index.ts';
import { putTransport } from '../accounts/transport-writer.ts';
import type { ChannelAdapter } from '../adapter.ts';
import { adaptersOf } from '../adapters.ts';
import { apiAdapter } from '../api/adapter.ts';
import { tenderOf } from '../tend/tender.ts';
import { keepArrivals } from './keep-arrivals.ts';

/** What an arrival of the test's channel says. */
interface Line {
  key: string;
  from: string;
  text: string;
  answers?: string[];
  thread?: string;
}

const adapter: ChannelAdapter<unknown> = {
  kind: 'lines',
  settings: z.strictObject({}),
  secrets: [],
  capabilities: () => apiAdapter.capabilities({ maxChars: 1_000 }),
  async read({ raw }, at) {
    const lines = JSON.parse(Buffer.from(raw).toString()) as Line[];
    return lines.map(({ key, from, text, answers = [], thread = '' }) => ({
      message: {
        ...{ key, nativeId: key, occurredAt: at.now(), ours: [], thread, text, answers },
        from: { kind: 'api' as const, value: from, scope: 'lines', strength: 'verified' as const },
      },
    }));
  },
  health: async () => ({ ok: true }),
};

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

/** An account that all of this waits for before anybody tends it, so that it is read as one page. */
async function readTogether(arrivals: readonly (readonly [string, Line[]])[]): Promise<string> {
  const { platform } = kit.house;
  platform.keep(adaptersOf).delete('lines');
  const account = randomUUID();
  const at = Date.now();
  await platform.db.transaction(async (tx) => {
    await keepAccount(tx, {
      id: account,
      kind: 'lines',
      name: 'lines',
      capabilities: adapter.capabilities({}),
      enabled: true,
      at,
    });
    await putTransport(tx, { account, settings: {}, secrets: null, rawDays: 1, at });
  });
  for (const [key, lines] of arrivals) await keepArrivals(platform, account, [{ key, raw: Buffer.from(JSON.stringify(lines)) }]);
  platform.keep(adaptersOf).set('lines', adapter);
  await platform.keep(tenderOf).look();
  return account;
}

const settled = (account: string, states: Record<string, number>) =>
  until(async () => {
    const rows = await kit.house.platform.db.rows<{ state: string; n: number }>(
      // What fails is tried again in a while: it is known as failed from the first time on.
      `select case when attempts > 0 then 'failed' else state end as state, count(*) as n from ingress_item where account_id = $1 group by 1`,
      [account],
    );
    return JSON.stringify(Object.fromEntries(rows.map(({ state, n }) => [state, n]).sort())) === JSON.stringify(states);
  });

/** What each person said, with what it answers, as it stands in their conversation. */
async function said(account: string): Promise<Record<string, [number, number, string, number | null][]>> {
  const rows = await kit.house.platform.db.rows<{ from: string; seq: number; ev: number; text: string; quote: number | null }>(
    `select h.value as from, m.seq, m.ev, v.text, (v.content ->> 'quote')::bigint as quote from customer_conversation c
     join message m on m.conversation_id = c.conversation_id join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
     join contact_handle h on h.id = c.handle_id where c.account_id = $1 order by h.value, m.seq`,
    [account],
  );
  const all: Record<string, [number, number, string, number | null][]> = {};
  for (const { from, seq, ev, text, quote } of rows) all[from] = [...(all[from] ?? []), [seq, ev, text, quote]];
  return all;
}

it('CH3 what is read together stands in the order it came, once, and answers what came with it', async () => {
  const account = await readTogether([
    ['1', [{ key: 'a1', from: 'ann', text: 'one' }]],
    ['2', [{ key: 'b1', from: 'bob', text: 'uno' }]],
    ['3', [{ key: 'a2', from: 'ann', text: 'two', answers: ['a1'] }]],
    // The channel says the same thing by another call.
    [
      '4',
      [
        { key: 'a1', from: 'ann', text: 'one' },
        { key: 'a3', from: 'ann', text: 'three' },
      ],
    ],
    ['5', [{ key: 'b2', from: 'bob', text: 'dos', answers: ['unknown', 'a1', 'b1'] }]],
  ]);
  await settled(account, { done: 5 });
  expect(await said(account)).toEqual({
    ann: [
      [1, 2, 'one', null],
      [2, 3, 'two', 1],
      [3, 4, 'three', null],
    ],
    // The first id that is known lies in another conversation.
    bob: [
      [1, 2, 'uno', null],
      [2, 3, 'dos', null],
    ],
  });
});

it('CH3 CH9 one that cannot be written takes none of the others with it', async () => {
  // PostgreSQL has no NUL.
  const poison = { key: 'bad', from: 'eve', text: 'x', thread: 'a\0b' };
  const good = Array.from({ length: 20 }, (_, i) => [`g${i}`, [{ key: `g${i}`, from: 'gus', text: `${i}` }]] as const);
  const account = await readTogether([
    ...good.slice(0, 7).map(([key, lines]) => [key, [...lines]] as [string, Line[]]),
    ['bad', [poison]],
    ...good.slice(7).map(([key, lines]) => [key, [...lines]] as [string, Line[]]),
  ]);
  await settled(account, { done: 20, failed: 1 });
  expect((await said(account)).gus?.map(([seq, , text]) => [seq, text])).toEqual(good.map((_, i) => [i + 1, `${i}`]));
  expect((await said(account)).eve).toBeUndefined();
});
