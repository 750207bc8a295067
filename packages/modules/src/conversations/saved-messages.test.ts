import { randomUUID } from 'node:crypto';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

const say = async (conversation: string, text: string): Promise<number> =>
  (
    await kit.call(kit.owner, 'conversations.sendMessage', {
      conversation: conversation as never,
      draft: { clientId: randomUUID() as never, text },
    })
  ).seq;

it('SY10 what one saved comes back page by page, whatever its instant, and only where one may still look', async () => {
  const lin = await kit.person('林月');
  const groups = await Promise.all(
    ['甲', '乙', '丙'].map((name) => kit.call(kit.owner, 'conversations.create', { name, members: [lin.user as never] })),
  );
  for (const { id, name } of groups) {
    const seq = await say(id, `in ${name}`);
    await kit.call(lin, 'conversations.save', { conversation: id, seq, on: true });
  }
  const { db } = kit.house.platform;
  // One millisecond, three microseconds: a cursor cannot tell them apart.
  await db.rows(
    `update saved set at = timestamptz '2026-01-01 00:00:00.123Z' + (ascii(right(conversation_id::text, 1)) * interval '1 microsecond')
     where user_id = $1`,
    [lin.user],
  );
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await kit.call(lin, 'conversations.savedMessages', { limit: 1, ...(cursor ? { cursor } : {}) });
    found.push(...page.items.map(({ message }) => message.text));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(found.sort()).toEqual(['in 丙', 'in 乙', 'in 甲']);
  await kit.call(lin, 'conversations.leave', { conversation: groups[0]!.id });
  const left = await kit.call(lin, 'conversations.savedMessages', {});
  expect(left.items.map(({ message }) => message.text).sort()).toEqual(['in 丙', 'in 乙']);
});
