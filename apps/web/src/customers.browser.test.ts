/** Talk with a customer: who said what to whom is seen, and nobody writes to them by accident. */
import { aCustomer, anAccount, type Seat, type TestCustomer } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let yue: Seat;
let wang: TestCustomer;
let page: Page;

beforeAll(async () => {
  house = await browserHouse();
  yue = await house.kit.person('林月');
  const group = await house.kit.group(yue);
  wang = await aCustomer(house.kit, await anAccount(house.kit), '王芳', [group]);
  await wang.says('您好，十月的发票什么时候开？', { subject: '十月发票', thread: 't1', to: [{ address: 'help@our.test' }] });
  ({ page } = await house.enter(house.kit.owner, `/c/${wang.conversation}`));
  await composer().locator('textarea').waitFor();
});
afterAll(() => house?.close());

const composer = () => page.locator('.talk-main .composer');
const message = (seq: number) => page.getByRole('log').locator(`[data-message="${seq}"]`);
const write = async (text: string) => {
  await composer().locator('textarea').fill(text);
  await composer().locator('textarea').press('Enter');
};

it('shows whose it is and on which channel; what a contact said has its subject and the edge of outsiders', async () => {
  await page.getByRole('heading', { name: '王芳' }).waitFor();
  await page.getByText(`Our email · ${wang.address}`).waitFor();
  await message(1).getByText('主题：十月发票').waitFor();
  await expect.poll(() => message(1).getAttribute('class')).toContain('message-contact');
  expect(await page.getByRole('link', { name: /王芳/ }).count()).toBe(0);
});

it('says before one writes whether it goes to the customer, and goes there', async () => {
  await composer().getByText(`将通过邮件发给王芳（${wang.address}）`).waitFor();
  await expect.poll(() => composer().getAttribute('data-toward')).toBe('outward');
  await write('您好，明天开好后发给您。');
  await message(2).getByText('发给王芳').waitFor();
  await message(2).getByText('待发送').waitFor();
  await message(2).getByText('主题：Re: 十月发票').waitFor();
  await message(2).hover();
  await message(2).getByRole('button', { name: '操作', exact: true }).click();
  await page.getByRole('menuitem', { name: '置顶' }).waitFor();
  expect(await page.getByRole('menuitem', { name: /撤回|编辑/ }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('menuitem', { name: '置顶' }).waitFor({ state: 'hidden' });
});

it('a note stays among colleagues, and the choice stays until it is changed', async () => {
  await composer().getByText('内部备注', { exact: true }).click();
  await composer().getByText('仅同事可见，可以用@提醒同事').waitFor();
  await composer().getByPlaceholder('写给同事的备注').waitFor();
  await write('财务说要后天');
  await message(3).getByText('内部备注').waitFor();
  await expect.poll(() => message(3).getAttribute('class')).toContain('message-note');
  await expect.poll(() => composer().getAttribute('data-toward')).toBe('private');
  expect(await seriousOn(page)).toEqual([]);
  const sent = await house.kit.call(yue, 'conversations.history', { conversation: wang.conversation as never });
  expect(sent.messages.map((m) => [m.outward !== undefined, m.private ?? false])).toEqual([
    [false, false],
    [true, false],
    [false, true],
  ]);
});
