import { randomUUID } from 'node:crypto';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { parseLeaf, utf8 } from '@rapport/ledger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordsCaughtUp } from '../records/index.ts';
import { beginDryRun } from './dry-run.ts';
import { eraseSoon } from './erase.ts';
import { executeSoon } from './execute.ts';
import { retentionQueue } from './queue.ts';
import { atOnce, destroyed, disposition, listed, putRules, refusal, rulesVersion, settled } from './retention.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
let bob: Seat;
const id = (text: string) => text as never;

beforeAll(async () => {
  kit = await testHouse();
  [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
});
afterAll(() => kit.stop());

/** Every row of every table as text that holds a word. */
async function tablesWith(word: string): Promise<string[]> {
  const { db } = kit.house.platform;
  const tables = await db.rows<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  // The planner keeps samples of columns, too.
  await db.rows('analyze');
  const sampled = await db.rows<{ name: string }>(
    `select schemaname || '.' || tablename || '.' || attname as name from pg_stats where schemaname = 'public'
       and concat(most_common_vals::text, histogram_bounds::text) ilike $1`,
    [`%${word}%`],
  );
  const found = sampled.map(({ name }) => name);
  const hex = Buffer.from(word).toString('hex');
  for (const { name } of tables) {
    const rows = await db.rows(`select 1 from ${name} t where t::text ilike any ($1) limit 1`, [[`%${word}%`, `%${hex}%`]]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const history = async (seat: Seat, conversation: string) =>
  (await kit.call(seat, 'conversations.history', { conversation: id(conversation) })).messages;
const explain = (conversation: string, seq: number) =>
  kit.call(kit.owner, 'retention.explain', { conversation: id(conversation), seq });

test('RT2–RT6 what is due is listed, reviewed, destroyed everywhere, and certified', async () => {
  const group = await kit.group(ann, bob);
  // Letters alone: the index cuts where digits begin.
  const word = `zebra${randomUUID()
    .slice(0, 8)
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!)}`;
  const anna = await kit.client(ann);
  await anna.openConversation(group);
  const first = await kit.say(ann, group, `${word} said <@${bob.user}>`);
  const edited = await kit.say(ann, group, `${word} before`);
  await kit.call(ann, 'conversations.editMessage', { conversation: group, seq: edited.seq, text: `${word} after` });
  const recalled = await kit.say(bob, group, `${word} taken back`);
  await kit.call(bob, 'conversations.recallMessage', { conversation: group, seq: recalled.seq });
  const quoting = await kit.say(bob, group, 'an answer', { quote: first.seq });
  await kit.call(bob, 'conversations.react', { conversation: group, seq: first.seq, emoji: '👍', on: true });
  await kit.call(bob, 'conversations.save', { conversation: group, seq: first.seq, on: true, note: `${word} noted` });
  await kit.call(bob, 'conversations.pin', { conversation: group, seq: first.seq, on: true });
  await settled(kit);
  expect((await kit.call(bob, 'search.messages', { text: word })).items.length).toBeGreaterThan(0);
  expect(await explain(group, first.seq)).toMatchObject({ version: 0, applied: [], dueAt: null, state: 'kept' });

  expect((await tablesWith(word)).sort()).toEqual(['public.saved', 'public.search_message', 'public.version']);
  await putRules(kit, atOnce);
  expect(await explain(group, first.seq)).toMatchObject({ state: 'due', applied: [{ level: 'organization' }] });
  const batch = await listed(kit);
  await kit.call(kit.owner, 'retention.review', {
    disposition: batch,
    conversation: group,
    seqs: [quoting.seq],
    reason: 'needed for the audit',
  });
  expect(await refusal(kit.call(kit.owner, 'retention.approve', { disposition: batch, due: 4 }))).toBe('conflict');
  expect(await destroyed(kit, batch)).toMatchObject({ state: 'done', counts: { destroyed: 3, excluded: 1 } });

  expect(await tablesWith(word)).toEqual([]);
  const shown = await history(bob, group);
  expect(shown.map(({ text, withheld }) => [text, withheld?.erased])).toEqual([
    ['', true],
    ['', true],
    ['', true],
    ['an answer', undefined],
  ]);
  expect(shown[3]!.quote).toMatchObject({ seq: first.seq, excerpt: '' });
  await until(() => anna.state.timelines[group]!.messages.filter((m) => m.withheld?.erased).length === 3);
  expect(JSON.stringify(anna.state)).not.toContain(word);
  expect((await kit.call(bob, 'search.messages', { text: word })).items).toEqual([]);
  expect((await kit.call(bob, 'conversations.savedMessages', {})).items).toEqual([]);
  expect(await explain(group, first.seq)).toMatchObject({ state: 'erased' });
  expect(await explain(group, quoting.seq)).toMatchObject({ state: 'excepted' });

  await recordsCaughtUp(kit.house.platform);
  const proof = await kit.call(bob, 'records.proof', { conversation: group, seq: edited.seq });
  if (proof.state !== 'erased') throw new Error(proof.state);
  const [leaf, erasure] = [parseLeaf(utf8(proof.leaf)), parseLeaf(utf8(proof.erasure.leaf))];
  expect([leaf.type, erasure.type]).toEqual(['message.edited', 'message.erased']);
  expect(erasure.stream).toBe(leaf.stream);
  expect(await kit.call(bob, 'records.proof', { conversation: group, ev: first.ev })).toMatchObject({ state: 'erased' });
  await until(async () => (await kit.call(kit.owner, 'retention.certificate', { disposition: batch })).leaf !== null);
  const certificate = await kit.call(kit.owner, 'retention.certificate', { disposition: batch });
  expect(JSON.parse(certificate.json)).toMatchObject({
    certificate: 'rapport-disposition/v1',
    volume: { messages: 3, conversations: 1 },
    leftOut: { excluded: 1 },
    list: { entries: 3 },
    verified: { remains: 0 },
  });
  expect(certificate.text).toContain('销毁证明');
  const rows = await kit.house.platform.db.rows<{ content: string }>(
    `select convert_from(o.content, 'UTF8') as content from ledger_own o join ledger_leaf l using (stream_id, ev)
     where convert_from(l.leaf, 'UTF8') like '%disposition.executed%'`,
  );
  expect(rows.map(({ content }) => content)).toContain(certificate.json);
});

test('RT4 a repeat of an erased message is not confirmed, nor can it be changed, answered, forwarded or saved', async () => {
  const group = await kit.group(ann);
  const clientId = randomUUID();
  const { seq } = await kit.say(ann, group, 'once', { clientId });
  await destroyed(kit, await listed(kit));
  const place = { conversation: group, seq };
  expect(await refusal(kit.say(ann, group, 'once', { clientId }))).toBe('client-id-reused');
  expect(await refusal(kit.call(ann, 'conversations.editMessage', { ...place, text: 'twice' }))).toBe('not-found');
  expect(await refusal(kit.call(ann, 'conversations.messageHistory', place))).toBe('not-found');
  expect(await refusal(kit.call(ann, 'conversations.save', { ...place, on: true }))).toBe('not-found');
  expect(await refusal(kit.call(ann, 'conversations.recallMessage', place))).toBe('not-found');
});

test('RT2 rules that change later reach old records, both ways', async () => {
  const group = await kit.group(ann);
  const old = await kit.say(ann, group, 'said under earlier rules');
  const batch = await listed(kit);
  // Kept longer by now: what was listed, and even approved, is judged anew.
  await putRules(kit, { ...atOnce, conversations: [{ conversation: group, rule: { keepDays: 10 } }] });
  expect(await explain(group, old.seq)).toMatchObject({ state: 'kept', destroyedFrom: expect.any(Number) });
  expect((await destroyed(kit, batch)).counts).toMatchObject({ kept: 1 });
  expect((await history(ann, group))[0]!.text).toBe('said under earlier rules');
  await putRules(kit, atOnce);
  expect((await destroyed(kit, await listed(kit))).counts).toMatchObject({ destroyed: 1 });
});

test('RT2 nothing is fixed when a message comes in, unlike piler’s `retained`: later rules, classes, days and archiving reach it', async () => {
  await putRules(kit, { organization: { keepDays: 3650, destroyDays: 3650 } });
  const group = await kit.group(ann);
  const { seq } = await kit.say(ann, group, 'said under ten years');
  const day = 86_400_000;
  const dueAfter = async () => {
    const { dueAt, said } = await explain(group, seq);
    return dueAt === null ? null : Math.round((dueAt - said) / day);
  };
  expect(await dueAfter()).toBe(3650);
  await putRules(kit, { organization: { keepDays: 30, destroyDays: 30 } });
  expect(await dueAfter()).toBe(30);
  // A class that is given later.
  const long = { id: randomUUID(), name: 'Long', rule: { keepDays: 60, destroyDays: 90 } };
  await putRules(kit, {
    organization: { destroyDays: 30 },
    classes: [long],
    conversations: [{ conversation: group, class: long.id }],
  });
  expect(await dueAfter()).toBe(90);
  // A day that is set later, and an archive that is closed and opened again.
  await putRules(kit, { conversations: [{ conversation: group, rule: { from: 'set', destroyDays: 1 } }] });
  expect(await dueAfter()).toBeNull();
  await kit.call(kit.owner, 'retention.setStart', { conversation: group, at: Date.now() - 2 * day });
  expect((await explain(group, seq)).state).toBe('due');
  await putRules(kit, { conversations: [{ conversation: group, rule: { from: 'archived', destroyDays: 0 } }] });
  expect(await dueAfter()).toBeNull();
  await kit.call(kit.owner, 'conversations.change', { conversation: group, archived: true });
  expect((await explain(group, seq)).state).toBe('due');
  await kit.call(kit.owner, 'conversations.change', { conversation: group, archived: false });
  expect((await explain(group, seq)).state).toBe('kept');
  await putRules(kit, atOnce);
  expect((await destroyed(kit, await listed(kit))).counts.destroyed).toBeGreaterThan(0);
  expect((await history(ann, group))[0]!.text).toBe('');
});

test('RT3 rules take effect after a dry run against those in effect, and another’s approval where that is wanted', async () => {
  const keeper = await kit.person('Second owner', 'owner');
  await putRules(kit, { organization: { keepDays: 10 } });
  const group = await kit.group(ann);
  await kit.say(ann, group, 'would be due');
  const [one, other] = [
    await kit.call(kit.owner, 'retention.draftRules', { rules: { ...atOnce, twoForRules: true } }),
    await kit.call(kit.owner, 'retention.draftRules', { rules: { organization: { keepDays: 5 } } }),
  ];
  await until(async () => (await rulesVersion(kit, one.version)).dryRun?.state === 'done');
  const { dryRun } = await rulesVersion(kit, one.version);
  expect(dryRun!.conversations).toContainEqual({ conversation: group, messages: 1, bytes: 12 });
  expect(dryRun!.sample.length).toBeGreaterThan(0);
  expect(await refusal(kit.call(kit.owner, 'retention.approveRules', { version: one.version }))).toBe('conflict');
  await kit.call(keeper, 'retention.approveRules', { version: one.version });
  await until(async () => (await rulesVersion(kit, other.version)).dryRun?.state === 'done');
  // Tried against rules that are not in effect any more.
  if ((await rulesVersion(kit, other.version)).dryRun!.against !== one.version)
    expect(await refusal(kit.call(keeper, 'retention.approveRules', { version: other.version }))).toBe('conflict');
  await kit.call(kit.owner, 'retention.dryRun', { version: other.version });
  await until(async () => (await rulesVersion(kit, other.version)).dryRun?.against === one.version);
  await until(async () => (await rulesVersion(kit, other.version)).dryRun?.state === 'done');
  expect(await refusal(kit.call(kit.owner, 'retention.approveRules', { version: other.version }))).toBe('conflict');
  await kit.call(keeper, 'retention.approveRules', { version: other.version });
});

test('RT4 two people approve a destruction where rules want that, and whoever changes the list sends it back', async () => {
  const second = await kit.person('Third owner', 'owner');
  await putRules(kit, { ...atOnce, twoForDestruction: true });
  const group = await kit.group(ann);
  const { seq } = await kit.say(ann, group, 'one');
  await kit.say(ann, group, 'two');
  const batch = await listed(kit);
  const due = (await disposition(kit, batch)).counts.due!;
  expect(await kit.call(kit.owner, 'retention.approve', { disposition: batch, due })).toMatchObject({ state: 'proposed' });
  expect(await refusal(kit.call(kit.owner, 'retention.approve', { disposition: batch, due }))).toBe('conflict');
  const reviewed = { disposition: batch, conversation: group, seqs: [seq], until: Date.now() + 1e9, reason: 'later' };
  expect(await kit.call(second, 'retention.review', reviewed)).toMatchObject({ firstBy: null });
  await kit.call(kit.owner, 'retention.approve', { disposition: batch, due: due - 1 });
  expect((await destroyed(kit, batch, second)).counts).toMatchObject({ destroyed: due - 1, extended: 1 });
  expect(await explain(group, seq)).toMatchObject({ state: 'excepted', exceptedUntil: expect.any(Number) });
});

test('RT13 a class wants two people, or one alone: the strictest in a list decides, as the rules are when it is approved', async () => {
  const second = await kit.person('Fourth owner', 'owner');
  const [strict, loose] = [randomUUID(), randomUUID()];
  const [careful, quick] = [await kit.group(ann), await kit.group(ann)];
  const classes = [
    { id: strict, name: 'Careful', rule: {}, twoForDestruction: true },
    { id: loose, name: 'Quick', rule: {}, twoForDestruction: false },
  ];
  const put = (conversations: object[], more: object = {}) =>
    putRules(kit, { ...atOnce, classes, conversations, ...more } as never, kit.owner, second);
  await put([
    { conversation: careful, class: strict },
    { conversation: quick, class: loose },
  ]);
  await kit.say(ann, quick, 'of little weight');
  const { seq } = await kit.say(ann, careful, 'of weight');
  const batch = await listed(kit);
  expect((await disposition(kit, batch)).twoBy).toEqual(['Careful']);
  const due = (await disposition(kit, batch)).counts.due!;
  expect(await kit.call(kit.owner, 'retention.approve', { disposition: batch, due })).toMatchObject({ state: 'proposed' });
  // Without what is of that class, one is enough.
  const out = { disposition: batch, conversation: careful, seqs: [seq], reason: 'stays' };
  expect(await kit.call(kit.owner, 'retention.review', out)).toMatchObject({ firstBy: null, twoBy: [] });
  // The organization wants two from now on: what was listed before needs them, too.
  await put([], { twoForDestruction: true });
  expect((await disposition(kit, batch)).twoBy).toEqual([null]);
  expect(
    await kit.call(kit.owner, 'retention.approve', { disposition: batch, due: (await disposition(kit, batch)).counts.due! }),
  ).toMatchObject({ state: 'proposed', firstBy: kit.owner.user });
  expect(await destroyed(kit, batch, second)).toMatchObject({ state: 'done', twoBy: [] });
  // What would be due tells beforehand.
  await kit.say(ann, careful, 'another of weight');
  await putRules(kit, {}, kit.owner, second);
  const { version } = await kit.call(kit.owner, 'retention.draftRules', {
    rules: { ...atOnce, classes, conversations: [{ conversation: careful as never, class: strict }] },
  });
  await until(async () => (await rulesVersion(kit, version)).dryRun?.state === 'done');
  expect((await rulesVersion(kit, version)).dryRun!.twoBy).toEqual(['Careful']);
});

test('RT2 the class of a label decides before all others, from when it is put on until it is taken off', async () => {
  const [sealed, minutes] = [randomUUID(), randomUUID()];
  const group = await kit.group(ann);
  const { seq } = await kit.say(ann, group, 'to be told apart');
  await putRules(kit, {
    classes: [
      { id: sealed, name: 'Sealed', rule: { keepDays: 30, reviewDays: 40 } },
      { id: minutes, name: 'Minutes', rule: { destroyDays: 0 } },
    ],
    labels: [{ label: '封存', class: sealed }],
    conversations: [{ conversation: group as never, class: minutes }],
  });
  const label = (add: string[], remove: string[] = []) =>
    kit.call(ann, 'labels.change', { conversation: group, seq, add, remove });
  expect((await explain(group, seq)).state).toBe('due');
  await label(['封存']);
  const kept = await explain(group, seq);
  expect(kept).toMatchObject({ state: 'kept', destroyedFrom: null });
  expect(kept.applied.map(({ level, class: name }) => [level, name])).toEqual([
    ['label', 'Sealed'],
    ['conversation', 'Minutes'],
  ]);
  await label([], ['封存']);
  expect((await explain(group, seq)).state).toBe('due');
  // Listed and approved without it, and kept at the last look with it.
  const batch = await listed(kit);
  await label(['封存']);
  await settled(kit);
  expect((await destroyed(kit, batch)).counts).toMatchObject({ kept: 1 });
  expect((await history(ann, group))[0]!.text).toBe('to be told apart');
  const unknown = { rules: { labels: [{ label: 'x', class: randomUUID() as never }] } };
  expect(await refusal(kit.call(kit.owner, 'retention.draftRules', unknown))).toBe('invalid-input');
});

test('RT4 destroying, erasing and trying rules run one at a time in the whole house, so that other jobs find a worker', async () => {
  const { platform } = kit.house;
  const undo = new Error('as it was');
  let queues: string[] = [];
  const seen = platform.db.transaction(async (tx) => {
    await executeSoon(platform, tx, randomUUID());
    await eraseSoon(platform, tx, randomUUID());
    await beginDryRun(platform, tx, 0, 0);
    const rows = await tx.rows<{ queue: string }>(
      `select queue_name as queue from graphile_worker.jobs
       where task_identifier in ('retention.execute', 'retention.erase', 'retention.dry-run') and run_at > now() - interval '1 minute'`,
    );
    queues = rows.map(({ queue }) => queue);
    throw undo;
  });
  await expect(seen).rejects.toBe(undo);
  expect(queues.length).toBeGreaterThanOrEqual(3);
  expect([...new Set(queues)]).toEqual([retentionQueue]);
});
