import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Device, openDevice } from './delivery.test-kit.ts';

let kit: TestHouse;
const open: Device[] = [];
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(async () => {
  for (const one of open) await one.close();
  await kit.stop();
});

/** What a device is told of changed people from here on. */
async function listen(seat: Seat): Promise<() => { ev: number; subject: string | null }[]> {
  const device = await openDevice(kit, seat);
  open.push(device);
  const before = device.frames.length;
  return () =>
    device.frames
      .slice(before)
      .flatMap(({ type, ev, subject }) =>
        type === 'user.changed' ? [{ ev: ev as number, subject: subject as string | null }] : [],
      );
}
const rename = (seat: Seat, title: string) => kit.call(kit.owner, 'people.changeUser', { user: seat.user as never, title });

it('guests are told of changes in order however long the look at what they may see takes, with one question for all of them', async () => {
  const guests = await Promise.all(['G1', 'G2', 'G3'].map((name) => kit.person(name, 'guest')));
  const [known, stranger] = [await kit.person('Known'), await kit.person('Stranger')];
  await kit.group(guests[0]!, known);
  const someone = await kit.person('Member');
  const heard = await Promise.all(guests.map(listen));
  const member = await listen(someone);
  const { db } = kit.house.platform;
  const rows = db.rows.bind(db);
  let asked = 0;
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  db.rows = async (sql, params) => {
    // The first question takes its time; those after it would be quicker.
    if (sql.includes('g.guest = s.id') && asked++ === 0) await gate;
    return rows(sql, params);
  };
  try {
    for (const [n, seat] of [known, stranger, known].entries()) await rename(seat, `title ${n}`);
    await until(() => member().length === 3);
    expect(heard.map((frames) => frames().length)).toEqual([0, 0, 0]);
    release();
    await until(() => heard.every((frames) => frames().length === 3));
  } finally {
    db.rows = rows;
  }
  for (const frames of heard) expect(frames().map(({ ev }) => ev)).toEqual(member().map(({ ev }) => ev));
  expect(heard.map((frames) => frames().map(({ subject }) => subject))).toEqual([
    [known.user, null, known.user],
    [null, null, null],
    [null, null, null],
  ]);
  expect(asked).toBe(3);
});
