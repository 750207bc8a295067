/** A customer writes, and two colleagues are told: on two devices of one of them, and not when it is somebody else's. */
import { aWidget, type Seat, TestVisitor, tokenFor, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let zoe: Seat;
let desk: Page;
let phone: Page;
let other: Page;
let wang: TestVisitor;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  [lin, zoe] = [await kit.person('林月'), await kit.person('赵一')];
  for (const seat of [lin, zoe]) await kit.call(seat, 'people.changeProfile', { language: 'zh-CN' });
  const account = await aWidget(kit);
  const { id } = await kit.call(kit.owner, 'inbox.save', { name: '售前', group: await kit.group(lin, zoe) });
  await kit.call(kit.owner, 'inbox.setSources', { inbox: id, sources: [{ account: account as never, address: '' }] });
  const pages = [
    house.enter(lin),
    house.enter(lin, '/', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
    house.enter(zoe),
  ];
  [desk, phone, other] = (await Promise.all(pages)).map(({ page }) => page) as [Page, Page, Page];
  wang = await TestVisitor.enter(kit, account, await tokenFor(kit, account, { answers: { name: '王女士' }, language: 'zh' }));
});
afterAll(async () => {
  wang?.close();
  await house?.close();
});

/** The number at the inbox, as a page shows it. */
const badge = (page: Page) => page.locator('.rail a[href="/inbox"] .badge');
const shows = (page: Page, count: string) => badge(page).getByText(count, { exact: true }).waitFor();
const showsNone = (page: Page) => badge(page).waitFor({ state: 'detached' });
const titleBegins = (page: Page, text: string) => until(async () => (await page.title()).startsWith(text));

describe('what a customer writes', () => {
  it('is counted for the whole team while nobody has it, on every device and in the title, once for ten messages', async () => {
    for (let n = 1; n <= 10; n++) await wang.say(`第 ${n} 句`);
    for (const page of [desk, phone, other]) {
      await shows(page, '1');
      await titleBegins(page, '(1) ');
    }
    expect(await seriousOn(desk)).toEqual([]);
  });

  it('read on one device, it is not counted on the other; the colleague’s count stays', async () => {
    await desk.locator('.rail a[href="/inbox"]').click();
    await desk.locator('.case-line').filter({ hasText: '王女士' }).click();
    await desk.locator('.case-talk').getByText('第 10 句').waitFor();
    await showsNone(desk);
    await showsNone(phone);
    await shows(other, '1');
    await until(async () => !(await phone.title()).startsWith('('));
  });

  it('is hers alone once she has taken it', async () => {
    await desk.keyboard.press('t');
    await desk.locator('.case-side').getByText('林月').waitFor();
    await showsNone(other);
    await desk.goto(`${house.kit.url}/saved`);
    await desk.getByRole('navigation').first().waitFor();
    await wang.say('还有一个问题');
    await shows(desk, '1');
    await shows(phone, '1');
    await until(async () => (await house.kit.call(lin, 'delivery.waitingCases', {})).count === 1);
    expect((await house.kit.call(zoe, 'delivery.waitingCases', {})).count).toBe(0);
    expect(await badge(other).count()).toBe(0);
  });

  it('can be chosen inbox by inbox in the settings', async () => {
    await other.goto(`${house.kit.url}/me`);
    const choice = other.getByRole('group', { name: '客户来消息时' }).getByLabel('售前');
    await choice.selectOption({ label: '只有我负责的工单' });
    await until(async () => Object.values((await house.kit.call(zoe, 'delivery.settings', {})).cases)[0] === 'mine');
    expect(await seriousOn(other)).toEqual([]);
    expect(house.complaints).toEqual([]);
  });
});
