import { randomUUID } from 'node:crypto';
import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { destroyed, listed, putRules, refusal } from './retention.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
beforeAll(async () => {
  kit = await testHouse();
  ann = await kit.person('Ann');
});
afterAll(() => kit.stop());

const conflicts = async (more: { limit?: number; cursor?: string } = {}) => kit.call(kit.owner, 'retention.conflicts', more);
const explain = (conversation: string, seq: number) =>
  kit.call(kit.owner, 'retention.explain', { conversation: conversation as never, seq });
const cases = { id: randomUUID(), name: 'Cases', rule: { keepDays: 3650 } };
const report = '00000000-0000-7000-8000-000000000106';
const form = (title: string) => ({
  form: {
    template: report as never,
    version: 1,
    title,
    summary: 'done',
    channel: 'chat' as const,
    occurred: { from: Date.now() - 1000, zone: 'UTC' },
    participants: [{ name: 'A' }],
    values: { kind: 'day', reportsTo: 'B' },
  },
});

test('RT11 a ceiling makes due by itself, and where another rule keeps longer that one holds and the conflict is listed', async () => {
  expect((await conflicts()).items).toEqual([]);
  const [plain, kept, forms] = [await kit.group(ann), await kit.group(ann), await kit.group(ann)];
  const said = await kit.say(ann, kept, 'kept by its class');
  for (const n of [2, 3, 4]) await kit.say(ann, kept, `kept ${n}`);
  await kit.say(ann, plain, 'only under the ceiling');
  await kit.say(ann, forms, 'a plain word');
  await kit.say(ann, forms, '', form('of the class'));
  await putRules(kit, {
    organization: { destroyDays: undefined, ceilingDays: 0 },
    classes: [cases],
    conversations: [{ conversation: kept, class: cases.id }],
    templates: [{ template: report as never, class: cases.id }],
  });
  const { items } = await conflicts();
  expect(items).toHaveLength(2);
  const floor = { level: 'conversation', class: 'Cases', rule: { keepDays: 3650 } };
  const ceiling = { level: 'organization', class: null, rule: { ceilingDays: 0 } };
  const ofKept = items.find((one) => one.conversation === kept);
  expect(ofKept).toMatchObject({ floor, ceiling, template: null, messages: 4 });
  expect(ofKept!.since).toBe((await explain(kept, said.seq)).said);
  const ofForms = items.find((one) => one.conversation === forms);
  expect(ofForms).toMatchObject({ floor: { ...floor, level: 'record' }, ceiling, template: report, messages: 1 });
  expect(await explain(kept, said.seq)).toMatchObject({ state: 'kept', conflict: true });
  expect(await explain(plain, 1)).toMatchObject({ state: 'due', conflict: false });
  // Page by page the same.
  const [one] = (await conflicts({ limit: 1 })).items;
  const next = (await conflicts({ limit: 1 })).next!;
  expect([one!.conversation, (await conflicts({ limit: 1, cursor: next })).items[0]!.conversation]).toEqual([kept, forms]);

  await destroyed(kit, await listed(kit));
  const words = async (conversation: typeof kept) =>
    (await kit.call(ann, 'conversations.history', { conversation })).messages.map((m) => m.text);
  expect([await words(plain), (await words(kept))[0], (await words(forms))[0]]).toEqual([[''], 'kept by its class', '']);
  // Rules that end it take it off the list: it was never stored.
  await putRules(kit, {
    organization: { ceilingDays: 4000 },
    classes: [cases],
    conversations: [{ conversation: kept, class: cases.id }],
  });
  expect((await conflicts()).items).toEqual([]);
});

test('RT11 a ceiling comes before another rule’s later day of destruction, and before a review', async () => {
  const group = await kit.group(ann);
  const { seq } = await kit.say(ann, group, 'said');
  const own = (rule: object) => ({ conversations: [{ conversation: group, rule }] });
  await putRules(kit, { organization: { ceilingDays: 0 }, ...own({ destroyDays: 100 }) });
  expect(await explain(group, seq)).toMatchObject({ state: 'due' });
  await putRules(kit, { organization: { ceilingDays: 5 }, ...own({ reviewDays: 0 }) });
  expect(await explain(group, seq)).toMatchObject({ state: 'review', dueAt: expect.any(Number) });
  await putRules(kit, { organization: { ceilingDays: 0 }, ...own({ reviewDays: 0 }) });
  expect(await explain(group, seq)).toMatchObject({ state: 'due' });
});

test('RT11 a rule that contradicts itself is refused, and its place is named', async () => {
  const wrong: [object, string][] = [
    [{ organization: { keepDays: 10, ceilingDays: 5 } }, 'rules/organization/ceilingDays'],
    [{ organization: { forever: true, ceilingDays: 5 } }, 'rules/organization/ceilingDays'],
    [{ organization: { destroyDays: 1, reviewDays: 1 } }, 'rules/organization/reviewDays'],
    [{ classes: [{ ...cases, rule: { reviewDays: 9, ceilingDays: 5 } }] }, 'rules/classes/0/rule/ceilingDays'],
  ];
  for (const [rules, field] of wrong) {
    const call = kit.call(kit.owner, 'retention.draftRules', { rules: rules as never });
    await expect(call).rejects.toMatchObject({ problem: { code: 'invalid-input', params: { field } } });
  }
});

test('RT11 of a long conversation it is told roughly how many', async () => {
  const group = await kit.group(ann);
  await kit.say(ann, group, 'one');
  const { db } = kit.house.platform;
  // As an old conversation stands there: 2,000 more rows, in the order of their numbers.
  await db.rows(
    `insert into message (conversation_id, seq, ev, client_id, sender, at, version_ev, changed_ev)
     select conversation_id, seq + n, ev + n, gen_random_uuid(), sender, at, version_ev, ev + n
     from message, generate_series(1, 2000) n where conversation_id = $1`,
    [group],
  );
  await putRules(kit, { organization: { ceilingDays: 0 }, conversations: [{ conversation: group, rule: { forever: true } }] });
  expect((await conflicts()).items.find((one) => one.conversation === group)).toMatchObject({ messages: 2001 });
});

test('the rules may be long: a page holds as many versions as fit, and all are reached', async () => {
  const many = Array.from({ length: 120 }, (_, n) => ({ id: randomUUID(), name: `Class ${n}`, rule: { keepDays: n } }));
  const conversations = await Promise.all([kit.group(), kit.group()]);
  const rules = { classes: many, conversations: conversations.map((conversation) => ({ conversation, class: many[0]!.id })) };
  for (let n = 0; n < 3; n++) await kit.call(kit.owner, 'retention.draftRules', { rules });
  const all: number[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 50; pages++) {
    const page = await kit.call(kit.owner, 'retention.rules', { limit: 2, ...(cursor ? { cursor } : {}) });
    expect(page.items.length).toBeLessThanOrEqual(2);
    all.push(...page.items.map(({ version }) => version));
    cursor = page.next;
    if (!cursor) break;
  }
  expect(all).toEqual(Array.from({ length: all.length }, (_, n) => all.length - 1 - n));
  expect(await refusal(kit.call(ann, 'retention.rules', {}))).toBe('forbidden');
});
