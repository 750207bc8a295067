import { contactOfHandle, createPlatform, decide, keepAccount, migrateHouse, noteConsent, noteInbound } from '@rapport/modules';
import { createLogger, newId, type Platform, randomInt, readConfig } from '@rapport/platform';
import type { Done } from './against-rows.ts';
import { atOnce, connections, makeRowTable, rows } from './row-limit.ts';
import { serveQuestions } from './serve-questions.ts';

/** Decisions about contacts as senders have them made, and rows one by one: product and limit of `policy`. */
export type PolicyQuestion =
  | { do: 'open'; url: string; dataDir: string; contacts: number }
  /** `decide`: half are answers, half go to many; `rows`: one narrow row a commit. */
  | { do: 'decide' | 'rows'; seconds: number };

/** Rules that let everything out, and yet have everything counted. */
const rules = {
  replyDays: 30,
  countReplies: true,
  transactional: [],
  quietHours: { usual: null, channels: {} },
  caps: [{ channel: 'bench', type: null, most: 1_000, hours: 168 }],
  pressure: { most: 1_000, halfLifeHours: 168, weights: {}, otherwise: 1 },
  guidance: { field: null, stages: [] },
};
const capabilities = {
  inbound: 'manual',
  parts: { text: {} },
  windows: [{ trigger: 'inbound', ms: 172_800_000, quota: null }],
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
} as const;

let platform: Platform | undefined;
let account = '';
const handles: string[] = [];

async function open({ url, dataDir, contacts }: PolicyQuestion & { do: 'open' }): Promise<void> {
  const config = readConfig({ RAPPORT_DATA: dataDir });
  const here = createPlatform({ config, databaseUrl: url, logger: createLogger('error'), poolSize: connections });
  platform = here;
  await migrateHouse(here);
  const { db, clock } = here;
  await makeRowTable(here);
  await db.rows('insert into policy_rules (version, rules, at) values (1, $1, now())', [JSON.stringify(rules)]);
  account = newId();
  const kept = { id: account, kind: 'bench', name: 'bench', enabled: true, at: clock.now() };
  await db.transaction((tx) => keepAccount(tx, { ...kept, capabilities: structuredClone(capabilities) as never }));
  await Promise.all(
    Array.from({ length: connections }, async (_, first) => {
      for (let i = first; i < contacts; i += connections) await seed(here, i);
    }),
  );
  // Everybody was written to before. Only then does the database know its tables: one that it was shown empty it would read as a whole.
  for (let time = 0; time < written; time++) await Promise.all(chunks(handles).map((some) => writeTo(here, some)));
  await db.rows('analyze');
}

/** How often everybody was written to before. */
const written = 3;

const chunks = (all: readonly string[]): string[][] =>
  Array.from({ length: connections }, (_, first) => all.filter((_, i) => i % connections === first));

async function writeTo(here: Platform, some: readonly string[]): Promise<void> {
  for (const handle of some)
    await here.db.transaction((tx) =>
      decide(here, tx, { key: newId(), account, handle, message: { planned: 'marketing' }, at: here.clock.now() }),
    );
}

/** Somebody who wrote just now, and agreed to hear of us. */
const seed = (here: Platform, i: number): Promise<void> =>
  here.db.transaction(async (tx) => {
    const name = `contact-${i}@bench.test`;
    const seen = { kind: 'email', value: name, strength: 'verified', source: 'channel', name } as const;
    const { handle } = await contactOfHandle(here, tx, seen);
    const at = here.clock.now();
    await noteInbound(here, tx, { account, handle, at, trigger: 'inbound' });
    await noteConsent(here, tx, { handle, channel: 'bench', given: true, evidence: 'form', proof: 'bench', at, by: null });
    handles.push(handle);
  });

/** One in ten is asked for again, as a sender does whose answer was lost. */
async function decisions(here: Platform, seconds: number): Promise<Done> {
  const faults: string[] = [];
  const keys = new Set<string>();
  const answer = await atOnce(seconds, async () => {
    const handle = handles[randomInt(handles.length)]!;
    const key = newId();
    keys.add(key);
    const message = keys.size % 2 === 0 ? {} : { planned: 'marketing' as const };
    const ask = () => here.db.transaction((tx) => decide(here, tx, { key, account, handle, message, at: here.clock.now() }));
    const { reservation } = await ask();
    if (!reservation) faults.push('A decision refused what every rule lets out');
    if (keys.size % 10 !== 0) return 1;
    if ((await ask()).reservation !== reservation) faults.push('The same message was decided twice');
    return 2;
  });
  const row = await here.db.row<{ n: number }>(
    'select count(*) as n from policy_decision where allowed and key = any ($1::uuid[])',
    [[...keys]],
  );
  if (row?.n !== keys.size) faults.push(`${keys.size} messages were decided, ${row?.n} are noted`);
  return { ...answer, faults };
}

serveQuestions(
  async (question: PolicyQuestion) => {
    if (question.do === 'open') return open(question);
    return question.do === 'decide' ? decisions(platform!, question.seconds) : rows(platform!, question.seconds);
  },
  async () => platform?.db.close(),
);
