import { anAccount, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anInbox, caseOf, type Outsider, outsider } from './inbox.test-kit.ts';
import { route } from './routing/route.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

describe('IN5 several who route at once', () => {
  it('nobody is given more than they take, no case is given twice, however many nodes route however many inboxes of the same people', {
    timeout: 120_000,
  }, async () => {
    const people = (await Promise.all(['一', '二', '三'].map((name) => kit.person(name)))) as Seat[];
    for (const seat of people) await kit.call(kit.owner, 'inbox.setAgent', { user: seat.user as never, capacity: 2 });
    const places = await Promise.all(
      [1, 2].map(async () => {
        const account = await anAccount(kit);
        return { account, ...(await anInbox(kit, people, account, { routing: { mode: 'automatic' } })) };
      }),
    );
    const talks: Outsider[] = [];
    for (const { account } of places)
      for (let n = 0; n < 5; n++) {
        const talk = await outsider(kit, account, `客户${n}`);
        await talk.says('在吗');
        talks.push(talk);
      }
    await Promise.all(people.map((seat) => kit.client(seat)));
    await Promise.all(Array.from({ length: 4 }, () => places.map(({ inbox }) => route(kit.house.platform, inbox))).flat());
    const panes = () => Promise.all(talks.map((talk) => caseOf(kit, people[0]!, talk)));
    await until(async () => (await panes()).filter(({ assignee }) => assignee !== null).length === 6);
    const given = await panes();
    for (const seat of people) expect(given.filter(({ assignee }) => assignee === seat.user)).toHaveLength(2);
    for (const { events, assignee } of given)
      expect(events.filter(({ type }) => type === 'case.assigned')).toHaveLength(assignee === null ? 0 : 1);
  });
});
