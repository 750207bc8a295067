/** What needs somebody: one page, done by keys and undone; and the counts that are never wrong, on two devices and after being offline. */
import { type Seat, until } from '@rapport/dev';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let group: string;
let direct: string;
let first: { context: BrowserContext; page: Page };
let second: { context: BrowserContext; page: Page };

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  group = await kit.group(lin);
  direct = (await kit.call(kit.owner, 'conversations.openDirect', { users: [lin.user as never] })).id;
  [first, second] = await Promise.all([house.enter(lin, '/saved'), house.enter(lin, '/saved')]);
});
afterAll(() => house?.close());

const say = (where: string, text: string, more = {}) => house.kit.say(house.kit.owner, where, text, more);
const title = (page: Page): Promise<number> => page.title().then((t) => Number(/^\((\d+)\)/.exec(t)?.[1] ?? 0));
/** Both devices show the number within a second of asking. */
const bothShow = (n: number): Promise<void> =>
  until(async () => (await Promise.all([title(first.page), title(second.page)])).every((shown) => shown === n));
const read = async (where: string): Promise<void> => {
  const { seq } = await house.kit.call(lin, 'conversations.get', { conversation: where as never });
  await house.kit.call(lin, 'conversations.markRead', { conversation: where as never, seq });
};
const mine = async (where: string) => (await house.kit.call(lin, 'conversations.get', { conversation: where as never })).me!;

describe('the number that waits', () => {
  it('SY8 read on one device clears the other within a second', async () => {
    await say(direct, '在吗？');
    await say(group, `<@${lin.user}> 看一下`);
    await say(group, '与你无关');
    await bothShow(2);
    await first.page.goto(`${house.kit.url}/c/${direct}`);
    await first.page.getByRole('log').getByText('在吗？').waitFor();
    await bothShow(1);
    await read(group);
    await bothShow(0);
  });

  it('SY8 a device that was offline meanwhile shows the right number as soon as it is back', async () => {
    await second.context.setOffline(true);
    await say(direct, '一');
    await say(group, `<@${lin.user}> 二`);
    // The first device shows the direct talk: what comes there is read as it comes.
    await until(async () => (await title(first.page)) === 1);
    await read(group);
    await say(group, `<!all> 三`);
    await until(async () => (await title(first.page)) === 1);
    await second.context.setOffline(false);
    await until(async () => (await title(second.page)) === 1);
    await read(group);
    await bothShow(0);
  });

  it('SY8 recalled and own messages never count', async () => {
    await first.page.goto(`${house.kit.url}/saved`);
    const { seq } = await say(direct, '说错了');
    await bothShow(1);
    await house.kit.call(house.kit.owner, 'conversations.recallMessage', { conversation: direct as never, seq });
    await bothShow(0);
    await house.kit.say(lin, group, `<!all> 大家好 <@${lin.user}>`);
    await say(direct, '好了');
    await bothShow(1);
    await read(direct);
    await bothShow(0);
  });
});

describe('the page', () => {
  const items = (page: Page) => page.locator('.need');

  it('gathers mentions, direct talk and urgent messages; E is done, Z takes it back, J and K walk, Enter opens', async () => {
    const { page } = first;
    await page.goto(`${house.kit.url}/attention`);
    await page.getByText(/Nothing needs you|没有需要你处理的/).waitFor();
    const loud = await house.kit.group(lin);
    // Whatever stood where, be it for a moment.
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(window, { seen });
      const look = (): void => {
        for (const one of document.querySelectorAll<HTMLElement>('.need'))
          seen.add(`${one.dataset.kind} ${one.querySelector('a')?.getAttribute('href')}`);
      };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
    });
    await say(loud, '机房断电', { urgent: '断电' });
    await say(group, `<@${lin.user}> 请看合同`);
    await say(direct, '三点见');
    await items(page).nth(2).waitFor();
    await say(await house.kit.group(lin), '没有人被点到');
    const shown = () => items(page).evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.kind).join(' '));
    await until(async () => (await shown()) === 'urgent mention direct rest');
    const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
    expect(seen.filter((one) => one.includes(loud)).map((one) => one.split(' ')[0])).toEqual(['urgent']);
    await items(page).getByText('请看合同').waitFor();
    await expect.poll(() => page.getByRole('navigation').first().getByRole('link').first().innerText()).toMatch(/3/);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await items(page).getByText('请看合同').waitFor({ state: 'detached' });
    await until(async () => (await mine(group)).mentions === 0);
    await page.keyboard.press('z');
    await items(page).getByText('请看合同').waitFor();
    await until(async () => (await mine(group)).mentions === 1);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('请看合同');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/c/${loud}/1`);
    await page.getByRole('log').getByText('机房断电').waitFor();
    await until(async () => (await mine(loud)).unread === 0);
  });

  it('what is put off comes back as a reminder; undone, it is unread as before', async () => {
    const { page } = first;
    await page.goto(`${house.kit.url}/attention`);
    await items(page).getByText('请看合同').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('h');
    await page.waitForFunction(() => document.activeElement?.closest('[role=menu]'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await items(page).getByText('请看合同').waitFor({ state: 'detached' });
    const saved = async () => (await house.kit.call(lin, 'conversations.savedMessages', {})).items;
    await until(async () => (await saved()).length === 1);
    expect((await saved())[0]!.saved.remindAt).toBeGreaterThan(Date.now());
    await page.getByRole('button', { name: /^(Undo|撤销)$/ }).click();
    await items(page).getByText('请看合同').waitFor();
    await until(async () => (await saved()).length === 0 && (await mine(group)).mentions === 1);
  });

  it('everything is marked as read at once, and undone exactly', async () => {
    const { page } = first;
    const before = [await mine(group), await mine(direct)];
    await page.getByRole('button', { name: /Mark everything as read|全部标为已读/ }).click();
    await page.getByText(/Nothing needs you|没有需要你处理的/).waitFor();
    await bothShow(0);
    await page
      .getByRole('button', { name: /^(Undo|撤销)$/ })
      .last()
      .click();
    await items(page).getByText('请看合同').waitFor();
    const after = [await mine(group), await mine(direct)];
    expect(after.map((m) => ({ ...m, rev: 0 }))).toEqual(before.map((m) => ({ ...m, rev: 0 })));
  });

  it('no page asked anybody but the house, and none broke', () => {
    expect([house.strays, house.complaints]).toEqual([[], []]);
  });
});
