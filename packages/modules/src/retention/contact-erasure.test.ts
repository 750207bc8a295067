import { aCustomer, anAccount, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepArrivals } from '../channels/index.ts';
import { refusal, settled } from './retention.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
beforeAll(async () => {
  kit = await testHouse();
  ann = await kit.person('Ann');
});
afterAll(() => kit.stop());

const request = async (id: string) => (await kit.call(kit.owner, 'erasure.list', {})).items.find((one) => one.id === id)!;
const ended = async (id: string, state: string) => {
  await until(async () => (await request(id)).state === state);
  return request(id);
};

test('RT7 a contact is erased with all that is known of it and all that it said; under a hold it waits, and what staff answered stays', async () => {
  const group = await kit.group(ann);
  const account = await anAccount(kit);
  const wang = await aCustomer(kit, account, '王芳', [group]);
  await wang.says('我的地址是长宁路 1 号');
  await kit.say(ann, wang.conversation, '只给同事看', { private: true } as never);
  const { contact } = (await kit.house.platform.db.row<{ contact: string }>(
    'select contact_id as contact from contact_handle where id = $1',
    [wang.handle],
  ))!;
  await settled(kit);
  const ask = () => kit.call(kit.owner, 'erasure.ask', { contact: contact as never, reason: '本人要求' });
  const words = async () =>
    (await kit.call(ann, 'conversations.history', { conversation: wang.conversation as never })).messages.map((m) =>
      m.withheld ? (m.withheld.erased ? 'erased' : 'withheld') : m.text,
    );
  const { id: matter } = await kit.call(kit.owner, 'holds.openMatter', { name: 'm', reason: 'r' });
  const hold = await kit.call(kit.owner, 'holds.place', {
    matter,
    scope: { kind: 'conversation', id: wang.conversation as never },
  });
  const letter = (from: string) => ({ key: from, raw: Buffer.from(`From: ${from}\r\nTo: us@house.test\r\n\r\n还没读的信`) });
  const { platform } = kit.house;
  await keepArrivals(platform, account, [letter(wang.address), letter('others@customer.test')]);
  const unread = async () =>
    (await platform.db.rows<{ state: string }>('select state from ingress_item where raw is not null')).map(({ state }) => state);
  const { id } = await ask();
  expect(await ended(id, 'restricted')).toMatchObject({ kind: 'contact', contact, restricted: 2, obstacles: ['hold'] });
  expect(await words()).toEqual(['withheld', '只给同事看']);
  expect(await unread()).toEqual(['waiting', 'waiting']);
  expect((await kit.call(ann, 'contacts.get', { contact: contact as never })).name).toBe('王芳');
  await kit.house.platform.db.rows(
    `update hold set lifted_at = now(), protects_until = now() - interval '1 second' where id = $1`,
    [hold.id],
  );
  const again = await ask();
  expect(await ended(again.id, 'done')).toMatchObject({ erased: 1, restricted: 0 });
  expect(await words()).toEqual(['erased', '只给同事看']);
  // What came from them and was never read goes along, what others sent stays.
  expect(await unread()).toEqual(['waiting']);
  const { items } = await kit.call(kit.owner, 'access.auditList', { act: 'channels.letters-dropped' } as never);
  expect(items).toMatchObject([{ subject: account, detail: { count: 1, erasure: again.id } }]);
  expect(await refusal(kit.call(ann, 'contacts.get', { contact: contact as never }))).toBe('not-found');
  expect((await kit.call(ann, 'contacts.list', { text: '王芳' })).items).toEqual([]);
  expect(await refusal(ask())).toBe('not-found');
});

test('RT7 CH14 what came from an address that a contact only claims is not given up with it', async () => {
  const account = await anAccount(kit);
  const known = await kit.call(ann, 'contacts.create', {
    name: '高明',
    handles: [{ kind: 'email', value: 'wife@customer.test' }],
  } as never);
  const { id: contact } = known as unknown as { id: string };
  const raw = Buffer.from('From: wife@customer.test\r\nTo: us@house.test\r\n\r\n还没读的信');
  await keepArrivals(kit.house.platform, account, [{ key: 'w', raw }]);
  const { id } = await kit.call(kit.owner, 'erasure.ask', { contact: contact as never, reason: '本人要求' });
  await ended(id, 'done');
  const unread = await kit.house.platform.db.rows('select 1 from ingress_item where account_id = $1 and raw is not null', [
    account,
  ]);
  expect(unread).toHaveLength(1);
});
