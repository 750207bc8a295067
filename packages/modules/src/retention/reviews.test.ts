import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { destroyed, disposition, listed, putRules, refusal, settled } from './retention.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
let keeper: Seat;
const toReview = { organization: { reviewDays: 0 }, coolingDays: 0 };
const day = 86_400_000;

beforeAll(async () => {
  kit = await testHouse();
  [ann, keeper] = [await kit.person('Ann'), await kit.person('Keeper', 'owner')];
});
afterAll(() => kit.stop());

const explain = (conversation: string, seq: number) =>
  kit.call(kit.owner, 'retention.explain', { conversation: conversation as never, seq });
const words = async (conversation: string) =>
  (await kit.call(ann, 'conversations.history', { conversation: conversation as never })).messages.map((m) => m.text);
const open = async () => (await kit.call(kit.owner, 'retention.reviews', {})).items;
const reviewOf = async (conversation: string) => (await open()).find((one) => one.conversation === conversation);
const matterReview = async (matter: string) => (await open()).find((one) => one.matter === matter);
const rows = (sql: string, params: unknown[] = []) => kit.house.platform.db.rows(sql, params);

/** Has what is due listed, and waits until the lists are drawn up. */
async function relisted(done: () => Promise<boolean>): Promise<void> {
  await settled(kit);
  await kit.call(kit.owner, 'retention.propose', {});
  await until(done);
}

/** Decides about what waits in a conversation. */
async function decide(conversation: string, decision: 'keep' | 'permanent' | 'destroy', day?: number) {
  const { id, messages } = (await reviewOf(conversation))!;
  const reason = 'looked into';
  return kit.call(keeper, 'retention.decide', {
    review: id,
    messages,
    decision,
    reason,
    ...(day === undefined ? {} : { until: day }),
  });
}

test('RT12 what a rule wants reviewed comes before a person and is not destroyed: kept until a day, for good, or with the next disposition', async () => {
  await putRules(kit, toReview);
  const [later, ever, gone] = [await kit.group(ann), await kit.group(ann), await kit.group(ann)];
  for (const group of [later, ever, gone]) await kit.say(ann, group, 'said');
  await kit.say(ann, gone, 'said, too');
  await relisted(async () => (await reviewOf(gone))?.messages === 2 && !!(await reviewOf(later)) && !!(await reviewOf(ever)));
  expect(await explain(gone, 1)).toMatchObject({ state: 'review', dueAt: null, reviewAt: expect.any(Number) });
  expect((await kit.call(kit.owner, 'retention.dispositions', {})).items).toEqual([]);

  const { id, messages } = (await reviewOf(gone))!;
  expect(await refusal(kit.call(keeper, 'retention.decide', { review: id, messages: 1, decision: 'destroy', reason: 'r' }))).toBe(
    'conflict',
  );
  const wrong = [
    { decision: 'keep', messages },
    { decision: 'keep', messages, until: Date.now() - 1 },
    { decision: 'lift', messages },
  ] as const;
  for (const input of wrong)
    expect(await refusal(kit.call(keeper, 'retention.decide', { review: id, reason: 'r', ...input }))).toBe('invalid-input');
  expect(await decide(later, 'keep', Date.now() + 90 * day)).toMatchObject({ state: 'extended', decidedBy: keeper.user });
  expect(await decide(ever, 'permanent')).toMatchObject({ state: 'kept', until: null });
  expect(await decide(gone, 'destroy')).toMatchObject({ state: 'destroy', messages: 2 });
  expect(await refusal(kit.call(keeper, 'retention.decide', { review: id, messages, decision: 'destroy', reason: 'r' }))).toBe(
    'conflict',
  );
  expect([(await explain(later, 1)).state, (await explain(ever, 1)).state, (await explain(gone, 1)).state]).toEqual([
    'excepted',
    'excepted',
    'due',
  ]);
  const batch = await listed(kit);
  expect((await disposition(kit, batch)).counts).toEqual({ due: 2 });
  await destroyed(kit, batch);
  expect([await words(later), await words(ever), await words(gone)]).toEqual([['said'], ['said'], ['', '']]);
  await settled(kit);
  const leaves = () =>
    rows(`select 1 from ledger_leaf where split_part(convert_from(leaf, 'UTF8'), e'\\n', 2) = 'review.decided'`);
  await until(async () => (await leaves()).length === 3);
  const past = (await kit.call(kit.owner, 'retention.reviews', { open: false })).items;
  expect(past.map(({ state }) => state).sort()).toEqual(['destroy', 'extended', 'kept']);
});

test('RT12 what was kept until a day comes again after it, and words that fall due meanwhile wait for the next time', async () => {
  await putRules(kit, toReview);
  const [group, other] = [await kit.group(ann), await kit.group(ann)];
  await kit.say(ann, group, 'one');
  await relisted(async () => (await reviewOf(group)) !== undefined);
  await decide(group, 'keep', Date.now() + 10 * day);
  await kit.say(ann, group, 'two');
  await kit.say(ann, other, 'a sign that the listing was done');
  await relisted(async () => (await reviewOf(other)) !== undefined);
  expect(await reviewOf(group)).toBeUndefined();
  const past = `set decided_at = decided_at - interval '31 days'`;
  await rows(`update review ${past} where conversation_id = $1`, [group]);
  await relisted(async () => (await reviewOf(group))?.messages === 1);
  await rows(`update review set until = now() - interval '1 day' where conversation_id = $1 and state = 'extended'`, [group]);
  await relisted(async () => (await reviewOf(group))?.messages === 2);
});

test('RT12 a person decides even where destruction was approved, rules that change take the list back, and holds keep out of it', async () => {
  await putRules(kit, { organization: { destroyDays: 0 }, coolingDays: 0 });
  const [group, held] = [await kit.group(ann), await kit.group(ann)];
  await kit.say(ann, group, 'was to be destroyed');
  await kit.say(ann, held, 'held');
  const batch = await listed(kit);
  await putRules(kit, toReview);
  expect((await destroyed(kit, batch)).counts.destroyed).toBeUndefined();
  const matter = await kit.call(keeper, 'holds.openMatter', { name: 'Matter', reason: 'a lawsuit' });
  await kit.call(keeper, 'holds.place', { matter: matter.id, scope: { kind: 'conversation', id: held } });
  await relisted(async () => (await reviewOf(group)) !== undefined);
  expect(await reviewOf(held)).toBeUndefined();
  const { id } = (await reviewOf(group))!;
  await putRules(kit, { organization: { keepDays: 10 } });
  await relisted(async () => (await reviewOf(group)) === undefined);
  const { items } = await kit.call(kit.owner, 'retention.reviews', { open: false });
  expect(items.find((one) => one.id === id)).toMatchObject({ state: 'void', decidedBy: null });
  await kit.call(keeper, 'holds.lift', { hold: (await heldBy(matter.id))[0]!.id, reason: 'over' });
});

const heldBy = async (matter: string) =>
  (await kit.call(keeper, 'holds.matters', {})).items.find((one) => one.id === matter)!.holds;

test('RT12 a matter is asked about at its interval: needed for longer, or its holds are lifted, by two where it wants that', async () => {
  await putRules(kit, toReview);
  const input = { name: 'Long matter', reason: 'a lawsuit', twoPeople: true, reviewDays: 30 };
  const matter = await kit.call(keeper, 'holds.openMatter', input);
  expect(matter.reviewAt - matter.openedAt).toBe(30 * day);
  await kit.call(keeper, 'holds.place', { matter: matter.id, scope: { kind: 'organization' } });
  const pass = (days: number) =>
    rows(
      `update matter set opened_at = opened_at - $2 * interval '1 day', review_at = review_at - $2 * interval '1 day' where id = $1`,
      [matter.id, days],
    );
  await pass(31);
  await relisted(async () => (await matterReview(matter.id)) !== undefined);
  const decideIt = async (seat: Seat, decision: 'keep' | 'lift' | 'destroy') =>
    kit.call(seat, 'retention.decide', {
      review: (await matterReview(matter.id))!.id,
      messages: 0,
      decision,
      reason: 'looked into',
    });
  expect(await refusal(decideIt(keeper, 'destroy'))).toBe('invalid-input');
  const needed = await decideIt(keeper, 'keep');
  expect(needed).toMatchObject({ state: 'needed', kind: 'matter' });
  expect(needed.until! - needed.decidedAt!).toBe(30 * day);
  await pass(31);
  await relisted(async () => (await matterReview(matter.id)) !== undefined);
  expect(await decideIt(keeper, 'lift')).toMatchObject({ state: 'open' });
  expect((await heldBy(matter.id))[0]).toMatchObject({ liftAskedBy: keeper.user, liftedAt: null });
  expect(await decideIt(kit.owner, 'lift')).toMatchObject({ state: 'lifted' });
  expect((await heldBy(matter.id))[0]!.liftedAt).not.toBeNull();
});

test('RT12 who manages holds alone sees matters alone, who manages retention alone messages alone', async () => {
  await putRules(kit, toReview);
  const group = await kit.group(ann);
  await kit.say(ann, group, 'to be reviewed');
  const matter = await kit.call(keeper, 'holds.openMatter', { name: 'M', reason: 'r', reviewDays: 1 });
  const fixed = { kind: 'conversation', id: await kit.group() } as const;
  await kit.call(keeper, 'holds.place', { matter: matter.id, scope: fixed });
  await rows(`update matter set opened_at = opened_at - interval '9 days' where id = $1`, [matter.id]);
  await relisted(async () => !!(await matterReview(matter.id)) && !!(await reviewOf(group)));
  const [holder, records] = [await kit.person('Holder'), await kit.person('Records')];
  for (const [seat, permission] of [
    [holder, 'holds.manage'],
    [records, 'retention.manage'],
  ] as const) {
    const { id: role } = await kit.call(kit.owner, 'access.createRole', { name: permission, permissions: [permission] });
    await kit.call(kit.owner, 'access.grant', { user: seat.user as never, role, scope: { kind: 'organization' } });
  }
  const kindsOf = async (seat: Seat) => [
    ...new Set((await kit.call(seat, 'retention.reviews', {})).items.map(({ kind }) => kind)),
  ];
  await until(async () => (await refusal(kindsOf(holder))) === 'ok' && (await refusal(kindsOf(records))) === 'ok');
  expect([await kindsOf(holder), await kindsOf(records)]).toEqual([['matter'], ['messages']]);
  const [ofMessages, ofMatter] = [(await reviewOf(group))!, (await matterReview(matter.id))!];
  const keep = { decision: 'permanent', reason: 'r' } as const;
  const asked = [
    kit.call(holder, 'retention.decide', { review: ofMessages.id, messages: ofMessages.messages, ...keep }),
    kit.call(records, 'retention.decide', { review: ofMatter.id, messages: 0, ...keep }),
  ];
  expect(await Promise.all(asked.map(refusal))).toEqual(['not-found', 'not-found']);
  expect(await refusal(kit.call(ann, 'retention.reviews', {}))).toBe('forbidden');
});
