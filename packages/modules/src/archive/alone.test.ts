import { testHouse } from '@rapport/dev';
import { expect, test } from 'vitest';
import { someoneElseMay } from '../access/index.ts';
import { Archive } from './archive.test-kit.ts';

test('AR3 AC9 whoever does away with the only other who may agree is not alone before a week is over', async () => {
  const small = await testHouse();
  const alone = new Archive(small);
  const scope = { conversations: [(await small.group()) as never] };
  const { db, clock } = small.house.platform;
  const another = (days: number) => someoneElseMay(db, 'archive.approve', small.owner.user, clock.now() + days * 86_400_000);
  const closed = await alone.person('Approver', 'archive.approve');
  await small.call(small.owner, 'people.deactivate', { user: closed.user as never });
  expect(await alone.ask(small.owner, scope)).toMatchObject({ state: 'asked' });
  expect(await small.call(small.owner, 'archive.setRule', { second: false })).toMatchObject({ second: true, others: true });
  expect([await another(6), await another(8)]).toEqual([true, false]);

  const demoted = await small.person('Owner', 'owner');
  await small.call(small.owner, 'people.changeUser', { user: demoted.user as never, role: 'member' });
  const revoked = await alone.person('Second', 'archive.approve');
  const { items } = await small.call(small.owner, 'access.grants', { user: revoked.user as never });
  for (const { id } of items) await small.call(small.owner, 'access.revoke', { grant: id });
  // Each of them alone is reason enough to wait.
  await db.rows(`update user_account set deactivated_at = now() - interval '8 days' where id = $1`, [closed.user]);
  expect([await another(0), await another(8)]).toEqual([true, false]);
  expect(await alone.ask(small.owner, scope)).toMatchObject({ state: 'asked' });
  const { items: told } = await small.call(small.owner, 'access.auditList', { act: 'role.revoked' } as never);
  expect(told).toMatchObject([{ detail: { taken: ['archive.approve'] } }]);
  await small.stop();
});

test('AR3 AC9 nor is whoever makes a guest of them, who decide nothing', async () => {
  const small = await testHouse();
  const { db, clock } = small.house.platform;
  const another = (days: number) => someoneElseMay(db, 'archive.approve', small.owner.user, clock.now() + days * 86_400_000);
  const outside = await new Archive(small).person('Approver', 'archive.approve');
  await small.call(small.owner, 'people.changeUser', { user: outside.user as never, role: 'guest' });
  expect([await another(6), await another(8)]).toEqual([true, false]);
  await small.stop();
});
