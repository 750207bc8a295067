/** Everything that is done with a case, once, in a browser: by keys and by buttons, each seen by the house. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aCustomer, anAccount, type Seat, type TestCustomer, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

/** The shop's own system, which knows the order. */
const shop = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ title: '订单 8812', fields: [{ label: '状态', value: '已发货' }] }));
});
let house: BrowserHouse;
let lin: Seat;
let zhao: Seat;
let wang: TestCustomer;
let page: Page;
let inboxes: string[];

beforeAll(async () => {
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const port = (shop.address() as AddressInfo).port;
  house = await browserHouse(undefined, [], { RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${port}` });
  const { kit } = house;
  [lin, zhao] = [await kit.person('林月'), await kit.person('赵一')];
  for (const seat of [lin, zhao]) await kit.call(seat, 'people.changeProfile', { language: 'zh-CN' });
  const account = await anAccount(kit);
  const save = async (name: string) =>
    (await kit.call(kit.owner, 'inbox.save', { name, group: await kit.group(lin, zhao), settings: {} })).id;
  inboxes = [await save('售前'), await save('售后')];
  const sources = [{ account: account as never, address: '' }];
  await kit.call(kit.owner, 'inbox.setSources', { inbox: inboxes[0] as never, sources });
  const texts = { zh: '{{contact.name}}您好，我是{{agent.name}}，今天发货。', en: 'Hello {{contact.name}}.' };
  await kit.call(kit.owner, 'inbox.saveReply', { name: '发货', texts });
  const acts = [
    { do: 'label' as const, label: '物流' },
    { do: 'priority' as const, priority: 'high' as const },
  ];
  await kit.call(kit.owner, 'inbox.saveMacro', { name: '标为物流', acts });
  await kit.call(kit.owner, 'inbox.saveCard', { name: '订单', url: `http://127.0.0.1:${port}/order` });
  wang = await aCustomer(kit, account, '王女士', []);
  await wang.says('请问什么时候发货？', { thread: 't1', subject: '发货' });
  await until(async () => (await open()).length === 1);
  ({ page } = await house.enter(lin, `/inbox?case=${(await open())[0]!.id}`));
  await field().waitFor();
});
afterAll(async () => {
  await house?.close();
  shop.close();
});

const open = async () => (await house.kit.call(lin, 'inbox.queue', { view: 'open' })).items;
const first = async () => {
  const all = await house.kit.call(lin, 'cases.ofConversation', { conversation: wang.conversation as never });
  return house.kit.call(lin, 'cases.get', { case: all.cases.at(-1)!.id });
};
const field = () => page.locator('.case-talk .composer textarea');
const side = () => page.locator('.case-side');
const dialog = () => page.getByRole('dialog');
const undo = () => page.getByRole('button', { name: '撤销' });
/** Away from every field, where keys mean something to the page. */
const key = async (name: string): Promise<void> => {
  await page.locator('.case-head h2').click();
  await page.keyboard.press(name);
  await dialog().waitFor();
};
const gone = () => dialog().waitFor({ state: 'hidden' });

describe('a case', () => {
  it('is answered by a canned reply: by a slash in the field, and by a key with what is known filled in', async () => {
    await field().fill('/发');
    await page.getByRole('option', { name: /发货/ }).waitFor();
    await field().press('Enter');
    await until(async () => (await field().inputValue()) === '王女士您好，我是林月，今天发货。');
    await field().fill('');
    await key('/');
    await dialog().getByText('王女士您好，我是林月，今天发货。').waitFor();
    expect(await seriousOn(page, '[role=dialog]')).toEqual([]);
    await page.keyboard.press('Enter');
    await gone();
    await until(async () => (await field().inputValue()) === '王女士您好，我是林月，今天发货。');
  });

  it('is given to a colleague where it says who has it, and to nobody again', async () => {
    await side().getByRole('button', { name: '未分配', exact: true }).click();
    await page.getByRole('menuitem', { name: '赵一' }).click();
    await side().getByRole('button', { name: '赵一', exact: true }).click();
    await expect.poll(async () => (await first()).assignee).toBe(zhao.user);
    await page.getByRole('menuitem', { name: '未分配' }).click();
    await side().getByRole('button', { name: '未分配', exact: true }).waitFor();
    await expect.poll(async () => (await first()).assignee).toBeNull();
  });

  it('tells colleagues that its answer is being written, and is told when they write it', async () => {
    const { id } = await first();
    const held = () =>
      house.kit.call(zhao, 'cases.holdDraft', { case: id }).then(
        () => false,
        () => true,
      );
    await field().press('End');
    await field().pressSequentially('！');
    await until(held);
    await field().fill('');
    await until(async () => !(await held()));
    await field().fill('我来回复');
    await page.locator('.case-others').getByText('赵一正在回复').waitFor();
    await page.getByRole('button', { name: '由我来写' }).click();
    await page.getByRole('button', { name: '由我来写' }).waitFor({ state: 'detached' });
    await until(held);
    await field().fill('');
  });

  it('is worked by a macro', async () => {
    await key('m');
    await dialog().getByText('添加标签物流').waitFor();
    await page.keyboard.press('Enter');
    await gone();
    const { labels, priority } = await first();
    expect([labels, priority]).toEqual([['物流'], 'high']);
  });

  it('shows what other systems know of the contact', async () => {
    await side().getByRole('button', { name: '查询订单' }).click();
    await side().getByText('订单 8812').waitFor();
    await side().getByText('已发货').waitFor();
  });

  it('asks colleagues beside it, and shows what they answer', async () => {
    await key('a');
    await dialog().getByLabel('请教谁').fill('赵一');
    await page.getByRole('option', { name: /赵一/ }).click();
    await dialog().getByLabel('问题').fill('这单走哪家快递？');
    await dialog().getByRole('button', { name: '发送' }).click();
    await gone();
    const [talk] = (await first()).talks;
    await side().getByText('林月: 这单走哪家快递？').waitFor();
    await house.kit.say(zhao, talk!, '顺丰');
    await side().getByText('赵一: 顺丰').click();
    await page.getByText('这是同事间的会话，客户看不到。').waitFor();
    await page.locator('.case-talk').getByText('顺丰').waitFor();
    await page.getByRole('button', { name: '回到客户会话' }).click();
    await page.locator('.case-talk').getByText('请问什么时候发货？').waitFor();
  });

  it('is taken up again at a time', async () => {
    await key('f');
    await dialog().getByLabel('跟进内容').fill('问签收');
    await dialog().getByRole('button', { name: '设置跟进' }).click();
    await gone();
    await side().getByLabel('问签收').click();
    await side().getByText('已完成 · 林月').waitFor();
    expect((await first()).followUps[0]!.doneAt).toBeDefined();
  });

  it('is a complaint that goes through its stages', async () => {
    await key('c');
    await dialog().getByRole('button', { name: '受理为投诉' }).click();
    await gone();
    await side().getByText('告知期限').waitFor();
    await side()
      .getByRole('button', { name: /已告知受理/ })
      .click();
    await dialog()
      .getByRole('radio', { name: /^已答复/ })
      .click();
    expect(await dialog().getByRole('button', { name: '已答复' }).isDisabled()).toBe(true);
    await dialog().getByRole('textbox', { name: '处理结果' }).fill('免运费');
    await dialog().getByRole('button', { name: '已答复' }).click();
    await gone();
    await side().getByText('免运费').waitFor();
    expect((await first()).complaint).toMatchObject({ stage: 'answered', answeredBy: lin.user });
    expect(await seriousOn(page)).toEqual([]);
  });

  it('asks for a rating by a link that is put into the answer', async () => {
    await key('x');
    await dialog().getByRole('button', { name: '放入回复' }).click();
    await gone();
    await until(async () => /https?:\/\/\S+\/rate/.test(await field().inputValue()));
    await side()
      .getByText(/已邀请/)
      .waitFor();
    await field().fill('');
  });

  it('takes in another case of the contact, and gives it back', async () => {
    await wang.says('还要开发票', { thread: 't2', subject: '发票' });
    await until(async () => (await open()).length === 2);
    await key('g');
    await dialog().getByLabel(/发票/).click();
    await dialog().getByRole('button', { name: '合并' }).click();
    await gone();
    await side().getByText('已并入本工单').waitFor();
    expect((await first()).merged).toHaveLength(1);
    await undo().click();
    await side().getByText('已并入本工单').waitFor({ state: 'detached' });
    expect((await first()).merged).toHaveLength(0);
  });

  it('lies in another inbox too, and not after all', async () => {
    await key('v');
    await dialog().getByLabel('收件箱').click();
    await page.getByRole('option', { name: '售后' }).click();
    await page.keyboard.press('Escape');
    await dialog().getByRole('button', { name: '移动' }).click();
    await gone();
    await side().getByText('售前, 售后').waitFor();
    await undo().click();
    await side().getByText('售前, 售后').waitFor({ state: 'detached' });
    expect((await first()).inboxes).toEqual([inboxes[0]]);
  });

  it('is split from a message on, and put together again', async () => {
    await wang.says('另外想问退货', { thread: 't1', subject: 'Re: 发货' });
    const message = page.locator('.case-talk [data-message]').filter({ hasText: '另外想问退货' });
    await message.hover();
    await message.getByRole('button', { name: '操作', exact: true }).click();
    await page.getByRole('menuitem', { name: '从此处拆分为新工单' }).click();
    await page.getByText(/已拆分为工单/).waitFor();
    await until(async () => (await open()).length === 3);
    await undo().click();
    await until(async () => (await open()).length === 2);
  });

  it('has all of this on a small screen too, and the help sheet knows the keys', async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    await page.getByRole('button', { name: '工单详情' }).click();
    await side().getByText('免运费').waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await key('?');
    await dialog().getByText('在收件箱的工单上').waitFor();
    await dialog().getByText('请教同事').waitFor();
  });
});

it('no page asked anybody but the house, none complained', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
