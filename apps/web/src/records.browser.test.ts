/** Records: found and narrowed, read with every version, and verified in the page. */

import { type Seat, until } from '@rapport/dev';
import { recordsCaughtUp, searchCaughtUp } from '@rapport/modules';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let yue: Seat;
let conversation: string;
let page: Page;
let edited: number;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  yue = await kit.person('林月');
  conversation = await kit.group(yue);
  const other = (await kit.call(kit.owner, 'conversations.create', { name: 'Launch' })).id;
  await kit.say(kit.owner, other, 'The shipping date is not fixed yet');
  ({ seq: edited } = await kit.say(yue, conversation, '船期推迟到周五'));
  await kit.call(yue, 'conversations.editMessage', {
    conversation: conversation as never,
    seq: edited,
    text: '船期推迟到下周六',
  });
  const taken = await kit.say(yue, conversation, '说错了的话');
  await kit.call(yue, 'conversations.recallMessage', { conversation: conversation as never, seq: taken.seq });
  await kit.say(kit.owner, conversation, '船期请写进合同');
  await caughtUp();
  ({ page } = await house.enter(kit.owner, '/records'));
  await page.locator('.record-table tbody tr').first().waitFor();
});
afterAll(() => house?.close());

const caughtUp = async (): Promise<void> => {
  await searchCaughtUp(house.kit.house.platform);
  await recordsCaughtUp(house.kit.house.platform);
};
const rows = () => page.locator('.record-table tbody tr');
const card = () => page.getByRole('complementary', { name: '记录详情' });

it('what is looked for and how it is narrowed stands in the address, and back goes back', async () => {
  await until(async () => (await rows().count()) === 4);
  await page.getByText('一条已撤回的消息').waitFor();
  await page.getByRole('searchbox').fill('船期');
  await until(async () => (await rows().count()) === 2);
  await page.getByRole('button', { name: /^改过的/ }).click();
  await until(async () => (await rows().count()) === 1);
  expect(new URL(page.url()).searchParams.get('kind')).toBe('edited');
  expect(await seriousOn(page)).toEqual([]);
  await page.goBack();
  await until(async () => (await rows().count()) === 2);
  await page.getByText('最相关').click();
  await until(async () => new URL(page.url()).searchParams.get('sort') === 'best');
  await page.getByRole('searchbox').fill('没有这样的话');
  await page.getByText('没有符合的记录').waitFor();
  await page.getByRole('searchbox').fill('shipping');
  await page.locator('.record-table mark').getByText('shipping').waitFor();
  await page.getByRole('searchbox').fill('');
  await until(async () => (await rows().count()) === 4);
});

it('a record is reached by J and Enter, and verified in the page step by step; Escape leads back into the list', async () => {
  await page
    .locator('h1')
    .first()
    .evaluate((h) => (h.ownerDocument.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await card().getByText('船期推迟到下周六').first().waitFor();
  await card().locator('ins').getByText('六').waitFor();
  await card().locator('del').getByText('五').waitFor();
  await card().getByText('自证：只有本服务器作证').waitFor();
  await card().getByRole('button', { name: '检查本会话是否完整' }).click();
  await card().locator('.record-facts[data-state="complete"]').waitFor();
  await card().getByRole('button', { name: '立即核验' }).click();
  await card().locator('.verdict[data-verdict="right"]').waitFor();
  await expect.poll(() => card().locator('.verify-step[data-result="right"]').count()).toBe(6);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
    expect(await seriousOn(page)).toEqual([]);
  }
  await card().getByRole('listitem').filter({ hasText: '原文' }).getByRole('button', { name: '核验' }).click();
  await until(async () => (await card().locator('.verify-step[data-result="right"]').count()) === 6);
  await page.keyboard.press('Escape');
  await card().waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('record-link');
});

it('what was changed behind the ledger’s back is told as such', async () => {
  const { db } = house.kit.house.platform;
  const before = await db.row<{ ev: number }>('select version_ev as ev from message where conversation_id = $1 and seq = $2', [
    conversation,
    edited,
  ]);
  const change = (text: string) =>
    db.rows('update version set text = $3 where conversation_id = $1 and ev = $2', [conversation, before!.ev, text]);
  await change('船期不变');
  await page.goto(`${house.kit.url}/records/${conversation}/${edited}`);
  await card().getByRole('button', { name: '立即核验' }).click();
  await card().locator('.verdict[data-verdict="wrong"]').waitFor();
  await card().locator('.verify-step[data-result="wrong"]').first().waitFor();
  await change('船期推迟到下周六');
});

it('from a message to its record and back, and by Ctrl-K; on a phone one thing at a time', async () => {
  await page.goto(`${house.kit.url}/c/${conversation}`);
  const message = page.getByRole('log').locator('[data-message]').filter({ hasText: '船期请写进合同' });
  await message.hover();
  await message.locator('[data-action="more"]').click();
  await page.getByRole('menuitem', { name: '记录与核验' }).click();
  await card().getByRole('link', { name: '在会话中查看' }).click();
  await page.waitForURL(`**/c/${conversation}/*`);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /跳转/ }).waitFor();
  await page.keyboard.type('记录');
  await page.getByRole('option', { name: /^记录/ }).click();
  await page.waitForURL('**/records');
  await page.setViewportSize({ width: 390, height: 844 });
  await rows().first().waitFor();
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.getByRole('region', { name: '筛选' }).waitFor();
  await page.getByRole('button', { name: /^已撤回/ }).click();
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.waitForURL('**/records?*kind=recalled*');
  await until(async () => (await rows().count()) === 1);
  await rows().first().getByRole('link').click();
  await card().getByText('原文仍留存在记录中').waitFor();
  await page.getByRole('button', { name: '返回记录列表' }).click();
  await rows().first().waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  expect(house.complaints).toEqual([]);
  expect(house.strays).toEqual([]);
});

it('a record is labelled by keyboard, found by its label, and the label is offered for others', async () => {
  const label = (name: string) => card().getByRole('link', { name, exact: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${house.kit.url}/records/${conversation}/${edited}`);
  await card().getByText('船期推迟到下周六').first().waitFor();
  await until(async () => (await rows().count()) === 4);
  const row = rows().filter({ hasText: '船期推迟到下周六' });
  await page.keyboard.press('l');
  await until(() =>
    card()
      .getByLabel('添加标签')
      .evaluate((field) => field === field.ownerDocument.activeElement),
  );
  await page.keyboard.type('船期');
  await page.keyboard.press('Enter');
  await label('船期').waitFor();
  await row.locator('.record-label').getByText('船期').waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await caughtUp();
  await page.goto(`${house.kit.url}/records`);
  await page.getByRole('button', { name: /^船期/ }).click();
  await until(async () => (await rows().count()) === 1);
  expect(new URL(page.url()).searchParams.get('label')).toBe('船期');
  await page.getByRole('button', { name: '取消“船期”' }).click();
  await until(async () => (await rows().count()) === 4);
  await rows().filter({ hasText: '船期请写进合同' }).getByRole('link').click();
  await card().getByText('船期请写进合同').first().waitFor();
  await card().getByLabel('添加标签').click();
  await page.getByRole('option', { name: '船期' }).click();
  await label('船期').waitFor();
  await card().getByRole('button', { name: '移除标签“船期”' }).click();
  await label('船期').waitFor({ state: 'detached' });
  await until(async () => (await rows().filter({ hasText: '船期请写进合同' }).locator('.record-label').count()) === 0);
});
