import { randomUUID } from 'node:crypto';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { atOnce, destroyed, disposition, listed, putRules, refusal, settled } from './retention.test-kit.ts';

let kit: TestHouse;
let keeper: Seat;
let ann: Seat;
let matter: string;

beforeAll(async () => {
  kit = await testHouse();
  [keeper, ann] = [await kit.person('Keeper', 'owner'), await kit.person('Ann')];
  await putRules(kit, atOnce);
  ({ id: matter } = await kit.call(keeper, 'holds.openMatter', { name: '启明诉北方仪器', reason: 'contract of 2025' }));
});
afterAll(() => kit.stop());

type Scope = { kind: 'organization' | 'conversation' | 'user'; id?: string };
const place = (scope: Scope, more: { from?: number; until?: number; matter?: string } = {}) =>
  kit.call(keeper, 'holds.place', { matter, scope: scope as never, ...more });
const state = async (conversation: string, seq: number) =>
  (await kit.call(kit.owner, 'retention.explain', { conversation: conversation as never, seq })).state;
const words = async (conversation: string) =>
  (await kit.call(ann, 'conversations.history', { conversation: conversation as never })).messages.map((m) => m.text);

test('RT1 a hold covers a conversation with its topics, a person’s words and where they take part, a span of time', async () => {
  const [group, elsewhere] = [await kit.group(ann), await kit.group()];
  const { seq } = await kit.say(ann, group, 'held');
  const topic = await kit.call(ann, 'conversations.startTopic', { conversation: group, seq });
  await kit.say(ann, topic.id, 'in the topic');
  await kit.say(kit.owner, elsewhere, 'of nobody');
  expect([await state(group, seq), await state(topic.id, 1), await state(elsewhere, 1)]).toEqual(['due', 'due', 'due']);
  const one = await place({ kind: 'conversation', id: group });
  expect([await state(group, seq), await state(topic.id, 1), await state(elsewhere, 1)]).toEqual(['held', 'held', 'due']);
  await kit.call(keeper, 'holds.lift', { hold: one.id, reason: 'settled' });
  const person = await place({ kind: 'user', id: ann.user });
  expect([await state(group, seq), await state(topic.id, 1), await state(elsewhere, 1)]).toEqual(['held', 'held', 'due']);
  await kit.call(keeper, 'holds.lift', { hold: person.id, reason: 'settled' });
  const past = await place({ kind: 'organization' }, { until: Date.now() - 86_400_000 });
  expect(await state(group, seq)).toBe('due');
  const now = await place({ kind: 'organization' }, { from: Date.now() - 86_400_000 });
  expect([await state(group, seq), await state(elsewhere, 1)]).toEqual(['held', 'held']);
  for (const { id } of [past, now]) await kit.call(keeper, 'holds.lift', { hold: id, reason: 'settled' });
  expect(await state(group, seq)).toBe('due');
  // Who only draws up rules sees that something is held, not by what.
  expect(await refusal(kit.call(ann, 'holds.matters', {}))).toBe('forbidden');
  expect((await kit.call(keeper, 'holds.matters', {})).items[0]!.holds).toHaveLength(4);
});

test('RT1 lifting takes two people where the matter wants it, and what was lifted protects for the cooling period', async () => {
  await putRules(kit, { ...atOnce, coolingDays: 7 });
  const group = await kit.group(ann);
  const { seq } = await kit.say(ann, group, 'cooling');
  const strict = await kit.call(keeper, 'holds.openMatter', { name: 'strict', reason: 'r', twoPeople: true });
  const hold = await place({ kind: 'conversation', id: group }, { matter: strict.id });
  const lift = (seat: Seat) => kit.call(seat, 'holds.lift', { hold: hold.id, reason: 'over' });
  expect(await lift(keeper)).toMatchObject({ liftAskedBy: keeper.user, liftedAt: null });
  expect(await lift(keeper)).toMatchObject({ liftAskedBy: keeper.user, liftedAt: null });
  const lifted = await lift(kit.owner);
  expect(lifted.protectsUntil! - lifted.liftedAt!).toBe(7 * 86_400_000);
  expect(await state(group, seq)).toBe('held');
  expect(await refusal(lift(kit.owner))).toBe('conflict');
  // A class says otherwise, for what is of it alone.
  const quick = randomUUID();
  const classes = [{ id: quick, name: 'Quick', rule: {}, coolingDays: 1 }];
  await putRules(kit, { ...atOnce, coolingDays: 7, classes, conversations: [{ conversation: group as never, class: quick }] });
  const days = async (scope: Scope) => {
    const { id } = await place(scope);
    const { protectsUntil, liftedAt } = await kit.call(keeper, 'holds.lift', { hold: id, reason: 'over' });
    return (protectsUntil! - liftedAt!) / 86_400_000;
  };
  const [own, others] = [group, await kit.group(ann)].map((id) => ({ kind: 'conversation', id }) as const);
  expect([await days(own!), await days(others!)]).toEqual([1, 7]);
  await putRules(kit, atOnce);
});

test('RT5 a hold that is placed after the approval is kept by the destruction', async () => {
  const [group, other] = [await kit.group(ann), await kit.group(ann)];
  await kit.say(ann, group, 'listed, approved, and held');
  await kit.say(ann, other, 'listed and approved');
  const batch = await listed(kit);
  const held = async () => (await kit.call(keeper, 'retention.held', { disposition: batch })).messages;
  expect(await held()).toBe(0);
  await place({ kind: 'conversation', id: group });
  expect(await held()).toBe(1);
  await destroyed(kit, batch);
  expect((await disposition(kit, batch)).counts.held).toBe(1);
  expect([await words(group), await words(other)]).toEqual([['listed, approved, and held'], ['']]);
});

test('RT5 holds race with destruction: whatever was answered as held stays, and the ledger knows of every hold', async () => {
  const rounds = 12;
  let kept = 0;
  let gone = 0;
  for (let round = 0; round < rounds; round++) {
    const groups = await Promise.all([1, 2, 3, 4].map(() => kit.group(ann)));
    for (const group of groups) await Promise.all([1, 2, 3].map((n) => kit.say(ann, group, `race ${round} ${n}`)));
    const batch = await listed(kit);
    const due = (await disposition(kit, batch)).counts.due!;
    const approving = kit.call(kit.owner, 'retention.approve', { disposition: batch, due });
    const held = await Promise.all(
      groups.map(async (group, n) => {
        // From before anything is decided to nearly the end, in another order each round.
        const first = ((round + n) % groups.length) * 3;
        await until(async () => ((await disposition(kit, batch)).counts.due ?? 0) <= due - Math.min(first, due));
        await place({ kind: 'conversation', id: group });
        return [group, await words(group)] as const;
      }),
    );
    await approving;
    await until(async () => (await disposition(kit, batch)).state === 'done');
    for (const [group, atHold] of held) {
      // All or nothing of a page: what stood when the hold was answered stands for ever.
      expect(await words(group)).toEqual(atHold);
      if (atHold[0] === '') gone++;
      else kept++;
    }
  }
  process.stdout.write(`holds against destruction: ${kept} conversations kept, ${gone} gone before\n`);
  expect(kept).toBeGreaterThan(0);
  await settled(kit);
  const holds = (await kit.call(keeper, 'holds.matters', {})).items.flatMap((m) => m.holds).length;
  await until(async () => (await leaves('hold.placed')) === holds);
});

async function leaves(type: string): Promise<number> {
  const { rows } = await kit.house.platform.db.pool.query<{ n: string }>(
    `select count(*) as n from ledger_leaf where split_part(convert_from(leaf, 'UTF8'), e'\\n', 2) = $1`,
    [type],
  );
  return Number(rows[0]!.n);
}
