/** The words of one language at a time: one pack comes with the first page, others with their pages, and a switch changes them all. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse } from './browser.test-kit.ts';

let house: BrowserHouse;

beforeAll(async () => {
  house = await browserHouse();
});
afterAll(() => house?.close());

it('the profile’s language is spoken from the first page on, and switched while the page stands', async () => {
  const { kit } = house;
  await kit.call(kit.owner, 'people.changeProfile', { language: 'zh-CN' });
  const { context } = await house.enter(kit.owner, '/', { serviceWorkers: 'block', locale: 'en-US' });
  const page = await context.newPage();
  const packs: string[] = [];
  page.on('request', (request) => {
    if (/core-words/.test(request.url())) packs.push(request.url());
  });
  await page.goto(`${kit.url}/search`);
  const rail = page.getByRole('navigation').first();
  await rail.getByRole('link', { name: '收藏' }).waitFor();
  await page.getByRole('heading', { level: 1, name: '搜索' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  expect(packs.length).toBe(1);

  await rail.getByRole('link', { name: '个人资料与设置' }).click();
  await page.getByRole('radiogroup', { name: '语言' }).getByText('English').click();
  await rail.getByRole('link', { name: 'Saved' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
  expect(packs.length).toBe(2);
  // Words that came with a page of their own have changed, too.
  await rail.getByRole('link', { name: 'Search' }).click();
  await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor();
  await rail.getByRole('link', { name: 'Admin' }).click();
  await page.getByRole('navigation', { name: 'Administration' }).waitFor();
  await context.close();
  expect(house.complaints).toEqual([]);
});
