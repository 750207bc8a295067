import type { Message } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { type WecomCustomer, WecomSimulator } from '@rapport/dev/simulators';
import { afterAll, beforeAll, expect, it } from 'vitest';

let vendor: WecomSimulator;
let kit: TestHouse;
let agent: Seat;
let team: string;

beforeAll(async () => {
  vendor = await new WecomSimulator().start();
  const { corpId, openKfIds, secret, clock } = vendor.state;
  // The vendor tells whole seconds; with a clock ahead of ours what comes is when it came.
  clock.advance(3_600_000);
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: vendor.server.address } });
  agent = await kit.person('客服');
  team = await kit.group(agent);
  const { account, made } = await kit.call(kit.owner, 'channels.createAccount', {
    kind: 'wecom',
    name: '微信客服',
    settings: { corpId, openKfIds, api: vendor.server.url, welcome: '您好，请问有什么可以帮您？' },
    secrets: { secret },
  });
  const { token, aesKey } = made as { token: string; aesKey: string };
  const url = `${kit.url}/api/channels/${account.id}`;
  vendor.callback = { url, token, aesKey, receiveId: corpId, mode: 'encrypted', form: 'xml' };
  expect(await vendor.checkAddress()).toBe(true);
});
afterAll(async () => {
  await kit?.stop();
  await vendor?.stop();
});

/** The conversation with somebody, opened to the team. */
async function conversationWith(externalId: string): Promise<string> {
  const { db } = kit.house.platform;
  const find = () =>
    db.row<{ id: string }>(
      'select c.conversation_id as id from contact_handle h join customer_conversation c on c.handle_id = h.id where h.value = $1',
      [externalId],
    );
  await until(async () => (await find()) !== undefined);
  const { id } = (await find())!;
  await db.rows('insert into customer_audience (group_id, conversation_id) values ($1, $2) on conflict do nothing', [team, id]);
  return id;
}

const history = async (conversation: string): Promise<Message[]> =>
  ((await kit.call(agent, 'conversations.history', { conversation: conversation as never })) as { messages: Message[] }).messages;

async function shows(conversation: string, fits: (messages: Message[]) => boolean): Promise<Message[]> {
  await until(async () => fits(await history(conversation)));
  return history(conversation);
}

it('what a colleague answers in WeCom’s own app stands in the talk under their name, and is not sent again', {
  timeout: 120_000,
}, async () => {
  const lin = vendor.customer('林小姐');
  await vendor.says(lin, '在吗');
  const conversation = await conversationWith(lin.externalId);
  await vendor.colleagueSays(lin, '张三', '在的，请讲');
  await vendor.says(lin, '想退货');
  const said = await shows(conversation, (messages) => messages.length === 3);
  expect(said.map(({ text }) => text)).toEqual(['在吗', '在的，请讲', '想退货']);
  expect(said[1]).toMatchObject({ sender: null, senderName: '张三', outward: { elsewhere: true, purpose: 'reply' } });
  expect(said[1]!.inbound).toBeUndefined();
  expect(vendor.state.sent).toEqual([]);
  expect(await kit.house.platform.db.rows('select 1 from outbox_item where conversation_id = $1', [conversation])).toEqual([]);
});

it('what they, or a colleague there, take back is hidden, and kept for the record', async () => {
  const wang = vendor.customer('王先生');
  await vendor.says(wang, '打错了');
  const conversation = await conversationWith(wang.externalId);
  await vendor.colleagueSays(wang, '李四', '也打错了');
  await shows(conversation, (messages) => messages.length === 2);
  await vendor.recalls(wang);
  await vendor.recalls(wang, '李四');
  const said = await shows(conversation, (messages) => messages.every((one) => one.recalled !== undefined));
  expect(said.map(({ text }) => text)).toEqual(['', '']);
  const kept = await kit.house.platform.db.rows<{ text: string }>(
    'select text from version where conversation_id = $1 order by ev',
    [conversation],
  );
  expect(kept.map(({ text }) => text)).toEqual(['打错了', '也打错了']);
});

/** The vendor's code holds for 20 seconds of real time: where the machine takes longer, somebody else comes. */
async function somebodyWelcomed(): Promise<WecomCustomer> {
  for (let turn = 1; ; turn++) {
    const customer = vendor.customer(`赵女士${turn}`);
    await vendor.enters(customer);
    const welcomed = () => vendor.state.sent.some(({ touser }) => touser === customer.externalId);
    const came = await until(welcomed, 25_000).then(
      () => true,
      () => false,
    );
    if (came) return customer;
    expect(turn).toBeLessThan(4);
  }
}

it('whoever opens the talk is welcomed once, by the vendor’s code', { timeout: 150_000 }, async () => {
  const zhao = await somebodyWelcomed();
  const conversation = await conversationWith(zhao.externalId);
  const said = await shows(conversation, (messages) => messages[0]?.delivery?.state === 'accepted');
  expect(said).toMatchObject([{ sender: null, text: '您好，请问有什么可以帮您？', outward: { purpose: 'reply' } }]);
  await vendor.enters(zhao);
  await vendor.says(zhao, '我想咨询');
  await shows(conversation, (messages) => messages.length === 2);
  expect(vendor.state.sent.filter(({ touser }) => touser === zhao.externalId)).toHaveLength(1);
});
