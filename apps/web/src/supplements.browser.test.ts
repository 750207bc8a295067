/** Supplements: what is added to a message of somebody else, which stays as it is; also to one that was recalled. */
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
  await house.kit.say(yue, conversation, '海湾航运答应付一半运费');
  await house.kit.say(yue, conversation, '这句说错了');
  await house.kit.call(yue, 'conversations.recallMessage', { conversation: conversation as never, seq: 2 });
  ({ page } = await house.enter(me, `/c/${conversation}`));
  await page.locator('.talk-main .composer textarea').waitFor();
});
afterAll(() => house?.close());

const dialog = () => page.getByRole('dialog');
const field = (label: string) => dialog().getByLabel(new RegExp(`^${label}( \\*)?$`));
const message = (seq: number) => page.getByRole('log').locator(`[data-message="${seq}"]`);

it('is written from the menu of a message; what is missing is named and nothing written is lost', async () => {
  await message(1).hover();
  await message(1).getByRole('button', { name: '操作', exact: true }).click();
  await page.getByRole('menuitem', { name: '补充记录…' }).click();
  await dialog().getByText('海湾航运答应付一半运费').waitFor();
  await field('补充内容').fill('另一半由我方承担，十月结清');
  await dialog().getByRole('button', { name: '提交补充' }).click();
  await dialog().getByText('请填写。').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
  expect(await seriousOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  await message(1).hover();
  await message(1).getByRole('button', { name: '操作', exact: true }).click();
  await page.getByRole('menuitem', { name: '补充记录…' }).click();
  await expect.poll(() => field('补充内容').inputValue()).toBe('另一半由我方承担，十月结清');
  await field('补充原因').fill('当时漏记');
  await field('依据').click();
  await page.getByRole('option', { name: '录音' }).click();
  await field('依据说明').fill('十月八日通话录音');
  await field('补充原因').press('Enter');
  await dialog().waitFor({ state: 'hidden' });
  const card = message(3);
  for (const text of ['补充记录', '原因：当时漏记', '录音，十月八日通话录音', '海湾航运答应付一半运费', '另一半由我方承担'])
    await card.getByText(text).first().waitFor();
  expect(await seriousOn(page)).toEqual([]);
});

it('the original counts it and opens it; the supplement leads to the original', async () => {
  const other = await house.enter(yue, `/c/${conversation}`);
  await other.page.setViewportSize({ width: 390, height: 844 });
  const original = other.page.getByRole('log').locator('[data-message="1"]');
  await original.getByRole('button', { name: /^(1条补充记录|1 supplement)$/ }).click();
  await other.page.getByRole('dialog').getByText('另一半由我方承担').waitFor();
  expect(await seriousOn(other.page)).toEqual([]);
  await other.page
    .getByRole('dialog')
    .getByRole('button', { name: /^(在会话中查看|Show in the conversation)$/ })
    .click();
  await other.page.getByRole('dialog').waitFor({ state: 'hidden' });
  await other.page.getByRole('log').locator('[data-message="3"] button.quote').click();
  await other.page.locator('[data-message="1"].message-flash').waitFor();
  await other.context.close();
});

it('a recalled message can be supplemented; nothing of it is shown', async () => {
  await message(2).getByRole('button', { name: '补充记录…' }).click();
  await dialog().getByText('已撤回的消息').waitFor();
  await field('补充内容').fill('撤回前说的是十一月');
  await field('补充原因').fill('留存');
  await field('补充原因').press('Enter');
  await dialog().waitFor({ state: 'hidden' });
  await message(2).getByRole('button', { name: '1条补充记录' }).waitFor();
  expect(await message(4).textContent()).not.toContain('这句说错了');
  expect(house.complaints).toEqual([]);
});
