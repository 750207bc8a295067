import { type Observer, type Seat, type TestHouse, testHouse, verifyAction } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDue } from './propose.ts';
import { atOnce, destroyed, disposition, listed, putRules, settled } from './retention.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
let bob: Seat;
let observers: Observer[];
beforeAll(async () => {
  kit = await testHouse();
  [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
  await putRules(kit, atOnce);
  observers = await Promise.all(
    [ann, bob, kit.owner].map(async (seat) => ({ name: seat.name, seat, client: await kit.client(seat) })),
  );
});
afterAll(() => kit.stop());

test('clients that saw only that a conversation moved show what a new client shows: words, counts, the newest, quotes, topics', async () => {
  const group = await kit.group(ann, bob);
  await observers[0]!.client.openConversation(group);
  const first = await kit.say(ann, group, `<@${bob.user}> first`);
  await kit.say(bob, group, 'an answer', { quote: first.seq });
  const recalled = await kit.say(ann, group, 'taken back');
  await kit.call(ann, 'conversations.recallMessage', { conversation: group, seq: recalled.seq });
  const topic = await kit.call(ann, 'conversations.startTopic', { conversation: group, seq: first.seq });
  await kit.say(bob, topic.id, 'in the topic');
  await kit.call(bob, 'conversations.pin', { conversation: group, seq: first.seq, on: true });
  await verifyAction(kit, observers, async () => {
    await destroyed(kit, await listed(kit));
  });
  expect(observers[1]!.client.state.conversations[group]!.me).toMatchObject({ unread: 0, mentions: 0 });
  expect(JSON.stringify(observers.map(({ client }) => client.state))).not.toContain('in the topic');
});

test('destruction races with edits, recalls, reactions, answers and new words: everybody shows the same, and nothing comes back', async () => {
  for (let round = 0; round < 6; round++) {
    const group = await kit.group(ann, bob);
    await observers[1]!.client.openConversation(group);
    const sent = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => kit.say(ann, group, `race ${round} ${n}`)));
    const batch = await listed(kit);
    const due = (await disposition(kit, batch)).counts.due!;
    await verifyAction(kit, observers, async () => {
      const calls = sent.flatMap(({ seq }, n) => {
        const place = { conversation: group, seq };
        return [
          kit.call(ann, 'conversations.editMessage', { ...place, text: `changed ${round} ${n}` }),
          kit.call(bob, 'conversations.react', { ...place, emoji: '👀', on: true }),
          kit.say(bob, group, `after ${n}`, { quote: seq }),
          ...(n % 2 ? [kit.call(ann, 'conversations.recallMessage', place)] : []),
        ];
      });
      await Promise.all([kit.call(kit.owner, 'retention.approve', { disposition: batch, due }), Promise.allSettled(calls)]);
      await settled(kit);
    });
    await verifyAction(kit, observers, async () => {
      await destroyed(kit, await listed(kit));
    });
    const left = await kit.house.platform.db.rows(
      `select 1 from version v where conversation_id = $1 and (text <> '' or content is not null or key is not null)
       union all select 1 from search_message where conversation_id = $1`,
      [group],
    );
    expect(left).toEqual([]);
  }
});

test('RT4 a listing asks the database a number of times that does not grow with conversations in which nothing is due', async () => {
  const { db } = kit.house.platform;
  // What a listing asks; others work beside it.
  const own = /^(retention\.|conversations\.(conversationsAfter|firstAbove|keptAfter|everAmong))/;
  const asked = () => [...db.statements.all()].filter(({ name }) => own.test(name)).reduce((sum, s) => sum + s.count, 0);
  await putRules(kit, { organization: { destroyDays: 3650 } });
  const listing = async () => {
    const before = asked();
    await listDue(kit.house.platform);
    return asked() - before;
  };
  const few = await listing();
  const groups = await Promise.all(Array.from({ length: 60 }, () => kit.group(ann)));
  for (const group of groups) await kit.say(ann, group, 'young');
  await settled(kit);
  expect(few).toBeGreaterThan(2);
  expect(await listing()).toBeLessThan(few + 30);
});
