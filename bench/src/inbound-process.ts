import {
  adaptersOf,
  type ChannelAdapter,
  createPlatform,
  keepAccount,
  keepArrivals,
  migrateHouse,
  putTransport,
  tenderOf,
} from '@rapport/modules';
import { createLogger, newId, type Platform, randomInt, readConfig } from '@rapport/platform';
import type { Done } from './against-rows.ts';
import { connections, makeRowTable, rows } from './row-limit.ts';
import { serveQuestions, tell } from './serve-questions.ts';

/** What comes by a channel, kept and made messages of, and rows one by one: product and limit of `inbound`. */
export type InboundQuestion = { do: 'open'; url: string; dataDir: string } | { do: 'inbound' | 'rows'; seconds: number };

const people = 200;
/** Most that may wait to be read: whoever brings more waits, as a platform does that is answered late. */
const mostWaiting = 1_000;

const adapter: ChannelAdapter<unknown> = {
  kind: 'bench',
  // Nobody sets it up here.
  settings: undefined as never,
  secrets: [],
  capabilities: () => ({
    inbound: 'webhook',
    parts: { text: {} },
    windows: [],
    proactive: 'free',
    quotas: [],
    receipts: [],
    edit: false,
    recall: false,
    typing: false,
    threads: 'none',
    idempotentSend: 'none',
    rates: [],
    quietHoursApply: true,
    costClass: 0,
  }),
  async read({ key, raw }, at) {
    const { from, text } = JSON.parse(Buffer.from(raw).toString()) as { from: string; text: string };
    const who = { kind: 'api' as const, value: from, scope: 'bench', strength: 'verified' as const };
    return [{ message: { key, nativeId: key, occurredAt: at.now(), from: who, ours: [], thread: '', text } }];
  },
  health: async () => ({ ok: true }),
};

let platform: Platform | undefined;
let account = '';
let number = 0;

const bring = (here: Platform, key: string, from: number): Promise<number> =>
  keepArrivals(here, account, [
    { key, raw: Buffer.from(JSON.stringify({ from: `person-${from}`, text: `${key} ${'x'.repeat(100)}` })) },
  ]);

const countIn = async (here: Platform, sql: string): Promise<number> => (await here.db.row<{ n: number }>(sql))!.n;

const waitingIn = (here: Platform): Promise<number> =>
  countIn(here, `select count(*) as n from ingress_item where state = 'waiting'`);

const messagesIn = (here: Platform): Promise<number> =>
  countIn(here, 'select count(*) as n from message where handle_id is not null');

/** Resolves when nothing waits to be read any more. */
async function emptied(here: Platform): Promise<void> {
  while ((await waitingIn(here)) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function open({ url, dataDir }: InboundQuestion & { do: 'open' }): Promise<void> {
  const config = readConfig({ RAPPORT_DATA: dataDir });
  const here = createPlatform({ config, databaseUrl: url, logger: createLogger('error'), poolSize: connections });
  platform = here;
  await migrateHouse(here);
  await makeRowTable(here);
  here.keep(adaptersOf).set('bench', adapter);
  account = newId();
  const at = here.clock.now();
  await here.db.transaction(async (tx) => {
    await keepAccount(tx, {
      id: account,
      kind: 'bench',
      name: 'bench',
      capabilities: adapter.capabilities({}),
      enabled: true,
      at,
    });
    await putTransport(tx, { account, settings: {}, secrets: null, rawDays: 1, at });
  });
  await here.keep(tenderOf).start();
  // Everybody has written before.
  for (let i = 0; i < people; i++) await bring(here, `first-${i}`, i);
  await emptied(here);
  await here.db.rows('analyze');
}

/** Ten bring messages, one in ten twice, until the time is over; it ends when all of it can be read. */
async function inbound(here: Platform, seconds: number): Promise<Done> {
  await emptied(here);
  const before = await messagesIn(here);
  tell('begin');
  const begun = performance.now();
  const run = newId();
  let brought = 0;
  let waiting = 0;
  const watch = setInterval(
    () =>
      void waitingIn(here).then((now) => {
        waiting = now;
      }),
    100,
  );
  await Promise.all(
    Array.from({ length: connections * 4 }, async () => {
      while (performance.now() - begun < seconds * 1_000) {
        if (waiting > mostWaiting) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          continue;
        }
        const key = `${run}-${number++}`;
        const from = randomInt(people);
        brought++;
        await bring(here, key, from);
        if (brought % 10 === 0) await bring(here, key, from);
      }
    }),
  );
  clearInterval(watch);
  await emptied(here);
  const took = (performance.now() - begun) / 1_000;
  tell('end');
  const result = { seconds: took, done: (await messagesIn(here)) - before };
  const faults = result.done === brought ? [] : [`${brought} messages came, ${result.done} are there`];
  return { ...result, faults };
}

serveQuestions(
  async (question: InboundQuestion) => {
    if (question.do === 'open') return open(question);
    return question.do === 'inbound' ? inbound(platform!, question.seconds) : rows(platform!, question.seconds);
  },
  async () => {
    await platform?.keep(tenderOf).stop();
    await platform?.db.close();
  },
);
