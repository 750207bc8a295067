import { aCustomer, anAccount, type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settled } from './retention.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
beforeAll(async () => {
  kit = await testHouse();
  ann = await kit.person('Ann');
});
afterAll(() => kit.stop());

test('RT2 what came by a channel is kept from when it came here, whatever its own date says; a hold of that date holds it, too', async () => {
  const wang = await aCustomer(kit, await anAccount(kit), '王芳', [await kit.group(ann)]);
  const day = 86_400_000;
  const before = Date.now();
  const longAgo = Date.UTC(2009, 0, 5);
  const { seq } = await wang.says('一封注明旧日期的邮件', { occurredAt: longAgo });
  const ahead = await wang.says('注明未来日期', { occurredAt: before + 4_000 * day });
  await settled(kit);
  const explain = (of: number) => kit.call(kit.owner, 'retention.explain', { conversation: wang.conversation as never, seq: of });
  for (const one of [seq, ahead.seq]) {
    const { said } = await explain(one);
    expect(said).toBeGreaterThanOrEqual(before);
    expect(said).toBeLessThan(before + day);
  }
  const { id: matter } = await kit.call(kit.owner, 'holds.openMatter', { name: 'm', reason: 'r' });
  const scope = { kind: 'conversation' as const, id: wang.conversation as never };
  await kit.call(kit.owner, 'holds.place', { matter, scope, from: longAgo - day, until: longAgo + day } as never);
  expect((await explain(seq)).state).toBe('held');
  expect((await explain(ahead.seq)).state).not.toBe('held');
});
