/** What comes a moment later loses nothing and says so: the switcher, the words of a language, parts of the page; names of icons go in time. */
import { until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let conversation: string;

beforeAll(async () => {
  house = await browserHouse();
  const lin = await house.kit.person('林月');
  conversation = await house.kit.group(lin);
  await house.kit.say(lin, conversation, '早上好');
});
afterAll(() => house?.close());

/** A page of nobody, without what is kept on the device. */
async function outside(path: string): Promise<Page> {
  const context = await house.browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block' });
  const page = await context.newPage();
  page.on('pageerror', (error) => house.complaints.push(error.message));
  await page.goto(`${house.kit.url}${path}`);
  return page;
}

it('what is typed right after Ctrl-K is found in the switcher, though it comes later', async () => {
  const { page, context } = await house.enter(house.kit.owner, `/c/${conversation}`, { serviceWorkers: 'block' });
  let come = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    come = resolve;
  });
  await page.route('**/assets/switcher*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${house.kit.url}/c/${conversation}`);
  const composer = page.locator('.composer textarea');
  await composer.focus();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('linyue');
  expect(await composer.inputValue()).toBe('');
  expect(await page.getByRole('combobox').count()).toBe(0);
  come();
  const field = page.getByRole('combobox');
  await field.waitFor();
  expect(await field.inputValue()).toBe('linyue');
  await page.keyboard.type('x');
  expect(await field.inputValue()).toBe('linyuex');
  await page.keyboard.press('Escape');
  await until(() => composer.evaluate((element) => element === document.activeElement));
  await context.close();
});

it('on a phone the bar has room for names: what it has none for is behind “More”, which says when one is there', async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page, context } = await house.enter(house.kit.owner, '/saved', phone);
  const rail = page.locator('.rail');
  const more = rail.getByRole('button', { name: '更多' });
  await more.waitFor();
  const names = () => rail.locator('.rail-label:visible').allInnerTexts();
  await expect.poll(names).toEqual(['待处理', '消息', '收件箱', '搜索', '记录', '更多']);
  expect(await rail.locator('.rail-item:visible').count()).toBeLessThanOrEqual(7);
  await expect.poll(() => more.getAttribute('data-here')).toBe('true');
  await more.click();
  await page.getByRole('menuitem', { name: '通讯录' }).waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await page.getByRole('menuitem', { name: '文件' }).click();
  await page.waitForURL('**/files');
  await expect.poll(() => more.getAttribute('data-here')).toBe('true');
  await rail.getByRole('link', { name: '记录' }).click();
  await page.waitForURL('**/records');
  await until(async () => (await more.getAttribute('data-here')) === null);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await context.close();
});

it('the name of an icon goes when its menu opens, and when the page that has it goes', async () => {
  const { page, context } = await house.enter(house.kit.owner, '/saved');
  await page.goto(`${house.kit.url}/c/${conversation}`);
  const more = page.locator('.talk-tools button').last();
  const tip = page.locator('.tip');
  await more.hover();
  await tip.waitFor();
  // As an assistive device opens it: without a hand on the pointer or a key.
  await more.evaluate((button: HTMLElement) => button.click());
  await page.getByRole('menu').waitFor();
  await tip.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await page.mouse.move(400, 400);
  await more.hover();
  await tip.waitFor();
  await page.evaluate(() => history.back());
  await page.waitForURL('**/saved');
  await tip.waitFor({ state: 'detached' });
  await context.close();
});

it('a language whose words do not come is not chosen on the way in, and that is said', async () => {
  const page = await outside('/sign-in');
  const choice = page.getByRole('radiogroup', { name: '语言' });
  await choice.waitFor();
  await page.evaluate(() => Object.assign(window, { same: true }));
  await page.context().setOffline(true);
  await choice.getByText('English').click();
  await page.getByRole('alert').waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  expect(await page.evaluate(() => Object.hasOwn(window, 'same'))).toBe(true);
  expect(await choice.getByRole('radio', { checked: true }).getAttribute('value')).toBe('zh-CN');
  await page.context().close();
});

it('words that are gone when the page begins, as after an upgrade, load it anew, once', async () => {
  const page = await outside('/sign-in');
  await page.locator('input[type=email]').waitFor();
  let refused = 0;
  await page.route('**/assets/core-words*', (route) => (refused++ === 0 ? route.fulfill({ status: 404 }) : route.continue()));
  await page.reload();
  await page.locator('input[type=email]').waitFor();
  expect(refused).toBeGreaterThanOrEqual(2);
  house.complaints.length = 0;
  await page.context().close();
});

it('nobody else was asked, and no page complained', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
