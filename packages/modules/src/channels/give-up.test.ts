import { anAccount, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giveUpOld } from './give-up.ts';
import { keepArrivals } from './ingress/keep-arrivals.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

it('CH14 what was never read is given up after ninety days, bytes and all, and written down; a hold of the organization keeps it', async () => {
  const { platform } = kit.house;
  const { db } = platform;
  const account = await anAccount(kit);
  const large = Buffer.alloc(100_000, 1);
  await keepArrivals(platform, account, [
    { key: 'dead', raw: Buffer.from('unreadable') },
    { key: 'waits', raw: large },
    { key: 'new', raw: Buffer.from('today') },
  ]);
  const items = () =>
    db.rows<{ state: string; bytes: boolean }>(
      'select state, (raw is not null or blob_id is not null) as bytes from ingress_item order by received_at desc',
    );
  // Of another age each.
  const older = (days: number, state: string, size: number) =>
    db.rows(`update ingress_item set state = $2, received_at = now() - $1 * interval '1 day' where size = $3`, [
      days,
      state,
      size,
    ]);
  await older(95, 'dead', 'unreadable'.length);
  await older(91, 'waiting', large.length);
  const { id: matter } = await kit.call(kit.owner, 'holds.openMatter', { name: 'm', reason: 'r' });
  const hold = await kit.call(kit.owner, 'holds.place', { matter, scope: { kind: 'organization' } as never });
  await giveUpOld(platform);
  expect((await items()).map(({ state }) => state)).toEqual(['waiting', 'waiting', 'dead']);
  // A second ago: the database knows parts of a millisecond that the house's clock does not.
  await db.rows(`update hold set lifted_at = now(), protects_until = now() - interval '1 second' where id = $1`, [hold.id]);
  await giveUpOld(platform);
  expect(await items()).toEqual([
    { state: 'waiting', bytes: true },
    { state: 'dropped', bytes: false },
    { state: 'dropped', bytes: false },
  ]);
  const noted = await kit.call(kit.owner, 'access.auditList', { act: 'channels.letters-dropped' } as never);
  expect(noted.items).toMatchObject([{ actor: null, subject: account, detail: { count: 2, days: 90 } }]);
});
