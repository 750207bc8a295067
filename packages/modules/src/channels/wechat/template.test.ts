import { randomUUID } from 'node:crypto';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { type WechatPerson, WechatSimulator } from '@rapport/dev/simulators';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wechatAdapter } from './adapter.ts';
import { outbound, outFile, type TestAt, testAt } from './at.test-kit.ts';
import { type WechatSettings, wechatSettings } from './settings.ts';
import { dataOf } from './template.ts';
import { keywordsOf } from './vendor-templates.ts';

const id = 'TM00015_order-sent';
const template = {
  id,
  name: '发货通知',
  fields: { character_string1: '{1}', thing2: '{2}', thing3: '{name}', const4: '已发货' },
  url: 'https://shop.example/orders',
};
const hours = 3_600_000;
const templateNeeded = { problem: { code: 'policy-refused', params: { because: 'template-needed' } } };
/** What the house makes for the callbacks of an account by itself; here the test does. */
const secrets = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' };

describe('settings of templates', () => {
  const parse = (more: object) => wechatSettings.safeParse({ appId: 'wx0123456789abcdef', ...more });
  const capabilities = (more: object) => wechatAdapter.capabilities(parse(more).data!);

  it('say to everybody that there is a way outside of windows, and which', () => {
    expect(capabilities({})).toMatchObject({ proactive: 'none' });
    expect(capabilities({ templates: [] })).not.toHaveProperty('templates');
    expect(capabilities({ templates: [template] })).toMatchObject({
      proactive: 'template',
      templates: [{ id, name: '发货通知' }],
    });
    expect(capabilities({ account: 'subscription', templates: [template] })).toMatchObject({ proactive: 'none' });
  });

  it('name keywords and what may stand in them', () => {
    for (const wrong of [
      { fields: {} },
      { fields: { thing1: '{order}' } },
      { fields: { thing1: '' } },
      { fields: { 'thing1.DATA': '{text}' } },
      { url: 'javascript:alert(1)' },
    ])
      expect(parse({ templates: [{ ...template, ...wrong }] }).success).toBe(false);
    expect(parse({ templates: [template, template] }).success).toBe(false);
  });

  it('are filled from the lines of the words and the name, and never left empty', () => {
    const to = [{ address: 'o1', name: '林小姐' }];
    expect(dataOf(template, { text: ' A-1 \n\n红茶 $& 两罐\n', to })).toEqual({
      character_string1: { value: 'A-1' },
      thing2: { value: '红茶 $& 两罐' },
      thing3: { value: '林小姐' },
      const4: { value: '已发货' },
    });
    expect(dataOf(template, { text: 'A-1', to })).toBeUndefined();
    expect(dataOf(template, { text: 'A-1\nb', to: [] })).toBeUndefined();
    expect(dataOf({ fields: { thing1: '订单：{text}' } }, { text: '{name}', to })).toEqual({ thing1: { value: '订单：{name}' } });
  });
});

describe('a template message', () => {
  let vendor: WechatSimulator;
  let at: TestAt<WechatSettings>;
  let lin: WechatPerson;

  beforeEach(async () => {
    vendor = await new WechatSimulator().start();
    const { appId, appSecret, clock, templates } = vendor.state;
    templates.set(id, ['character_string1', 'thing2', 'thing3']);
    at = testAt(
      wechatSettings.parse({ appId, api: vendor.server.url, templates: [template] }),
      { ...secrets, appSecret },
      vendor.server.address,
      () => clock.now(),
    );
    lin = vendor.person('林小姐');
    return () => vendor.stop();
  });
  const send = (more = {}) =>
    wechatAdapter.send!(
      outbound(lin.openid, { template: id, text: 'A-1\n红茶', to: [{ address: lin.openid, name: '林小姐' }], ...more }),
      at,
    );

  it('goes without any window', async () => {
    expect(await send()).toEqual({ ok: true, state: 'accepted', nativeId: vendor.state.sent[0]!.msgid });
    expect(vendor.state.sent[0]).toMatchObject({ touser: lin.openid, msgtype: 'template', content: { template_id: id } });
  });

  it('is refused before anything leaves where a value is missing, with files, and as a template that is not the account’s', async () => {
    expect(await send({ text: 'A-1' })).toEqual({ ok: false, class: 'invalid', code: 'template-field' });
    expect(await send({ template: 'TM0_another' })).toEqual({ ok: false, class: 'invalid', code: 'template-unknown' });
    const files = [outFile(at, 'a.png', 'image/png', Buffer.from('x'))];
    expect(await send({ files })).toEqual({ ok: false, class: 'invalid', code: 'template-files' });
    expect(vendor.server.count('/cgi-bin/message/template/send')).toBe(0);
  });

  it('says what the vendor says', async () => {
    vendor.state.templates.set(id, ['character_string1', 'time9']);
    expect(await send()).toEqual({ ok: false, class: 'invalid', code: '47003' });
    vendor.state.templates.clear();
    expect(await send()).toEqual({ ok: false, class: 'invalid', code: '40037' });
    vendor.state.templates.set(id, []);
    lin.follows = false;
    expect(await send()).toEqual({ ok: false, class: 'blocked', code: '43004' });
    lin.follows = true;
    vendor.server.fail('/cgi-bin/message/template/send', 'answer-lost');
    expect(await send()).toMatchObject({ ok: false, class: 'unknown' });
  });
});

describe('the templates that the vendor has approved', () => {
  it('are told with what is filled into each, by the label before it', () => {
    const content = '{{first.DATA}}\n订单编号：{{character_string1.DATA}}\n商品 {{thing2.DATA}} 数量:{{number3.DATA}}\n谢谢惠顾';
    expect(keywordsOf(content)).toEqual([
      { keyword: 'first', label: '' },
      { keyword: 'character_string1', label: '订单编号' },
      { keyword: 'thing2', label: '商品' },
      { keyword: 'number3', label: '数量' },
    ]);
    expect(keywordsOf('退订回T')).toEqual([]);
  });
});

describe('a house with templates', () => {
  let kit: TestHouse;
  let vendor: WechatSimulator;
  let agent: Seat;
  let lin: WechatPerson;
  let conversation: string;

  beforeAll(async () => {
    vendor = await new WechatSimulator().start();
    const { appId, appSecret, templates, clock } = vendor.state;
    templates.set(id, ['character_string1', 'thing2', 'thing3']);
    // What they wrote was three days ago: its window is long over.
    clock.advance(-72 * hours);
    kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: vendor.server.address } });
    agent = await kit.person('客服小林');
    const team = await kit.group(agent);
    const { account, made } = await kit.call(kit.owner, 'channels.createAccount', {
      kind: 'wechat',
      name: '公众号',
      settings: { appId, api: vendor.server.url, templates: [template] },
      secrets: { appSecret },
    });
    const { token, aesKey } = made as { token: string; aesKey: string };
    const url = `${kit.url}/api/channels/${account.id}`;
    vendor.callback = { url, token, aesKey, receiveId: appId, mode: 'encrypted', form: 'xml' };
    lin = vendor.person('林小姐');
    await vendor.says(lin, '我的茶发货了吗？');
    await until(async () => (await talk()) !== undefined);
    conversation = (await talk())!.conversation;
    await kit.house.platform.db.rows('insert into customer_audience (group_id, conversation_id) values ($1, $2)', [
      team,
      conversation,
    ]);
    clock.advance(72 * hours);
  });
  afterAll(async () => {
    await kit.stop();
    await vendor.stop();
  });

  const talk = () =>
    kit.house.platform.db.row<{ conversation: string }>(
      `select c.conversation_id as conversation from contact_handle h join customer_conversation c on c.handle_id = h.id
       where h.kind = 'wechat' and h.value = $1`,
      [lin.openid],
    );
  const say = async (text: string, envelope?: { template: string }): Promise<number> => {
    const more = { clientId: randomUUID() as never, outward: true as const, ...(envelope ? { envelope } : {}) };
    return (await kit.say(agent, conversation, text, more)).seq;
  };
  const becomes = (seq: number, state: string) =>
    until(async () => {
      const row = await kit.house.platform.db.row<{ state: string }>(
        'select state from message_outward where conversation_id = $1 and seq = $2',
        [conversation, seq],
      );
      return row?.state === state;
    });

  it('lists what the vendor has approved, and says why it cannot', async () => {
    const account = (await kit.call(kit.owner, 'channels.accounts', {})).accounts[0]!.id;
    expect(await kit.call(kit.owner, 'channels.vendorTemplates', { account })).toEqual({
      ok: true,
      templates: [
        {
          id,
          title: 'order-sent',
          content: '第1项：{{character_string1.DATA}}\n第2项：{{thing2.DATA}}\n第3项：{{thing3.DATA}}\n',
          fields: [
            { keyword: 'character_string1', label: '第1项' },
            { keyword: 'thing2', label: '第2项' },
            { keyword: 'thing3', label: '第3项' },
          ],
        },
      ],
    });
    await expect(kit.call(agent, 'channels.vendorTemplates', { account })).rejects.toMatchObject({
      problem: { code: 'forbidden' },
    });
    const { account: phone } = await kit.call(kit.owner, 'channels.createAccount', { kind: 'phone', name: '电话' });
    expect(await kit.call(kit.owner, 'channels.vendorTemplates', { account: phone.id })).toEqual({ ok: true, templates: [] });
    const wrong = await kit.call(kit.owner, 'channels.createAccount', {
      kind: 'wechat',
      name: '另一个公众号',
      settings: { appId: 'wx0123456789abcdef', api: vendor.server.url },
      secrets: { appSecret: 'wrong' },
    });
    expect(await kit.call(kit.owner, 'channels.vendorTemplates', { account: wrong.account.id })).toMatchObject({
      ok: false,
      code: 'vendor-40013',
      templates: [],
    });
  });

  it('writes outside of the 48 hours as a template alone, and knows what became of it', async () => {
    await expect(say('您的茶已发货。')).rejects.toMatchObject(templateNeeded);
    await expect(say('您的茶已发货。', { template: 'TM0_another' })).rejects.toMatchObject(templateNeeded);
    const seq = await say('A-1\n红茶两罐', { template: id });
    await becomes(seq, 'accepted');
    const [sent] = vendor.state.sent;
    expect(sent!.content.data).toMatchObject({ character_string1: { value: 'A-1' }, thing3: { value: '林小姐' } });
    await vendor.templateFinished(lin, sent!.msgid!);
    await becomes(seq, 'sent');
    const refused = await say('A-2\n绿茶', { template: id });
    await becomes(refused, 'accepted');
    await vendor.templateFinished(lin, vendor.state.sent[1]!.msgid!, 'failed:user block');
    await becomes(refused, 'failed');
    const purposes = await kit.house.platform.db.rows<{ purpose: string }>('select distinct purpose from message_outward');
    expect(purposes).toEqual([{ purpose: 'transactional' }]);
  });
});
