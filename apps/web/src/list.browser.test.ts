/** The list of conversations: filters, folders, order, hiding; by mouse and by keyboard. */
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let page: Page;
let alpha: string;
let beta: string;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  const made = async (name: string) =>
    (await kit.call(kit.owner, 'conversations.create', { name, members: [lin.user as never] })).id;
  [alpha, beta] = [await made('Alpha'), await made('Beta')];
  await kit.say(kit.owner, alpha, 'one');
  await kit.say(kit.owner, beta, `<@${lin.user}> two`);
  const old = await made('Old plans');
  await kit.call(kit.owner, 'conversations.change', { conversation: old as never, archived: true });
  ({ page } = await house.enter(lin));
  await line('Beta').waitFor();
});
afterAll(() => house?.close());

const line = (name: string) => page.locator('.line-place').filter({ hasText: name });
/** Headings and lines, top to bottom. */
const shown = (): Promise<string[]> =>
  page.locator('.list-fold, .line-name').evaluateAll((all) => all.map((one) => one.textContent ?? ''));
const mine = async (conversation: string) =>
  (await house.kit.call(lin, 'conversations.get', { conversation: conversation as never })).me!;
const menu = async (name: string, item: RegExp): Promise<void> => {
  await line(name).hover();
  await line(name).locator('.line-more').click();
  await page.getByRole('menuitem', { name: item }).click();
};

it('filters show what is unread, what names me, direct talk or groups', async () => {
  const filter = (name: RegExp) => page.locator('.list-filters').getByRole('button', { name });
  await filter(/^(Mentions|提到我)$/).click();
  await until(async () => !(await shown()).includes('Alpha'));
  expect(await shown()).toContain('Beta');
  await filter(/^(Direct|单聊)$/).click();
  await page.locator('.list-nothing').waitFor();
  await filter(/^(All|全部)$/).click();
  await line('Alpha').waitFor();
});

it('a folder is made from the menu of a conversation, and folded', async () => {
  await menu('Alpha', /^(New folder|新建文件夹)$/);
  await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'));
  await page.keyboard.type('客户');
  await page.keyboard.press('Enter');
  const fold = page.getByRole('button', { name: '客户', exact: true });
  await fold.waitFor();
  await until(async () => (await shown()).indexOf('Alpha') === (await shown()).indexOf('客户') + 1);
  await menu('Alpha', /^(Mark as read|标为已读)$/);
  await until(async () => (await mine(alpha)).unread === 0);
  await fold.click();
  await line('Alpha').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^客户/ }).first().click();
  await line('Alpha').waitFor();
});

it('a line is dragged to favourites and into a folder', async () => {
  await line('Beta').dragTo(page.locator('.list-heading').filter({ hasText: '客户' }));
  await until(async () => (await mine(beta)).folder !== null);
  await menu('Alpha', /^(Add to favourites|置顶会话)$/);
  await until(async () => (await mine(alpha)).favourite);
  await line('Beta').dragTo(line('Alpha'));
  await until(async () => (await mine(beta)).position !== null);
  await until(async () => (await shown()).indexOf('Beta') < (await shown()).indexOf('Alpha'));
});

it('folders are ordered by dragging and by their menu, renamed and deleted; what was in them stays, and undone it lies there again', async () => {
  const heading = (name: string) => page.locator('.list-heading').filter({ hasText: name });
  const option = async (name: string, item: RegExp): Promise<void> => {
    await heading(name).hover();
    await heading(name).locator('.list-more').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: item }).press('Enter');
  };
  const folders = async () => (await shown()).filter((one) => ['客户', '项目', '归口'].includes(one));
  await page.getByRole('button', { name: /^(New|新建)$/ }).click();
  await page.getByRole('menuitem', { name: /^(New folder|新建文件夹)$/ }).click();
  await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'));
  await page.keyboard.type('项目');
  await page.keyboard.press('Enter');
  await until(async () => (await folders()).join() === '客户,项目');
  await heading('项目').dragTo(heading('客户'));
  await until(async () => (await folders()).join() === '项目,客户');
  await option('项目', /^(Move down|下移)$/);
  await until(async () => (await folders()).join() === '客户,项目');
  await option('项目', /^(Rename|重命名)$/);
  await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('归口');
  await page.keyboard.press('Enter');
  await until(async () => (await folders()).join() === '客户,归口');
  await menu('Alpha', /^归口$/);
  await until(async () => (await mine(alpha)).folder !== null);
  await option('归口', /^(Delete the folder|删除文件夹)$/);
  await until(async () => (await folders()).join() === '客户');
  await line('Alpha').waitFor();
  expect((await mine(alpha)).folder).toBeNull();
  await page.getByRole('button', { name: /^(Undo|撤销)$/ }).click();
  await until(async () => (await folders()).join() === '客户,归口');
  await until(async () => (await mine(alpha)).folder !== null);
});

it('what is hidden is gone until somebody writes there; level and menu by keyboard', async () => {
  await menu('Beta', /^(Hide until there is news|隐藏，有新消息时再显示)$/);
  await line('Beta').waitFor({ state: 'detached' });
  await house.kit.say(house.kit.owner, beta, 'back again');
  await line('Beta').waitFor();
  await line('Alpha').locator('.line-more').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.closest('[role=menu]'));
  await page.getByRole('menuitem', { name: /^(Mentions only|仅提到我时)$/ }).press('Enter');
  await until(async () => (await mine(alpha)).notify === 'mentions');
});

it('the way back stands ten seconds, stays while it is hovered or has the focus, and is Ctrl-Z outside of fields', async () => {
  const { page: own, context } = await house.enter(lin);
  await own.clock.install();
  await own.reload();
  const here = own.locator('.line-place').filter({ hasText: 'Beta' });
  const hide = async (): Promise<void> => {
    await here.hover();
    await here.locator('.line-more').click();
    await own.getByRole('menuitem', { name: /^(Hide until there is news|隐藏，有新消息时再显示)$/ }).click();
    await here.waitFor({ state: 'detached' });
  };
  const undo = own.locator('.toasts').getByRole('button', { name: /^(Undo|撤销)$/ });
  await hide();
  await undo.waitFor();
  await own.clock.fastForward(5_000);
  expect(await undo.count()).toBe(1);
  await undo.hover();
  await own.clock.fastForward(30_000);
  expect(await undo.count()).toBe(1);
  await undo.focus();
  await own.mouse.move(10, 10);
  await own.clock.fastForward(30_000);
  expect(await undo.count()).toBe(1);
  expect(await seriousOn(own, '.toasts')).toEqual([]);
  await own.keyboard.press('Control+z');
  await here.waitFor();
  await undo.waitFor({ state: 'detached' });
  await hide();
  await undo.waitFor();
  const field = own.getByRole('textbox', { name: /^(Filter by name|按名称筛选)$/ });
  await field.fill('x');
  await field.press('Control+z');
  expect(await undo.count()).toBe(1);
  await field.fill('');
  await undo.focus();
  await own.keyboard.press('Enter');
  await here.waitFor();
  await until(() => own.evaluate(() => document.activeElement?.matches('.list-pane input') === true));
  await hide();
  await undo.waitFor();
  await own.mouse.move(10, 10);
  await own.clock.fastForward(11_000);
  await undo.waitFor({ state: 'detached' });
  await house.kit.say(house.kit.owner, beta, 'and back');
  await context.close();
});

it('archived conversations are found; axe finds nothing serious', async () => {
  expect(await seriousOn(page)).toEqual([]);
  await page.getByRole('button', { name: /^(New|新建)$/ }).click();
  await page.getByRole('menuitem', { name: /^(Archived|已归档)$/ }).click();
  await page.getByRole('dialog').getByText('Old plans').click();
  await page.getByRole('heading', { name: 'Old plans' }).waitFor();
  expect([house.strays, house.complaints]).toEqual([[], []]);
});

it('the switcher finds groups by pinyin and initials', async () => {
  const { kit } = house;
  const harbour = (
    await kit.call(kit.owner, 'conversations.create', { name: '滨江项目组', visibility: 'private', members: [lin.user as never] })
  ).id;
  await line('滨江项目组').waitFor();
  for (const typed of ['bjxm', 'binjiang']) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(typed);
    await page.getByRole('option', { name: '滨江项目组' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/c/${harbour}`);
    await page.goBack();
  }
});

it('so does the field above the list', async () => {
  const field = page.getByRole('textbox', { name: /^(Filter by name|按名称筛选)$/ });
  for (const typed of ['bjxm', 'binjiang']) {
    await field.fill(typed);
    await line('滨江项目组').waitFor();
    await until(async () => (await page.locator('.list-pane a[href^="/c/"]').count()) === 1);
  }
  await field.fill('');
});

it('Enter in the field of people takes who was found, and does not send the form', async () => {
  await page.getByRole('button', { name: /^(New|新建)$/ }).click();
  await page.getByRole('menuitem', { name: /^(New group|新建群组)$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /^(Name|名称)$/ }).fill('Gamma');
  const people = dialog.getByRole('textbox', { name: /^(People|成员)$/ });
  await people.fill('nobody of this name');
  await people.press('Enter');
  expect(await dialog.count()).toBe(1);
  await people.fill('own');
  await page.locator('[data-combobox-selected]').waitFor();
  await people.press('Enter');
  await dialog.locator('.mantine-Pill-root').waitFor();
  await people.press('Enter');
  await line('Gamma').waitFor();
});
