/** Menus, dialogs and panes that open over a page: axe finds nothing serious in either theme, and Escape leads back. */
import { type Seat, until } from '@rapport/dev';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let conversation: string;
let desk: { context: BrowserContext; page: Page };
let phone: { context: BrowserContext; page: Page };

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  conversation = await kit.group(lin, await kit.person('Dora Lindqvist', 'guest'));
  await kit.say(lin, conversation, `<@${kit.owner.user}> 会议改到下午三点，请各位准时。`);
  await kit.say(kit.owner, conversation, 'Fine with me, see you at three.');
  await kit.call(kit.owner, 'people.createDepartment', { name: '研发部' });
  await kit.call(kit.owner, 'conversations.scheduleMessage', {
    conversation: conversation as never,
    draft: { clientId: crypto.randomUUID(), text: '早' },
    sendAt: Date.now() + 86_400_000,
  });
  const hands = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } };
  [desk, phone] = await Promise.all([
    house.enter(kit.owner, '/', { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }),
    house.enter(kit.owner, '/', { ...hands, reducedMotion: 'reduce' }),
  ]);
});
afterAll(() => house?.close());

const drawn = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const parts = '[role=dialog], [role=menu], [role=listbox]';
const over = (page: Page) => page.locator(parts).filter({ visible: true }).last();

/** What axe says of what is open, in both themes. */
async function looked(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
    await drawn(page);
    for (const finding of await seriousOn(page, parts)) found.push(`${name} (${colorScheme}): ${finding}`);
  }
  return found;
}

/** Opens one thing after the other on a page, looks, and closes it with Escape. */
async function walk(page: Page, address: string, steps: Record<string, (page: Page) => Promise<unknown>>): Promise<string[]> {
  await page.goto(house.kit.url + address);
  await page.locator('main:visible, .list-pane:visible').first().waitFor();
  await page.waitForLoadState('networkidle');
  const found: string[] = [];
  for (const [name, open] of Object.entries(steps)) {
    await open(page);
    await over(page)
      .waitFor()
      .catch(() => {
        throw new Error(`Nothing opened: ${name}`);
      });
    found.push(...(await looked(page, `${address} ${name}`)));
    for (let tries = 0; (await over(page).count()) > 0; tries++) {
      if (tries > 20) throw new Error(`Escape does not close: ${name}`);
      await page.keyboard.press('Escape');
      await drawn(page);
    }
  }
  return found;
}

const press =
  (selector: string, at = 0) =>
  (page: Page) =>
    page.locator(selector).nth(at).click();
const item =
  (menu: (page: Page) => Promise<unknown>, at: number) =>
  async (page: Page): Promise<void> => {
    await menu(page);
    await page.getByRole('menuitem').nth(at).click();
  };
const message = (page: Page) => page.locator('[data-message]').last();
const more = async (page: Page): Promise<void> => {
  await message(page).hover();
  await message(page).locator('[data-action=more]').click();
};

describe('what opens over a page', () => {
  it('the list: its menus and dialogs', async () => {
    const start = press('.list-head button:last-child');
    const found = await walk(desk.page, '/', {
      'new menu': start,
      'menu of a line': async (page) => {
        await page.locator('.line-place').first().hover();
        await page.locator('.line-more').first().click();
      },
      'direct talk': item(start, 0),
      'new group': item(start, 1),
      'open groups': item(start, 2),
      folder: item(start, 3),
      archived: item(start, 4),
      switcher: (page) => page.keyboard.press('Control+k'),
      'help sheet': press('.rail-help'),
    });
    expect(found).toEqual([]);
  });

  it('a conversation: its menu, a message and what can be done with it, a day', async () => {
    const found = await walk(desk.page, `/c/${conversation}`, {
      'menu of the conversation': press('.talk-tools button:last-child'),
      'menu of a message': more,
      reactions: async (page) => {
        await message(page).hover();
        await message(page).locator('[data-action=react]').click();
      },
      forward: async (page) => {
        await message(page).focus();
        await message(page).getByRole('button', { name: '转发' }).click();
      },
      'who has read': async (page) => {
        await more(page);
        await page.getByRole('menuitem', { name: '谁看过' }).click();
      },
      recall: async (page) => {
        await more(page);
        await page.getByRole('menuitem', { name: '撤回' }).click();
      },
      'a date': async (page) => {
        await press('.talk-tools button:last-child')(page);
        await page.getByRole('menuitem', { name: '跳转到日期…' }).click();
      },
      leave: async (page) => {
        await press('.talk-tools button:last-child')(page);
        await page.getByRole('menuitem').last().click();
      },
    });
    expect(found).toEqual([]);
  });

  it('the composer: what can be added, emoji, mentions, commands, later', async () => {
    const add = press('.composer-tools button');
    const type = (text: string) => async (page: Page) => {
      await page.locator('.composer textarea').fill('');
      await page.locator('.composer textarea').pressSequentially(text);
    };
    const found = await walk(desk.page, `/c/${conversation}`, {
      'what can be added': add,
      card: item(add, 2),
      location: item(add, 3),
      urgent: item(add, 4),
      emoji: press('.composer-tools button', 1),
      mentions: type('@'),
      commands: type('/'),
      'send later': async (page) => {
        await page.locator('.composer textarea').fill('稍后');
        await page.locator('.composer-tools button').last().click();
      },
      scheduled: press('.scheduled-line'),
    });
    expect(found).toEqual([]);
  });

  it('other pages: putting off, inviting, departments, roles, an account', async () => {
    const { page } = desk;
    await house.kit.say(lin, conversation, `<@${house.kit.owner.user}> 请看合同`);
    const found = [
      ...(await walk(page, '/attention', { 'put off': press('.need-acts button') })),
      ...(await walk(page, '/people', { invite: (p) => p.getByRole('button', { name: '邀请同事' }).click() })),
      ...(await walk(page, '/admin/departments', { department: (p) => p.getByRole('button', { name: '新建部门' }).click() })),
      ...(await walk(page, '/admin/roles', { role: (p) => p.getByRole('button', { name: '新建角色' }).click() })),
      ...(await walk(page, '/admin/people', { account: press('.admin-scroll .admin-row') })),
    ];
    expect(found).toEqual([]);
  });

  it('on a phone: the menus, a person; what fingers press is large enough', async () => {
    const { page } = phone;
    const found = await walk(page, `/c/${conversation}`, {
      'menu of the conversation': press('.talk-tools button:last-child'),
      'what can be added': press('.composer-tools button'),
      person: press('button.message-name'),
    });
    expect(found).toEqual([]);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('.talk-tools button, .composer-tools button, .back-link')]
        .map((button) => ({ name: button.getAttribute('aria-label'), box: button.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height < 40)
        .map(({ name }) => name),
    );
    expect(small).toEqual([]);
  });

  it('on a phone whose keyboard lies over the page, what one writes in stays in sight', async () => {
    const { page } = phone;
    await page.goto(`${house.kit.url}/c/${conversation}`);
    const field = page.locator('.composer textarea');
    await field.focus();
    const keyboard = (height: number) =>
      page.evaluate((covered) => {
        Object.defineProperty(visualViewport, 'height', { configurable: true, value: innerHeight - covered });
        visualViewport?.dispatchEvent(new Event('resize'));
      }, height);
    await keyboard(336);
    await until(async () => ((await field.boundingBox())?.y ?? 844) < 844 - 336);
    await keyboard(0);
    await until(async () => ((await field.boundingBox())?.y ?? 0) > 844 - 336);
  });

  it('the focus goes back to what one came from', async () => {
    const { page } = desk;
    await page.goto(`${house.kit.url}/c/${conversation}`);
    const field = page.locator('.composer textarea');
    await field.focus();
    await page.keyboard.press('Control+k');
    await over(page).waitFor();
    await page.keyboard.press('Escape');
    await until(() => field.evaluate((element) => element === document.activeElement));
    await page.locator('.talk-tools button').last().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: '跳转到日期…' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await until(() =>
      page
        .locator('.talk-tools button')
        .last()
        .evaluate((button) => button === document.activeElement),
    );
  });

  it('nobody else was asked, and no page complained', () => {
    expect(house.strays).toEqual([]);
    expect(house.complaints).toEqual([]);
  });
});
