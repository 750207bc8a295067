import type { Input } from '@rapport/contract';
import { aCustomer, anAccount, type Seat, type TestCustomer, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTo } from '../conversations/index.ts';
import { casesCaughtUp } from '../inbox/index.ts';
import { caughtUp } from './search.test-kit.ts';

describe('records of talk with customers', () => {
  let kit: TestHouse;
  let lin: Seat;
  let stranger: Seat;
  let mail: string;
  let chat: string;
  let zhou: TestCustomer;
  let gao: TestCustomer;
  let contact: string;
  let first: string;

  const find = async (seat: Seat, input: Input<'search.records'>): Promise<string[]> =>
    (await kit.call(seat, 'search.records', input)).items.map(({ snippet }) => snippet.text);
  const caseNow = async (seat: Seat, { conversation }: TestCustomer): Promise<string> =>
    (await kit.call(seat, 'cases.ofConversation', { conversation: conversation as never })).cases[0]!.id;
  const settled = async (): Promise<void> => {
    await casesCaughtUp(kit.house.platform);
    await caughtUp(kit);
  };

  beforeAll(async () => {
    kit = await testHouse();
    lin = await kit.person('林月');
    stranger = await kit.person('旁人');
    const team = await kit.group(lin);
    mail = await anAccount(kit, 'email');
    chat = await anAccount(kit, 'web', { threads: 'none' });
    const { id: inbox } = await kit.call(kit.owner, 'inbox.save', { name: '客服', group: team as never, settings: {} as never });
    const sources = [mail, chat].map((account) => ({ account: account as never, address: '' }));
    await kit.call(kit.owner, 'inbox.setSources', { inbox, sources });
    zhou = await aCustomer(kit, mail, '周先生', [team]);
    gao = await aCustomer(kit, chat, '高女士', [team]);
    contact = (await kit.call(lin, 'conversations.get', { conversation: zhou.conversation as never })).customer!.contact;
    await zhou.says('发票开错了', { thread: 'a', subject: '发票' });
    await settled();
    first = await caseNow(lin, zhou);
    await zhou.says('机器坏了', { thread: 'b', subject: '报修' });
    await kit.say(lin, zhou.conversation, '马上重开', { outward: true, envelope: { thread: 'a' } });
    await kit.say(lin, zhou.conversation, '先问财务', { private: true });
    await gao.says('几点开门');
    await kit.say(lin, team, '同事之间的话');
    await settled();
  });
  afterAll(() => kit.stop());

  it('SE10 a query names contacts by name, pinyin or id, several or none of them; a name means nobody to who may not see contacts', async () => {
    const said = async (seat: Seat, text: string): Promise<string[]> =>
      (await kit.call(seat, 'search.messages', { text })).items.map(({ snippet }) => snippet.text);
    const zhous = ['先问财务', '马上重开', '机器坏了', '发票开错了'];
    expect(await said(lin, 'contact:周先生')).toEqual(zhous);
    expect(await said(lin, '客户:zhou')).toEqual(zhous);
    expect(await said(lin, `contact:${contact} 机器`)).toEqual(['机器坏了']);
    expect(await said(lin, 'contact:周先生 contact:高女士 渠道:网页')).toEqual(['几点开门']);
    expect(await said(lin, '-contact:周先生 channel:email channel:web')).toEqual(['几点开门']);
    expect(await said(lin, 'contact:无此人')).toEqual([]);
    expect(await said(stranger, 'contact:周先生')).toEqual([]);
    const guest = await kit.person('客人', 'guest');
    expect(await said(guest, 'contact:周先生')).toEqual([]);
  });

  it('SE10 narrows by channel, account, way, contact and case', async () => {
    expect(await find(lin, { channel: 'email' })).toEqual(['先问财务', '马上重开', '机器坏了', '发票开错了']);
    expect(await find(lin, { account: chat as never })).toEqual(['几点开门']);
    expect(await find(lin, { direction: 'in' })).toEqual(['几点开门', '机器坏了', '发票开错了']);
    expect(await find(lin, { direction: 'out' })).toEqual(['马上重开']);
    expect(await find(lin, { direction: 'note', channel: 'email' })).toEqual(['先问财务']);
    expect(await find(lin, { contact: contact as never, text: '机器' })).toEqual(['机器坏了']);
    // The note names no thread: it stands with both cases that were going on.
    expect(await find(lin, { case: first as never })).toEqual(['先问财务', '马上重开', '发票开错了']);
    expect(await find(lin, { channel: 'wechat' })).toEqual([]);
  });

  it('SE10 says of each where it was said, and counts the same', async () => {
    const { items } = await kit.call(lin, 'search.records', { text: '马上' });
    expect(items[0]?.customer).toEqual({ channel: 'email', account: mail, direction: 'out' });
    const facets = await kit.call(lin, 'search.facets', {});
    expect(facets.channels).toEqual([
      { channel: 'email', count: 4 },
      { channel: 'web', count: 1 },
    ]);
    expect(facets.accounts[0]).toEqual({ account: mail, name: 'Our email', count: 4 });
    expect(Object.fromEntries(facets.directions.map((d) => [d.direction, d.count]))).toEqual({ in: 3, out: 1, note: 1 });
    expect(facets.contacts).toContainEqual({ contact, name: '周先生', count: 4 });
    expect(facets.cases.find((one) => one.case === first)?.count).toBe(3);
    expect(facets.cases).toHaveLength(3);
  });

  it('SE10 tells nothing to whoever does not read the conversation: no record, no count, no name, no case', async () => {
    for (const input of [{}, { channel: 'email' }, { contact: contact as never }, { direction: 'in' as const }]) {
      expect((await find(stranger, input)).filter((text) => text !== '同事之间的话')).toEqual([]);
      const facets = await kit.call(stranger, 'search.facets', input);
      const { channels, accounts, directions, contacts, cases } = facets;
      expect({ channels, accounts, directions, contacts, cases }).toEqual({
        ...{ channels: [], accounts: [], directions: [], contacts: [], cases: [] },
      });
    }
    await expect(kit.call(stranger, 'search.records', { case: first as never })).rejects.toMatchObject({
      problem: { code: 'not-found' },
    });
    // A case of another team's inbox is not named, even where its words are read.
    const other = await kit.person('别组');
    const [, apart] = [await kit.group(other), await kit.group(other)];
    await kit.house.platform.db.transaction(async (tx) => {
      await openTo(kit.house.platform, tx, zhou.conversation, [apart], null);
    });
    const facets = await kit.call(other, 'search.facets', { channel: 'email' });
    expect([facets.counted, facets.cases]).toEqual([4, []]);
  });

  it('SE10 a query names channels and the numbers of cases, in Chinese too', async () => {
    expect(await find(lin, { text: '渠道:邮件 机器' })).toEqual(['机器坏了']);
    expect(await find(lin, { text: '-channel:email channel:web' })).toEqual(['几点开门']);
    const { number } = await kit.call(lin, 'cases.get', { case: first as never });
    expect(await find(lin, { text: `工单:#${number}` })).toEqual(['先问财务', '马上重开', '发票开错了']);
    expect((await kit.call(lin, 'search.messages', { text: `case:${number} 发票` })).items).toHaveLength(1);
    expect(await find(lin, { text: 'case:999999' })).toEqual([]);
    expect(await find(stranger, { text: `case:${number}` })).toEqual([]);
    for (const text of ['case:abc', 'channel:pigeon', '-case:1'])
      await expect(kit.call(lin, 'search.records', { text })).rejects.toMatchObject({ problem: { code: 'invalid-input' } });
  });

  it('SE10 merged contacts are one', async () => {
    const gaoContact = (await kit.call(lin, 'conversations.get', { conversation: gao.conversation as never })).customer!.contact;
    await kit.call(kit.owner, 'contacts.merge', { keep: contact as never, merge: [gaoContact as never] });
    expect(await find(lin, { contact: contact as never, direction: 'in' })).toEqual(['几点开门', '机器坏了', '发票开错了']);
    expect((await kit.call(lin, 'search.facets', { direction: 'in' })).contacts).toEqual([{ contact, name: '周先生', count: 3 }]);
  });
});
