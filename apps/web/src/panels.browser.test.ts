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
});
afterAll(() => house?.close());

const rows = (page: Page) => page.locator('.side-pane .member');

describe('lists that go on', () => {
  it('members come as one scrolls, to the last one; they are found by pinyin; a role given elsewhere is shown', async () => {
    const { kit } = house;
    const { page } = await house.enter(lin, `/c/${group}?panel=members`);
    await rows(page).first().waitFor();
    await expect.poll(() => rows(page).first().innerText()).toContain('王晓明');
    // Drawn are those in sight, and scrolling brings the others.
    await expect.poll(() => rows(page).count()).toBeLessThan(60);
    const last = rows(page).filter({ hasText: '郑重' });
    await until(async () => {
      await page.locator('.side-pane .pane-scroll').evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return (await last.count()) > 0;
    });
    const field = page.getByRole('textbox', { name: 'Find a member' });
    await field.fill('zz');
    await until(async () => (await rows(page).count()) === 1);
    await expect.poll(() => rows(page).innerText()).toContain('郑重');
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

  it('topics are called by what they hang on and asked for again when one moves, not with plain talk', async () => {
    const { kit } = house;
    const place = await kit.group(lin);
    const begin = async (text: string): Promise<string> => {
      const { seq } = await kit.say(kit.owner, place, text);
      return (await kit.call(kit.owner, 'conversations.startTopic', { conversation: place as never, seq })).id;
    };
    const first = await begin('报价怎么算');
    await kit.say(kit.owner, first, '先看成本');
    for (let i = 1; i <= 60; i++) await kit.say(kit.owner, place, `闲聊${i}`);
    await kit.call(lin, 'conversations.markRead', { conversation: place as never, seq: 61 });
    const { page } = await house.enter(lin, `/c/${place}`);
    let asked = 0;
    let histories = 0;
    page.on('request', (request) => {
      if (request.url().includes('conversations.topics')) asked++;
      if (request.url().includes('conversations.history')) histories++;
    });
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes('conversations.topics')) asked++;
        if (String(payload).includes('conversations.history')) histories++;
      }),
    );
    await page.goto(`${kit.url}/c/${place}?panel=topics`);
    const lines = page.locator('.topic-item');
    await lines.filter({ hasText: '报价怎么算' }).filter({ hasText: '先看成本' }).waitFor();
    await page.getByRole('log').first().getByText('闲聊60').waitFor();
    const before = { asked, histories };
    expect(before.asked).toBeGreaterThanOrEqual(1);
    for (let i = 61; i <= 66; i++) await kit.say(kit.owner, place, `闲聊${i}`);
    await page.getByRole('log').first().getByText('闲聊66').waitFor();
    expect({ asked, histories }).toEqual(before);
    await kit.say(kit.owner, first, '成本是三百');
    await lines.filter({ hasText: '成本是三百' }).waitFor();
    const second = await begin('交货日期');
    await kit.say(kit.owner, second, '月底');
    await lines.first().filter({ hasText: '交货日期' }).filter({ hasText: '月底' }).waitFor();
    expect(asked).toBeGreaterThan(before.asked);
    expect(histories).toBe(before.histories);
    await page.context().close();
  });

  it('what is saved goes on past its first page', async () => {
    const { page } = await house.enter(lin, '/saved');
    await page.getByText('记下第60条').waitFor();
    await expect.poll(() => page.locator('.still').count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('记下第1条', { exact: true }).waitFor();
    await expect.poll(() => page.locator('.still').count()).toBe(60);
    await page.context().close();
  });

  it('no page asked anybody but the house, and none complained', () => {
    expect([house.strays, house.complaints]).toEqual([[], []]);
  });
});
