/** What is said in a topic, and in its conversation at once. */
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, keepMessagesBack, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let group: string;
let topic: string;

beforeAll(async () => {
  house = await browserHouse();
  lin = await house.kit.person('林月');
});
afterAll(() => house?.close());
beforeEach(async () => {
  const { kit } = house;
  group = await kit.group(lin);
  const { seq } = await kit.say(kit.owner, group, '周二还是周三？');
  topic = (await kit.call(kit.owner, 'conversations.startTopic', { conversation: group as never, seq })).id;
});

const field = (page: Page) => page.locator('.side-pane .composer-field');
const also = (page: Page) => page.getByRole('checkbox', { name: /^(Also send to the conversation|同时发到会话)$/ });
const said = async (conversation: string): Promise<string[]> =>
  (await house.kit.call(house.kit.owner, 'conversations.history', { conversation: conversation as never })).messages.map(
    (m) => m.text,
  );

it('one message goes to both where that is asked for, by keyboard; the next to the topic alone', async () => {
  const { page, context } = await house.enter(lin, `/c/${group}?topic=${topic}`);
  await field(page).fill('周三更好');
  await field(page).press('Tab');
  await expect.poll(() => also(page).evaluate((box) => box === document.activeElement)).toBe(true);
  await page.keyboard.press('Space');
  await until(() => also(page).isChecked());
  expect(await seriousOn(page)).toEqual([]);
  await field(page).press('Enter');
  const above = page.locator('.talk-main [data-message]').filter({ hasText: '周三更好' });
  await above.locator('.forward-topic').waitFor();
  await until(async () => !(await also(page).isChecked()));
  await field(page).fill('那就这样');
  await field(page).press('Enter');
  await page.locator('.side-pane [data-message]').filter({ hasText: '那就这样' }).waitFor();
  await until(async () => (await said(topic)).length === 2);
  expect([await said(topic), await said(group)]).toEqual([
    ['周三更好', '那就这样'],
    ['周二还是周三？', '周三更好'],
  ]);
  await context.close();
});

it('on a phone, in English and dark: it leads back to the topic, also for who does not follow it', async () => {
  const { kit } = house;
  await kit.call(lin, 'conversations.sendMessage', {
    conversation: topic as never,
    draft: { clientId: crypto.randomUUID(), text: 'Wednesday', alsoAbove: crypto.randomUUID() } as never,
  });
  const ben = await kit.person('Ben');
  await kit.call(kit.owner, 'conversations.addMembers', {
    conversation: group as never,
    users: [ben.user as never],
    withHistory: true,
  });
  await kit.call(ben, 'people.changeProfile', { language: 'en' });
  const { page, context } = await house.enter(ben, `/c/${group}`, {
    locale: 'en-US',
    colorScheme: 'dark',
    hasTouch: true,
    isMobile: true,
  });
  await page.setViewportSize({ width: 390, height: 844 });
  const link = page.locator('.forward-topic').filter({ hasText: 'From a topic' });
  await link.waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await link.tap();
  await page.locator('.side-pane [data-message]').filter({ hasText: 'Wednesday' }).waitFor();
  await also(page).waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await context.close();
});

it('a reload before it left: both go out afterwards, once', async () => {
  const { page: first, context } = await house.enter(lin);
  await first.close();
  const page = await context.newPage();
  const held = await keepMessagesBack(page);
  await page.goto(`${house.kit.url}/c/${group}?topic=${topic}`);
  await field(page).fill('稍后到');
  await also(page).check();
  await field(page).press('Enter');
  await until(() => held() > 0);
  await page.close();
  const again = await context.newPage();
  await again.goto(`${house.kit.url}/c/${group}`);
  await again.locator('.talk-main [data-message]').filter({ hasText: '稍后到' }).waitFor();
  expect([await said(topic), await said(group)]).toEqual([['稍后到'], ['周二还是周三？', '稍后到']]);
  await context.close();
});

it('not elsewhere: a conversation that is no topic', async () => {
  const { page, context } = await house.enter(lin, `/c/${group}`);
  await page.locator('.talk-main .composer-field').waitFor();
  expect(await also(page).count()).toBe(0);
  await context.close();
});
