import {
  contactOfHandle,
  createPlatform,
  keepAccount,
  migrateHouse,
  noteInbound,
  openCustomerConversation,
  outboxReader,
  putTransport,
  sendByHouse,
  tenderOf,
} from '@rapport/modules';
import { createLogger, newBytes, newId, type Platform, readConfig } from '@rapport/platform';
import type { Done } from './against-rows.ts';
import { connections, makeRowTable, rows } from './row-limit.ts';
import { serveQuestions, tell } from './serve-questions.ts';

/** What was said to contacts, carried to another system, and rows one by one: product and limit of `outbox`. */
export type OutboxQuestion =
  | { do: 'open'; url: string; dataDir: string; port: number; contacts: number }
  /** Writes what is to go out; nothing leaves yet. */
  | { do: 'write'; messages: number }
  | { do: 'outbox' | 'rows'; seconds: number };

const capabilities = {
  inbound: 'webhook',
  parts: { text: { maxChars: 10_000 } },
  windows: [],
  proactive: 'free',
  quotas: [],
  receipts: ['accepted', 'sent', 'delivered', 'read', 'failed'],
  edit: false,
  recall: false,
  typing: false,
  threads: 'native',
  idempotentSend: 'client_id',
  rates: [],
  quietHoursApply: true,
  costClass: 0,
} as const;

let platform: Platform | undefined;
let account = '';
let number = 0;
const conversations: string[] = [];

async function open({ url, dataDir, port, contacts }: OutboxQuestion & { do: 'open' }): Promise<void> {
  const config = readConfig({ RAPPORT_DATA: dataDir, RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${port}` });
  const here = createPlatform({ config, databaseUrl: url, logger: createLogger('error'), poolSize: connections });
  platform = here;
  await migrateHouse(here);
  await makeRowTable(here);
  account = newId();
  const at = here.clock.now();
  const secrets = here.vault.seal(Buffer.from(JSON.stringify({ outbound: `whsec_${newBytes(32).toString('base64')}` })));
  await here.db.transaction(async (tx) => {
    const kept = { id: account, kind: 'api', name: 'bench', enabled: true, at };
    await keepAccount(tx, { ...kept, capabilities: structuredClone(capabilities) as never });
    const settings = { url: `http://127.0.0.1:${port}/`, maxChars: 10_000 };
    await putTransport(tx, { account, settings, secrets, rawDays: 1, at });
  });
  await everyone(contacts, (i) => seed(here, i));
  await here.db.rows('analyze');
}

/** Does something for so many, on all connections at once. */
const everyone = (many: number, act: (i: number) => Promise<unknown>): Promise<unknown> =>
  Promise.all(
    Array.from({ length: connections }, async (_, first) => {
      for (let i = first; i < many; i += connections) await act(i);
    }),
  );

/** A contact of the other system, with a conversation. */
const seed = (here: Platform, i: number): Promise<void> =>
  here.db.transaction(async (tx) => {
    const name = `person-${i}`;
    const { handle } = await contactOfHandle(here, tx, {
      ...{ kind: 'api', value: name, scope: account, strength: 'verified', source: 'channel', name },
    });
    // Who wrote to us is answered; whom we wrote to first would have to agree.
    await noteInbound(here, tx, { account, handle, at: here.clock.now(), trigger: 'inbound' });
    conversations.push((await openCustomerConversation(here, tx, { account, handle })).conversation);
  });

/** Messages to contacts in turn, one in ten asked for twice under the same key. */
async function write(here: Platform, messages: number): Promise<void> {
  const base = number;
  number += messages;
  await everyone(conversations.length, async (first) => {
    for (let i = first; i < messages; i += conversations.length) {
      const said = { conversation: conversations[first]!, thread: '', text: `${base + i} ${'x'.repeat(100)}`, key: newId() };
      const say = () => here.db.transaction((tx) => sendByHouse(here, tx, said));
      const answer = await say();
      if ('refused' in answer) throw new Error(`Policy refused: ${answer.refused.because}.`);
      if (i % 10 === 0) await say();
    }
  });
}

/** How many go out, by how far they have come. */
async function states(here: Platform): Promise<Record<string, number>> {
  const rows = await here.db.rows<{ state: string; n: number }>(
    'select state, count(*) as n from message_outward group by state',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

const leaving = async (here: Platform): Promise<boolean> =>
  (await here.db.row('select 1 from outbox_item where account_id = $1 and due_at is not null limit 1', [account])) !== undefined;

/** Everything that was written goes out, from the log to the state that colleagues see. */
async function outbox(here: Platform): Promise<Done> {
  const { queued = 0, sent = 0 } = await states(here);
  const [reader, tender] = [outboxReader(here), tenderOf(here)];
  tell('begin');
  const begun = performance.now();
  // As a house does: whoever sends is there when the first is to go out.
  await tender.start();
  await reader.start();
  await reader.caughtUp();
  while (await leaving(here)) await new Promise((resolve) => setTimeout(resolve, 50));
  const seconds = (performance.now() - begun) / 1_000;
  tell('end');
  await tender.stop();
  await reader.stop();
  const after = await states(here);
  const done = (after.sent ?? 0) - sent;
  const faults = done === queued ? [] : [`${queued} were to go out, ${done} are told as sent: ${JSON.stringify(after)}`];
  return { seconds, done, faults };
}

serveQuestions(
  async (question: OutboxQuestion) => {
    if (question.do === 'open') return open(question);
    if (question.do === 'write') return write(platform!, question.messages);
    return question.do === 'outbox' ? outbox(platform!) : rows(platform!, question.seconds);
  },
  async () => platform?.db.close(),
);
