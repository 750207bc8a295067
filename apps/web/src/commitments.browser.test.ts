/** Commitments: marked in a message and from a record's tasks, settled, listed by whose they are, and told when they are due. */
import { randomUUID } from 'node:crypto';
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let yue: Seat;
let conversation: string;
let page: Page;
const day = (after: number): string => {
  const at = new Date();
  // By the calendar of the page: it has this machine's zone.
  at.setDate(at.getDate() + after);
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short' }).format(at);
};

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  yue = await kit.person('林月');
  conversation = await kit.group(yue);
  await kit.say(yue, conversation, '周五前书面答复船期');
  const form = {
    template: '00000000-0000-7000-8000-000000000102',
    version: 1,
    title: '与海湾航运通话',
    goal: '确认船期',
    summary: '周经理寄样品',
    occurred: { from: Date.now() - 3_600_000, zone: 'Asia/Shanghai' },
    participants: [{ name: '周经理', organization: '海湾航运' }],
    actions: [{ what: '寄样品', owner: '周经理', due: day(5) }],
    values: { direction: 'incoming' },
  };
  const draft = { clientId: randomUUID(), form };
  await kit.call(yue, 'conversations.sendMessage', { conversation: conversation as never, draft: draft as never });
  ({ page } = await house.enter(kit.owner, `/c/${conversation}`));
  await page.locator('.form-card').waitFor();
});
afterAll(() => house?.close());

const dialog = () => page.getByRole('dialog');
const open = async (text: string): Promise<void> => {
  const message = page.getByRole('log').locator('[data-message]').filter({ hasText: text });
  await message.hover();
  await message.locator('[data-action="more"]').click();
  await page.getByRole('menuitem', { name: '记下承诺…' }).click();
  await dialog().waitFor();
};
const listed = async (whose: 'all' | 'owed' | 'mine' = 'all') =>
  (await house.kit.call(house.kit.owner, 'commitments.list', { whose, state: 'all' })).items;

it('is marked from a message: who wrote it promises, to whom reads it', async () => {
  await open('周五前书面答复船期');
  await expect.poll(() => dialog().getByLabel('事项').inputValue()).toBe('周五前书面答复船期');
  await dialog().getByLabel('期限').fill(day(-1));
  expect(await seriousOn(page)).toEqual([]);
  await dialog().getByRole('button', { name: '记下', exact: true }).click();
  await dialog().waitFor({ state: 'detached' });
  expect(await listed()).toMatchObject([{ debtor: { user: yue.user }, creditor: { user: house.kit.owner.user }, due: day(-1) }]);
  await page.getByRole('link', { name: '1项承诺' }).waitFor();
});

it('is taken from the tasks of a record with one press', async () => {
  await open('与海湾航运通话');
  await dialog()
    .getByRole('button', { name: /寄样品 · 周经理/ })
    .click();
  await dialog().getByRole('button', { name: '记下', exact: true }).click();
  await dialog().waitFor({ state: 'detached' });
  expect((await listed()).find((one) => one.what === '寄样品')).toMatchObject({ debtor: { name: '周经理' }, due: day(5) });
});

it('is listed by whose it is, overdue first, settled and opened again; its record holds it', async () => {
  await page.goto(`${house.kit.url}/commitments`);
  await page.getByText('这里没有承诺').waitFor();
  await page.getByText('对我承诺的').click();
  await page.locator('.commitment').nth(1).waitFor();
  await expect.poll(() => page.locator('.commitment').first().innerText()).toContain('已逾期');
  await page.locator('.commitment').first().getByRole('button', { name: '已履行' }).click();
  await page.getByText(/已履行：/).waitFor();
  expect((await listed('owed')).find((one) => one.state === 'kept')?.what).toBe('周五前书面答复船期');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
    expect(await seriousOn(page)).toEqual([]);
  }
  await page.locator('.commitment').first().getByRole('button', { name: '重新打开' }).click();
  await page.locator('.commitment').first().getByRole('button', { name: '修改' }).click();
  await dialog().getByLabel('事项').fill('周五前书面答复新船期');
  await dialog().getByRole('button', { name: '保存修改' }).click();
  await page.locator('.commitment-what').getByText('新船期').waitFor();
  await page.locator('.commitment').first().getByRole('link', { name: '记录', exact: true }).click();
  const card = page.getByRole('complementary', { name: '记录详情' });
  await card.locator('.commitment-what').getByText('新船期').waitFor();
  await until(async () => (await card.locator('.record-event').filter({ hasText: '承诺' }).count()) === 4);
});

it('what I promised stands among what needs me once it is due, until it is kept', async () => {
  const { kit } = house;
  await kit.call(kit.owner, 'commitments.create', {
    conversation: conversation as never,
    seq: 1,
    what: '给客户回电话',
    debtor: { user: kit.owner.user as never },
    creditor: { name: '周经理' },
    due: day(-1),
  });
  await page.goto(`${kit.url}/attention`);
  const due = page.getByRole('region', { name: '到期的承诺' });
  await due.getByText('给客户回电话').waitFor();
  const badge = page.getByRole('navigation').locator('a[href="/attention"] .rail-badge');
  await expect.poll(() => badge.innerText()).toBe('1');
  await due.getByRole('button', { name: '已履行' }).click();
  await due.waitFor({ state: 'detached' });
  await badge.waitFor({ state: 'detached' });
});

it('is walked through and kept by keys; what is due counts in the rail from anywhere', async () => {
  const { kit } = house;
  for (const [what, after] of [
    ['先做的事', 0],
    ['后做的事', 9],
  ] as const)
    await kit.call(kit.owner, 'commitments.create', {
      conversation: conversation as never,
      seq: 1,
      what,
      debtor: { user: kit.owner.user as never },
      creditor: { name: '周经理' },
      due: day(after),
    });
  await page.goto(`${kit.url}/commitments`);
  await page.locator('.commitment').nth(1).waitFor();
  const badge = page.getByRole('navigation').locator('a[href="/attention"] .rail-badge');
  await badge.waitFor();
  const current = page.locator('.commitment:focus-within .commitment-what');
  await page.keyboard.press('j');
  await expect.poll(() => current.innerText()).toBe('先做的事');
  await page.keyboard.press('j');
  await expect.poll(() => current.innerText()).toBe('后做的事');
  await page.keyboard.press('k');
  await page.keyboard.press('e');
  await page.locator('.commitment[data-state="kept"]').getByText('先做的事').waitFor();
  await badge.waitFor({ state: 'detached' });
  expect(await seriousOn(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${kit.url}/commitments?whose=all&settled=true`);
  await page.locator('.commitment').nth(2).waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  expect(house.complaints).toEqual([]);
});
