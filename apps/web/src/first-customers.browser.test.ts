/** From an empty organization to the first customers: the way there, the chat as a page with its code, a closed office, and calls written down. */
import { aWidget, type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let owner: Seat;
let page: Page;

beforeAll(async () => {
  house = await browserHouse();
  owner = house.kit.owner;
  await house.kit.call(owner, 'people.changeProfile', { language: 'zh-CN' });
  ({ page } = await house.enter(owner));
});
afterAll(() => house?.close());

const dialog = () => page.getByRole('dialog');

it('the first group begins open to everybody, as its step says', async () => {
  await page.getByRole('button', { name: /^创建第一个群组/ }).click();
  await expect
    .poll(() =>
      dialog()
        .getByRole('radio', { name: /^组织内所有人/ })
        .isChecked(),
    )
    .toBe(true);
  await page.keyboard.press('Escape');
  await until(async () => (await dialog().count()) === 0);
});

it('an invitation says when its link opens on this machine alone', async () => {
  await page.getByRole('link', { name: /^邀请同事/ }).click();
  await page.getByRole('button', { name: '邀请同事' }).click();
  await dialog().getByLabel('邮箱地址').fill('lin@example.org');
  await dialog().getByRole('button', { name: '发送邀请' }).click();
  await dialog().getByText('RAPPORT_URL').waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await dialog().getByRole('button', { name: '完成' }).click();
  await page.goto(house.kit.url);
});

it('the first steps lead whoever may to the channels', async () => {
  await page.getByRole('link', { name: /^接待客户/ }).click();
  await until(() => Promise.resolve(new URL(page.url()).pathname === '/admin/channels'));
});

it('a chat that is set up shows its line, its link and a code for phones', async () => {
  const account = await aWidget(house.kit);
  await page.goto(`${house.kit.url}/admin/channels?account=${account}`);
  await page.getByText('手机扫码', { exact: true }).waitFor();
  const code = page.getByRole('img', { name: '手机扫码' });
  await expect.poll(() => code.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(512);
  await expect
    .poll(() => page.getByRole('link', { name: '以访客身份打开试试' }).getAttribute('href'))
    .toContain(`/widget/${account}`);
  expect(await seriousOn(page)).toEqual([]);
});

it('a closed office says so, asks for an address without insisting, and says what is wrong with one', async () => {
  const account = await aWidget(house.kit);
  const never = Array.from({ length: 7 }, () => []);
  const hours = await house.kit.call(owner, 'inbox.saveHours', { name: '停', zone: 'Asia/Shanghai', week: never });
  const group = await house.kit.group(owner);
  const { id } = await house.kit.call(owner, 'inbox.save', { name: '售前', group, hours: hours.id });
  await house.kit.call(owner, 'inbox.setSources', { inbox: id, sources: [{ account: account as never, address: '' }] });
  const context = await house.browser.newContext({ locale: 'zh-CN', viewport: { width: 400, height: 700 } });
  const chat = await context.newPage();
  await chat.goto(`${house.kit.url}/widget/${account}?language=zh`);
  await chat.getByText('现在没有客服在线').waitFor();
  const field = chat.getByLabel(/^电子邮箱/);
  await field.fill('李');
  await chat.getByRole('button', { name: '开始对话' }).click();
  await chat.getByText('邮箱格式不对').waitFor();
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await seriousOn(chat)).toEqual([]);
  await field.fill('');
  await chat.getByRole('button', { name: '开始对话' }).click();
  await chat.getByLabel('消息', { exact: true }).waitFor();
  await context.close();
});

it('a call is written down from a contact: first one is led to its channel, then it stands in the history', async () => {
  const made = await house.kit.call(owner, 'contacts.create', { name: '周建国' });
  const contact = made.id;
  await page.goto(`${house.kit.url}/contacts?contact=${contact}`);
  await page.getByRole('button', { name: '登记电话、拜访或信函' }).click();
  await dialog().getByText('还没有建立“电话”渠道').waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await dialog().getByRole('link', { name: '去建立' }).click();
  await page.getByRole('heading', { name: '接入电话' }).waitFor();
  await house.kit.call(owner, 'channels.createAccount', { kind: 'phone', name: '总机', settings: {} });
  await page.goto(`${house.kit.url}/contacts?contact=${contact}`);
  await page.getByRole('button', { name: '登记电话、拜访或信函' }).click();
  const field = (label: string) => dialog().getByLabel(new RegExp(`^${label}( \\*)?$`));
  await field('目的').fill('确认送货时间');
  await field('呼叫方向').click();
  await page.getByRole('option', { name: '对方来电' }).click();
  await field('内容摘要').fill('周三上午送到');
  expect(await seriousOn(page)).toEqual([]);
  await dialog().getByRole('button', { name: '提交记录' }).click();
  await until(async () => (await dialog().count()) === 0);
  await page.getByRole('region', { name: '往来时间线' }).getByText('电话记录').first().waitFor();
});

it('an inbox says who works there and what leads to it; hours are made in place, and one finds the way back', async () => {
  const group = await house.kit.group(owner);
  const { id } = await house.kit.call(owner, 'inbox.save', { name: '售后', group });
  await page.goto(`${house.kit.url}/admin/inboxes?inbox=${id}`);
  await page.getByText('还没有来源：请在下面选择').waitFor();
  await page.getByRole('button', { name: '新建工作时间' }).click();
  await dialog().getByLabel('名称', { exact: false }).first().fill('平日');
  await dialog().getByRole('button', { name: '保存' }).click();
  await until(async () => (await page.getByRole('combobox', { name: '工作时间' }).inputValue()) === '平日');
  // The dialog's own form is not the page's: nothing of the inbox was saved by it.
  const hoursOf = async () => (await house.kit.call(owner, 'inbox.list', {})).inboxes.find((one) => one.id === id)!.hours;
  expect(await hoursOf()).toBeNull();
  expect(await seriousOn(page)).toEqual([]);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await until(async () => (await hoursOf()) !== null);
  await page.goto(`${house.kit.url}/admin/inboxes?inbox=${id}`);
  await page.getByRole('link', { name: '全部收件箱' }).click();
  await page.getByRole('heading', { name: '售后' }).waitFor();
});
