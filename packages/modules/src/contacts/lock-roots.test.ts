import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
let lin: Seat;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林岚');
});
afterAll(() => kit.stop());

it('CT3 a change that waited while its contact was merged is refused, and said of nobody', async () => {
  const [keep, merged] = [
    await kit.call(lin, 'contacts.create', { name: '周建国' }),
    await kit.call(lin, 'contacts.create', { name: '周总' }),
  ];
  const { db } = kit.house.platform;
  const waits = async () =>
    (await db.row(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%from contact %'`,
    )) !== undefined;
  const told = (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      ({ problem }: { problem: { code: string } }) => problem.code,
    );
  const handle = { kind: 'phone' as const, value: '13800138000' };
  let asked: Promise<string>[] = [];
  await db.transaction(async (tx) => {
    await tx.rows('select 1 from contact where id = any ($1::uuid[]) order by id for update', [[keep.id, merged.id]]);
    asked = [
      told(kit.call(lin, 'contacts.change', { contact: merged.id, data: [{ field: 'title', value: '店长' }] })),
      told(kit.call(lin, 'contacts.addHandle', { contact: merged.id, handle })),
    ];
    await until(waits);
    // As a merge leaves it.
    await tx.rows('update contact set root = $1, merged_into = $1 where id = $2', [keep.id, merged.id]);
  });
  // Who read after the commit finds where it stands now.
  const answers = await Promise.all(asked);
  expect(answers).toContain('conflict');
  const { data, handles } = await kit.call(lin, 'contacts.get', { contact: keep.id });
  expect([data.some((d) => d.field === 'title'), handles.length > 0]).toEqual(answers.map((answer) => answer === 'done'));
  expect(data.every((d) => d.field !== 'title' || d.contact === keep.id)).toBe(true);
});
