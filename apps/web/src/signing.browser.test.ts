/** Signatures: somebody is asked and signs with the password, somebody from outside by a link; both stand under the record. */
import type { Seat } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let me: Seat;
let yue: Seat;
let conversation: string;
let page: Page;

beforeAll(async () => {
  house = await browserHouse();
  me = house.kit.owner;
  yue = await house.kit.person('林月');
  conversation = await house.kit.group(yue);
  const form = {
    template: '00000000-0000-7000-8000-000000000102' as never,
    version: 1,
    title: '与海湾航运通话',
    goal: '确认船期',
    summary: '船期推迟到周五，运费各付一半',
    occurred: { from: Date.now() - 3_600_000, zone: 'Asia/Shanghai' },
    participants: [{ name: '周经理', organization: '海湾航运' }],
    values: { direction: 'incoming' },
  };
  await house.kit.call(me, 'conversations.sendMessage', {
    conversation: conversation as never,
    draft: { clientId: crypto.randomUUID(), form },
  });
  ({ page } = await house.enter(me, `/c/${conversation}`));
  await page.locator('.talk-main .composer textarea').waitFor();
});
afterAll(() => house?.close());

const record = (on: Page) => on.getByRole('log').locator('[data-message="1"]');
const choose = async (on: Page, item: string) => {
  await record(on).hover();
  await record(on).getByRole('button', { name: '操作', exact: true }).click();
  await on.getByRole('menuitem', { name: item, exact: true }).click();
};

it('its author asks a member, who signs with the password; the signature stands under the record', async () => {
  await choose(page, '请人签署…');
  await page.getByRole('dialog').getByLabel('林月').check();
  await page.getByRole('dialog').getByLabel('附言').fill('请核对船期');
  expect(await seriousOn(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: '发送请求' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await record(page).locator('.signing-line').filter({ hasText: '林月 等待签署' }).waitFor();
  const other = await house.enter(yue, `/c/${conversation}`);
  await record(other.page).locator('.signing-line button').click();
  const dialog = other.page.getByRole('dialog');
  await dialog.getByText('船期推迟到周五').first().waitFor();
  await dialog.getByLabel(/签署说明|What you declare/).fill('已核对');
  await dialog.locator('input[type=password]').fill(yue.password);
  expect(await seriousOn(other.page)).toEqual([]);
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'hidden' });
  const line = record(page).locator('.signing-line[data-state="signed"]');
  await line.filter({ hasText: '已核对' }).waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await other.context.close();
});

it('somebody from outside signs by a link, on a phone, without a session', async () => {
  await choose(page, '请人签署…');
  await page.getByRole('dialog').getByText('外部人员', { exact: true }).click();
  await page.getByRole('dialog').getByLabel(/^姓名/).fill('周海');
  await page.getByRole('dialog').getByLabel('单位').fill('海湾航运');
  await page.getByRole('dialog').getByRole('button', { name: '生成链接' }).click();
  const link = await page.getByRole('dialog').getByLabel('链接', { exact: true }).inputValue();
  await page.getByRole('dialog').getByRole('button', { name: '完成' }).click();
  const context = await house.browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
  const outside = await context.newPage();
  const asked: string[] = [];
  outside.on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`));
  const token = link.split('#')[1]!;
  const answer = await outside.goto(`${house.kit.url}/countersign#${token}`);
  expect(answer?.headers()).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  await outside.getByText('船期推迟到周五').waitFor();
  await outside.getByText('对方来电').waitFor();
  expect(await seriousOn(outside)).toEqual([]);
  await outside.getByRole('button', { name: '以此姓名签署' }).click();
  await outside.getByText('签署完成').waitFor();
  expect(asked.filter((url) => url.includes(token))).toEqual([]);
  expect(await context.cookies()).toEqual([]);
  await outside.reload();
  await outside.getByText('链接无效').waitFor();
  await context.close();
  await record(page).locator('.signing-line[data-state="signed"]').filter({ hasText: '周海 · 海湾航运' }).waitFor();
  expect(house.complaints).toEqual([]);
});

it('a signature is withdrawn by its signer, with a reason', async () => {
  await choose(page, '签署…');
  await page.getByRole('dialog').locator('input[type=password]').fill(me.password);
  await page.getByRole('dialog').locator('button[type=submit]').click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await record(page).getByRole('button', { name: '撤销签署' }).click();
  await page.getByRole('dialog').getByLabel(/^原因/).fill('运费有误');
  await page.getByRole('dialog').locator('input[type=password]').fill(me.password);
  await page.getByRole('dialog').locator('button[type=submit]').click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await record(page).locator('.signing-line[data-state="withdrawn"]').filter({ hasText: '运费有误' }).waitFor();
});
