/** Who somebody is, beside the conversation one reads: by name, by mention, out of the list of members; the way back. */
import type { Seat } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let page: Page;
let [lin, guest]: Seat[] = [];
let group: string;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  guest = await kit.person('外来者', 'guest');
  group = await kit.group(lin, guest);
  await kit.call(kit.owner, 'people.changeUser', {
    user: lin.user as never,
    title: '产品经理',
    manager: kit.owner.user as never,
  });
  await kit.say(lin, group, '早上好');
  await kit.say(guest, group, `请看一下，<@${lin.user}>`);
  ({ page } = await house.enter(kit.owner, `/c/${group}`));
});
afterAll(() => house?.close());

const pane = () => page.locator('.side-pane');
const name = (text: string) => page.locator('.message-name').filter({ hasText: text });
const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');

it('a name opens the profile beside; Escape closes it, and the focus is where it was', async () => {
  await name('林月').click();
  await pane().getByRole('heading', { name: '林月' }).waitFor();
  expect(new URL(page.url()).searchParams.get('person')).toBe(lin!.user);
  await pane().getByRole('link', { name: '查看完整资料' }).focus();
  expect(await seriousOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await pane().waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.classList.contains('message-name'));
  expect(await focused()).toBe('林月');
});

it('the address opens it again, and those it leads to open in its place', async () => {
  await page.goto(`${house.kit.url}/c/${group}?person=${lin!.user}`);
  await pane().getByRole('link', { name: house.kit.owner.name }).click();
  await pane().getByRole('heading', { name: house.kit.owner.name }).waitFor();
  await page.goBack();
  await pane().getByRole('heading', { name: '林月' }).waitFor();
  await pane().getByRole('link', { name: '查看完整资料' }).click();
  await page.getByRole('complementary', { name: '林月的资料' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/people/${lin!.user}`);
});

it('over the list of members it leads back to the list, at the same line', async () => {
  await page.goto(`${house.kit.url}/c/${group}?panel=members`);
  await pane().locator('.member-who').filter({ hasText: '外来者' }).click();
  await pane()
    .getByRole('heading', { name: /外来者.*外部/ })
    .waitFor();
  await pane().getByRole('button', { name: '关闭侧栏' }).click();
  await page.waitForFunction(() => document.activeElement?.classList.contains('member-who'));
  expect(await focused()).toContain('外来者');
});

it('a mention opens it too; on a phone a card opens where one reads', async () => {
  await page.goto(`${house.kit.url}/c/${group}`);
  await page.locator('[data-user]').click();
  await pane().getByRole('heading', { name: '林月' }).waitFor();
  await page.goto(`${house.kit.url}/c/${group}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await name('林月').click();
  await page.locator('.person-card').getByText('产品经理').waitFor();
  expect(await pane().count()).toBe(0);
});

it('no page asked anybody but the house, and none complained', () => {
  expect(house.strays).toEqual([]);
  expect(house.complaints).toEqual([]);
});
