import { aCustomer, anAccount, type Seat, type TestCustomer, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contactOfHandle } from '../../contacts/index.ts';
import { noteConsent } from '../../policy/index.ts';

let kit: TestHouse;
let lin: Seat;
let group: string;
let account: string;
let wang: TestCustomer;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林月');
  group = await kit.group(lin);
  account = await anAccount(kit);
  wang = await aCustomer(kit, account, '王芳', [group]);
  await wang.says('在吗', { thread: 't1', subject: '订单' });
  // Whatever the hour at which this runs.
  const { version, rules } = await kit.call(kit.owner, 'policy.rules', {});
  const caps = [{ channel: 'email', type: null, most: 1, hours: 24 }];
  await kit.call(kit.owner, 'policy.setRules', {
    version,
    rules: { ...rules, caps, quietHours: { ...rules.quietHours, usual: null } },
  });
});
afterAll(() => kit.stop());

const answer = (text: string, ...cc: string[]) =>
  kit.say(lin, wang.conversation, text, { outward: true, envelope: { thread: 't1', cc: cc.map((address) => ({ address })) } });
const said = async () =>
  (await kit.call(lin, 'conversations.history', { conversation: wang.conversation as never })).messages.map(({ text }) => text);
const reservations = async (handle: string): Promise<number> =>
  (await kit.house.platform.db.row<{ n: number }>(
    'select count(*)::int as n from policy_decision where handle_id = $1 and allowed and refunded_at is null',
    [handle],
  ))!.n;

it('CV36 a copy to a contact is decided about as if it went to them: the address is named, and nothing of it is written or counts', async () => {
  const quiet = await aCustomer(kit, account, '安静', []);
  const before = [await reservations(wang.handle), (await said()).length];
  await expect(answer('抄送给您', quiet.address.toUpperCase())).rejects.toMatchObject({
    problem: { code: 'copy-refused', params: { address: quiet.address, because: 'no-consent' } },
  });
  const to = [{ address: wang.address }, { address: quiet.address }];
  await expect(kit.say(lin, wang.conversation, '同时发', { outward: true, envelope: { to } })).rejects.toMatchObject({
    problem: { code: 'copy-refused' },
  });
  expect([await reservations(wang.handle), (await said()).length]).toEqual(before);
});

it('CV36 who wrote to us lately is replied to in copy, too; who agreed is written to as often as caps let', async () => {
  const { platform } = kit.house;
  const [spoke, agreed] = [await aCustomer(kit, account, '说过', []), await aCustomer(kit, account, '同意', [])];
  await spoke.says('我也想知道');
  await answer('两位好', spoke.address);
  await platform.db.transaction((tx) =>
    noteConsent(platform, tx, {
      ...{ handle: agreed.handle, channel: 'email', purposes: ['marketing' as const], given: true },
      ...{ evidence: 'person' as const, proof: '门店登记', at: Date.now(), by: lin.user },
    }),
  );
  await answer('三位好', agreed.address);
  expect(await reservations(agreed.handle)).toBe(1);
  await expect(answer('又来了', agreed.address)).rejects.toMatchObject({
    problem: { code: 'copy-refused', params: { address: agreed.address, because: 'cap' } },
  });
});

it('CV36 an address is somebody’s however it is spelt: by its domain in letters or in ASCII, in capitals, with a tag', async () => {
  const { platform } = kit.house;
  const stand = (value: string) =>
    platform.db.transaction((tx) =>
      contactOfHandle(platform, tx, { kind: 'email', value, strength: 'verified', source: 'channel', name: value }),
    );
  await stand('still@bücher.example');
  await stand('silent@xn--fiqs8s.example');
  const spelt = [
    'still@xn--bcher-kva.example',
    'STILL@BÜCHER.example',
    'still+shop@bücher.example',
    'Still+a+b@XN--BCHER-KVA.example',
  ];
  for (const address of [...spelt, 'silent@中国.example', 'silent+1@中国.example'])
    await expect(answer('抄送', address), address).rejects.toMatchObject({
      problem: { code: 'copy-refused', params: { address: address.toLowerCase(), because: 'no-consent' } },
    });
  await answer('不是同一个人', 'shop+still@bücher.example', 'still@bucher.example');
});

it('CV36 whom the contact brought into the thread is answered with them, there alone', async () => {
  const boss = await aCustomer(kit, account, '王总', []);
  await wang.says('抄送我们王总', { thread: 't1', cc: [{ address: boss.address.toUpperCase() }] });
  await answer('好的', boss.address);
  await expect(
    kit.say(lin, wang.conversation, '另一件事', { outward: true, envelope: { thread: 't9', cc: [{ address: boss.address }] } }),
  ).rejects.toMatchObject({ problem: { code: 'copy-refused', params: { because: 'no-consent' } } });
});

it('CV36 who is no contact gets copies of answers; colleagues always', async () => {
  await answer('同事知道一下', 'courier@elsewhere.test', 'lin@example.com');
  expect((await said()).at(-1)).toBe('同事知道一下');
});

it('CV36 copies of two to one another at once end, and each goes out', async () => {
  const [one, other] = [await aCustomer(kit, account, '甲', [group]), await aCustomer(kit, account, '乙', [group])];
  await Promise.all([one.says('甲在'), other.says('乙在')]);
  const copy = (from: TestCustomer, to: TestCustomer) =>
    kit.say(lin, from.conversation, '同时', { outward: true, envelope: { cc: [{ address: to.address }] } });
  const sent = await Promise.all(Array.from({ length: 4 }, () => [copy(one, other), copy(other, one)]).flat());
  expect(new Set(sent.map(({ seq }) => seq)).size).toBe(4);
});
