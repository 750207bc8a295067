/** Lists beside a conversation and of one's own go on past their first page; members of a large group are found by name. */
import { type Seat, until } from '@rapport/dev';
import { createUser } from '@rapport/modules';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let group: string;
const crowd = 230;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  const people: string[] = [];
  for (let i = 0; i < crowd; i++) {
    const name = i === crowd - 1 ? '郑重' : `Person ${String(i).padStart(3, '0')}`;
    const email = `crowd-${i}@rapport.test`;
    people.push(await createUser(kit.house.platform, { email, name, role: 'member', language: 'en' }));
  }
  const members = [lin.user, ...people] as never[];
  group = (await kit.call(kit.owner, 'conversations.create', { name: '全员', members })).id;
  for (let i = 1; i <= 60; i++) {
    const { seq } = await kit.say(kit.owner, group, `记下第${i}条`);
    await kit.call(lin, 'conversations.save', { conversation: group as never, seq, on: true });
  }
}, 60_000);
afterAll(() => house?.close());

const rows = (page: Page) => page.locator('.side-pane .member');

describe('lists that go on', () => {
  it('members come as one scrolls, to the last one; they are found by pinyin; a role given elsewhere is shown', async () => {
    const { kit } = house;
    const { page } = await house.enter(lin, `/c/${group}?panel=members`);
    await rows(page).first().waitFor();
    expect(await rows(page).first().innerText()).toContain('王晓明');
    // Drawn are those in sight, and scrolling brings the others.
    expect(await rows(page).count()).toBeLessThan(60);
    const last = rows(page).filter({ hasText: '郑重' });
    await until(async () => {
      await page.locator('.side-pane .pane-scroll').evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return (await last.count()) > 0;
    });
    const field = page.getByRole('textbox', { name: 'Find a member' });
    await field.fill('zz');
    await until(async () => (await rows(page).count()) === 1);
    expect(await rows(page).innerText()).toContain('郑重');
    await field.fill('没有这个人');
    await page.getByText('Nobody here has that name').waitFor();
    await field.fill('林');
    await until(async () => (await rows(page).count()) === 1);
    await kit.call(kit.owner, 'conversations.changeRole', {
      conversation: group as never,
      user: lin.user as never,
      role: 'admin',
    });
    await rows(page).getByText('Administrator').waitFor();
    await page.context().close();
  });

  it('what is saved goes on past its first page', async () => {
    const { page } = await house.enter(lin, '/saved');
    await page.getByText('记下第60条').waitFor();
    expect(await page.locator('.still').count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('记下第1条', { exact: true }).waitFor();
    expect(await page.locator('.still').count()).toBe(60);
    await page.context().close();
  });

  it('no page asked anybody but the house, and none complained', () => {
    expect([house.strays, house.complaints]).toEqual([[], []]);
  });
});
