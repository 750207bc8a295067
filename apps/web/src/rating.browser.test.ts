/** A contact says how it went: by a link, on a phone, without a script. */
import { aWidget, type Seat, TestVisitor, tokenFor, until } from '@rapport/dev';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let wang: TestVisitor;
let account: string;
let caseId: string;

const phone: BrowserContextOptions = { locale: 'zh-CN', viewport: { width: 390, height: 844 }, hasTouch: true };

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  account = await aWidget(kit);
  const { id } = await kit.call(kit.owner, 'inbox.save', { name: '售后', group: await kit.group(lin) });
  await kit.call(kit.owner, 'inbox.setSources', { inbox: id, sources: [{ account: account as never, address: '' }] });
  wang = await TestVisitor.enter(kit, account, await tokenFor(kit, account, { answers: { name: '王女士' }, language: 'zh' }));
  await wang.say('收到了，谢谢');
  await until(async () => (await kit.call(lin, 'inbox.queue', { view: 'open' })).items.length === 1);
  caseId = (await kit.call(lin, 'inbox.queue', { view: 'open' })).items[0]!.id;
});
afterAll(async () => {
  wang?.close();
  await house?.close();
});

const asked = async (scale: 'csat' | 'nps') =>
  (await house.kit.call(lin, 'cases.askRating', { case: caseId as never, scale })).url;
const ratings = async () => (await house.kit.call(lin, 'cases.get', { case: caseId as never })).ratings;

async function open(url: string, options: BrowserContextOptions = phone): Promise<Page> {
  const context = await house.browser.newContext(options);
  const page = await context.newPage();
  page.on('pageerror', (error) => house.complaints.push(error.message));
  await page.goto(url);
  return page;
}

describe('the page for ratings', () => {
  it('takes a satisfaction with words, and another in its place, without a script', async () => {
    const url = await asked('csat');
    const page = await open(url, { ...phone, javaScriptEnabled: false });
    await page.getByText('满意吗').first().waitFor();
    await page.getByRole('radio', { name: '2 不满意' }).check();
    await page.getByLabel('哪里做得好').fill('等了两天');
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('status').getByText('感谢您的评价').waitFor();
    await page.getByRole('radio', { name: '4 满意' }).check();
    await page.getByRole('button', { name: '提交修改' }).click();
    await until(async () => (await ratings()).at(-1)?.score === 4);
    expect((await ratings()).at(-1)).toMatchObject({ scale: 'csat', score: 4, comment: '等了两天' });
    await page.context().close();
  });

  it('is served in English where a browser asks for it, by keys alone, and can be turned to Chinese', async () => {
    const page = await open(await asked('nps'), { ...phone, locale: 'en-GB' });
    await page.getByRole('heading', { name: /How likely are you to recommend/ }).waitFor();
    await page.getByRole('radio', { name: '0', exact: true }).focus();
    for (let n = 0; n < 9; n++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Thank you').waitFor();
    expect((await ratings()).at(-1)).toMatchObject({ scale: 'nps', score: 9 });
    await page.getByRole('link', { name: '中文' }).click();
    await page.getByRole('heading', { name: '推荐' }).waitFor();
    await expect.poll(() => page.getByRole('radio', { name: '9', exact: true }).isChecked()).toBe(true);
    await page.context().close();
  });

  it('has nothing serious for axe, light and dark, and runs out of no window', async () => {
    const urls = [await asked('csat'), await asked('nps'), `${house.kit.url}/rate/nonsense`];
    for (const url of urls) {
      const page = await open(url);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await seriousOn(page)).toEqual([]);
      }
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        await expect.poll(() => page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
      await page.context().close();
    }
    expect(house.complaints).toEqual([]);
  });
});

describe('the widget, once a case is solved', () => {
  it('asks in the talk how it went; a tap is an answer, words may follow', async () => {
    const { kit } = house;
    const page = await open(`${kit.url}/widget/${account}`);
    await page.getByLabel('消息', { exact: true }).fill('安装时少一颗螺丝');
    await page.getByRole('button', { name: '发送' }).click();
    const openCases = async () => (await kit.call(lin, 'inbox.queue', { view: 'open' })).items.filter(({ id }) => id !== caseId);
    await until(async () => (await openCases()).length === 1);
    const { id } = (await openCases())[0]!;
    // Its conversation is known to the window before anything is asked.
    await page.getByRole('log').getByText('安装时少一颗螺丝').waitFor();
    await page.getByText('发送中').waitFor({ state: 'detached' });
    await kit.call(lin, 'cases.askRating', { case: id, scale: 'csat' });
    await kit.call(lin, 'cases.change', { case: id, status: 'solved' });
    await page.reload();
    const asked = page.getByRole('region', { name: '您对这次服务满意吗？' });
    await asked.waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await asked.getByRole('button', { name: '4分' }).click();
    await asked.getByText('感谢您的评价').waitFor();
    await asked.getByLabel('还想补充什么吗').fill('师傅很耐心');
    await asked.getByRole('button', { name: '发送' }).click();
    const given = async () => (await kit.call(lin, 'cases.get', { case: id })).ratings.at(-1);
    await until(async () => (await given())?.comment === '师傅很耐心');
    expect(await given()).toMatchObject({ scale: 'csat', score: 4 });
    expect(await seriousOn(page)).toEqual([]);
    // Whoever writes on is not done: the question goes.
    await page.getByLabel('消息', { exact: true }).fill('还有一个问题');
    await page.keyboard.press('Enter');
    await asked.waitFor({ state: 'detached' });
    await page.context().close();
  });
});
