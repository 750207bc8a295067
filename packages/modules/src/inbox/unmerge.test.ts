import { anAccount, type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { anInbox, answers, caseOf, type Outsider, outsider } from './inbox.test-kit.ts';
import { casesCaughtUp } from './index.ts';

let kit: TestHouse;
let lin: Seat;
let zhao: Seat;
let both: Seat;
let accounts: string[];
let inboxes: string[];
let one: Outsider;
let two: Outsider;

beforeAll(async () => {
  kit = await testHouse();
  [lin, zhao, both] = (await Promise.all(['林岚', '赵一', '何双'].map((name) => kit.person(name)))) as [Seat, Seat, Seat];
  accounts = [await anAccount(kit), await anAccount(kit)];
  const made = [await anInbox(kit, [lin, both], accounts[0]!), await anInbox(kit, [zhao, both], accounts[1]!)];
  inboxes = made.map(({ inbox }) => inbox);
});
afterAll(() => kit.stop());

const reads = (seat: Seat, { conversation }: Outsider): Promise<boolean> =>
  kit.call(seat, 'conversations.history', { conversation: conversation as never }).then(
    () => true,
    () => false,
  );
/** Who reads what: lin and zhao each of the two conversations. */
const readers = async () => [
  [await reads(lin, one), await reads(lin, two)],
  [await reads(zhao, one), await reads(zhao, two)],
];
const apart = [
  [true, false],
  [false, true],
];
const together = [
  [true, true],
  [true, true],
];

/** One contact of two teams, whose cases are one. */
let merged: { keep: string; other: string };
beforeEach(async () => {
  one = await outsider(kit, accounts[0]!, '钱一');
  two = await outsider(kit, accounts[1]!, '钱一', one.contact);
  await one.says('甲');
  await two.says('乙');
  merged = { keep: (await caseOf(kit, lin, one)).id, other: (await caseOf(kit, zhao, two)).id };
  expect(await readers()).toEqual(apart);
  await kit.call(both, 'cases.merge', { keep: merged.keep as never, merge: [merged.other as never] });
  expect(await readers()).toEqual(together);
});

it('IN2 IN6 what a merge of cases lets a team read ends with it, also where that team answered meanwhile', async () => {
  await kit.say(zhao, one.conversation, '您好', { outward: true });
  await kit.say(lin, two.conversation, '内部', { private: true });
  // Whoever sees only what it was merged with is shown that.
  const seen = await kit.call(lin, 'cases.unmerge', { case: merged.other as never });
  expect(seen.id).toBe(merged.keep);
  expect(await readers()).toEqual(apart);
  await expect(kit.call(lin, 'cases.get', { case: merged.other as never })).rejects.toThrow('not-found');
});

/** Whose the two cases are, and how urgent, as whoever works in both teams sees it. */
const held = () =>
  Promise.all(
    [merged.keep, merged.other].map(async (id) => {
      const { assignee, priority } = await kit.call(both, 'cases.get', { case: id as never });
      return [assignee, priority];
    }),
  );
const assign = (id: string, user: Seat | null) => kit.call(both, 'cases.assign', { case: id as never, user: user?.user ?? null });

it('IN6 whose a case was and how urgent before a merge, it is after that is undone', async () => {
  await kit.call(both, 'cases.unmerge', { case: merged.other as never });
  await assign(merged.other, both);
  await kit.call(both, 'cases.change', { case: merged.other as never, priority: 'urgent' });
  await kit.call(both, 'cases.merge', { keep: merged.keep as never, merge: [merged.other as never] });
  expect((await held())[0]).toEqual([both.user, 'urgent']);
  await kit.call(both, 'cases.unmerge', { case: merged.other as never });
  expect(await held()).toEqual([
    [null, 'normal'],
    [both.user, 'urgent'],
  ]);
});

it('IN6 whoever answered a case that was nobody’s has that one afterwards, and not the other', async () => {
  await answers(kit, zhao, two.conversation, '您好');
  expect((await held())[0]).toEqual([zhao.user, 'normal']);
  await kit.call(both, 'cases.unmerge', { case: merged.other as never });
  expect(await held()).toEqual([
    [null, 'normal'],
    [zhao.user, 'normal'],
  ]);
});

it('IN6 what was done about it while it was merged holds for the case it was done to', async () => {
  await assign(merged.keep, both);
  await kit.call(both, 'cases.change', { case: merged.keep as never, priority: 'high' });
  await kit.call(both, 'cases.unmerge', { case: merged.other as never });
  expect(await held()).toEqual([
    [both.user, 'high'],
    [null, 'normal'],
  ]);
});

it('IN2 IN6 nobody has a case afterwards that lies in none of their inboxes', async () => {
  await assign(merged.keep, zhao);
  await kit.call(both, 'cases.unmerge', { case: merged.other as never });
  expect(await held()).toEqual([
    [null, 'normal'],
    [null, 'normal'],
  ]);
});

it('IN6 of several that were merged, one that stays is whose it was', async () => {
  const three = await outsider(kit, accounts[0]!, '钱一', one.contact);
  await three.says('丙');
  const third = (await caseOf(kit, lin, three)).id;
  await kit.call(both, 'cases.unmerge', { case: merged.other as never });
  await assign(merged.other, zhao);
  await assign(third, lin);
  await kit.call(both, 'cases.merge', { keep: merged.keep as never, merge: [merged.other as never, third] });
  expect((await held())[0]).toEqual([zhao.user, 'normal']);
  await kit.call(both, 'cases.unmerge', { case: merged.other as never });
  expect(await held()).toEqual([
    [lin.user, 'normal'],
    [zhao.user, 'normal'],
  ]);
});

it('IN6 a case that was taken out of its own inbox while it was merged lies somewhere afterwards', async () => {
  await kit.call(both, 'cases.move', { case: merged.keep as never, remove: [inboxes[1] as never] });
  expect(await reads(zhao, two)).toBe(false);
  const seen = await kit.call(lin, 'cases.unmerge', { case: merged.other as never });
  expect(seen).toMatchObject({ id: merged.other, inboxes: [inboxes[0]] });
});

it('IN2 IN6 contacts that are taken apart take their cases apart, and what was open by that is closed', async () => {
  const contact = await contactOf(two);
  await kit.call(kit.owner, 'contacts.unmerge', { contact: contact as never });
  await casesCaughtUp(kit.house.platform);
  expect(await readers()).toEqual(apart);
  expect((await caseOf(kit, zhao, two)).id).toBe(merged.other);
});

it('IN2 IN6 so do two that were taken for one, by their handles', async () => {
  const contact = one.contact as never;
  await kit.call(kit.owner, 'contacts.separate', { contact, handles: [two.handle as never], name: '钱二' });
  await casesCaughtUp(kit.house.platform);
  expect(await readers()).toEqual(apart);
  expect(await kit.call(lin, 'cases.get', { case: merged.keep as never })).toMatchObject({ merged: [] });
});

/** The contact that a handle was made with, whatever it stands under. */
const contactOf = async ({ handle }: Outsider): Promise<string> =>
  (await kit.house.platform.db.row<{ id: string }>('select contact_id as id from contact_handle where id = $1', [handle]))!.id;
