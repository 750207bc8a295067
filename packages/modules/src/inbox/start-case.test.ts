import { anAccount, type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeFile } from '../files/index.ts';
import { anInbox, caseOf, outsider } from './inbox.test-kit.ts';
import { casesCaughtUp } from './index.ts';

let kit: TestHouse;
let lin: Seat;
let zhao: Seat;
let account: string;
let inbox: string;
beforeAll(async () => {
  kit = await testHouse();
  [lin, zhao] = (await Promise.all(['林岚', '赵一'].map((name) => kit.person(name)))) as [Seat, Seat];
  account = await anAccount(kit);
  ({ inbox } = await anInbox(kit, [lin], account));
  // Whatever the hour at which this runs.
  const { version, rules } = await kit.call(kit.owner, 'policy.rules', {});
  await kit.call(kit.owner, 'policy.setRules', {
    version,
    rules: { ...rules, quietHours: { ...rules.quietHours, usual: null } },
  });
});
afterAll(() => kit.stop());

/** A contact whom we know by an address, and who has never written. */
async function known(consents: boolean): Promise<{ contact: string; handle: string; value: string }> {
  const value = `${crypto.randomUUID().slice(0, 8)}@customer.test`;
  const made = await kit.call(lin, 'contacts.create', { name: '周建国', handles: [{ kind: 'email', value }] } as never);
  const { id, handles } = made as unknown as { id: string; handles: { id: string }[] };
  if (consents)
    await kit.call(lin, 'policy.recordConsent', {
      ...{ contact: id as never, channel: 'email', purposes: ['marketing'], given: true, evidence: 'person', proof: '门店登记' },
    });
  return { contact: id, handle: handles[0]!.id, value };
}

const start = (seat: Seat, { contact, handle }: { contact: string; handle: string }, more: object = {}) =>
  kit.call(seat, 'cases.start', {
    ...{ clientId: crypto.randomUUID(), account, inbox, contact, handle, text: '您要的报价已备好。', subject: '报价', ...more },
  } as never);
const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ problem }: { problem: { code: string; params?: { because?: string; reason?: string } } }) =>
      problem.params?.because ?? problem.params?.reason ?? problem.code,
  );
const count = async (table: string): Promise<number> =>
  (await kit.house.platform.db.row<{ n: number }>(`select count(*)::int as n from ${table}`))!.n;

it('IN15 what policy refuses makes nothing: no conversation, no case', async () => {
  const before = [await count('customer_case'), await count('customer_conversation')];
  expect(await refused(start(lin, await known(false)))).toBe('no-consent');
  expect([await count('customer_case'), await count('customer_conversation')]).toEqual(before);
});

it('IN15 a copy to whom we may not write makes nothing either: the address is named', async () => {
  const before = [await count('customer_case'), await count('customer_conversation')];
  const to = await known(true);
  for (const address of ['nobody@customer.test', (await known(false)).value])
    await expect(start(lin, to, { cc: [{ address }] })).rejects.toMatchObject({
      problem: { code: 'copy-refused', params: { address, because: 'no-consent' } },
    });
  expect([await count('customer_case'), await count('customer_conversation')]).toEqual(before);
});

it('IN15 what goes out is a case of mine that waits; the same call again is the same one, another mail another thread', async () => {
  const [to, boss] = [await known(true), await known(true)];
  const clientId = crypto.randomUUID();
  const more = { clientId, cc: [{ address: boss.value }] };
  const begun = await start(lin, to, more);
  expect(await start(lin, to, more)).toEqual(begun);
  await casesCaughtUp(kit.house.platform);
  const one = await kit.call(lin, 'cases.get', { case: begun.case });
  expect(one).toMatchObject({
    title: '报价',
    assignee: lin.user,
    status: 'waiting',
    inboxes: [inbox],
    contact: { id: to.contact },
  });
  const { messages } = await kit.call(lin, 'conversations.history', { conversation: begun.conversation, limit: 10 } as never);
  expect((messages as { outward?: object }[])[0]!.outward).toMatchObject({
    subject: '报价',
    cc: [{ address: boss.value }],
  });
  const other = await start(lin, to, { subject: '发票' });
  expect(other.conversation).toBe(begun.conversation);
  expect(other.case).not.toBe(begun.case);
  const { cases } = await kit.call(lin, 'cases.ofContact', { contact: to.contact as never });
  expect(cases.map(({ title }) => title).sort()).toEqual(['发票', '报价']);
});

it('IN15 the same call many times at once is one case and one message, also where we wrote before', async () => {
  const to = await known(true);
  await start(lin, to);
  const clientId = crypto.randomUUID();
  const all = await Promise.all(Array.from({ length: 6 }, () => start(lin, to, { clientId })));
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  expect((await kit.call(lin, 'cases.ofContact', { contact: to.contact as never })).cases).toHaveLength(2);
});

it('IN15 nobody lets themselves into what another team talks about, nor writes by what is no way to the contact', async () => {
  const theirs = await anInbox(kit, [zhao], await anAccount(kit));
  const wang = await outsider(kit, account, '王芳');
  await wang.says('你好');
  expect((await caseOf(kit, lin, wang)).contact.id).toBe(wang.contact);
  const to = { contact: wang.contact, handle: wang.handle };
  expect(await refused(start(zhao, to, { inbox: theirs.inbox }))).toBe('another team talks with the contact there');
  expect((await kit.call(zhao, 'cases.ofContact', { contact: wang.contact as never })).cases).toEqual([]);
  const { handle } = await known(true);
  expect(await refused(start(lin, { contact: wang.contact, handle }))).toBe('not-found');
  expect(await refused(start(lin, to, { inbox: theirs.inbox }))).toBe('not-found');
});

it('IN15 by an account of another team nobody begins what they would read from then on; by one that leads nowhere everybody does', async () => {
  const common = await anAccount(kit);
  const theirs = await anInbox(kit, [zhao], await anAccount(kit));
  const to = await known(true);
  const before = await count('customer_conversation');
  // Not even with words that are refused after all, which nobody outside would see.
  for (const text of ['您好', `@[赵一](user:${zhao.user})`])
    expect(await refused(start(zhao, to, { inbox: theirs.inbox, text }))).toBe(
      'this account leads to the inboxes of another team',
    );
  expect(await count('customer_conversation')).toBe(before);
  expect(await refused(start(zhao, to, { inbox: theirs.inbox, account: common }))).toBe('done');
  expect(await refused(start(lin, to))).toBe('done');
});

it('IN15 files go with it as far as the channel carries them; what it does not carry, or is not the writer’s, makes nothing', async () => {
  const stored = async (seat: Seat, size: number): Promise<string> =>
    (await storeFile(kit.house.platform, seat.user, '报价.txt', Buffer.alloc(size, 'a'))).file;
  const narrow = await anAccount(kit, 'email', { parts: { text: {}, file: { maxBytes: 100 } } });
  const ours = await anInbox(kit, [lin], narrow);
  const to = await known(true);
  const by = (account: string, attachments: string[]) => start(lin, to, { account, inbox: ours.inbox, attachments });
  const before = [await count('customer_case'), await count('customer_conversation')];
  expect(await refused(by(narrow, [await stored(lin, 101)]))).toBe('at most 100 bytes each');
  expect(await refused(by(await anAccount(kit, 'email', { parts: { text: {} } }), [await stored(lin, 10)]))).toBe(
    'it goes out as it is',
  );
  expect(await refused(by(narrow, [await stored(zhao, 10)]))).toBe('not-found');
  expect([await count('customer_case'), await count('customer_conversation')]).toEqual(before);
  const file = await stored(lin, 100);
  const begun = await by(narrow, [file]);
  const { messages } = await kit.call(lin, 'conversations.history', { conversation: begun.conversation, limit: 10 } as never);
  expect((messages as { attachments?: { file: string }[] }[])[0]!.attachments).toMatchObject([{ file, name: '报价.txt' }]);
});
