/** Contacts: found, read, changed, merged and split with the way back, brought in from a file, set up; by keys, on a phone, in both languages. */
import type { Seat } from '@rapport/dev';
import { until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let page: Page;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  await kit.call(kit.owner, 'contacts.setType', { names: { zh: '大客户', en: 'Key account' } });
  const firm = await kit.call(kit.owner, 'contacts.create', { name: '海湾航运', isCompany: true });
  await kit.call(kit.owner, 'contacts.create', {
    name: '周建国',
    handles: [
      { kind: 'phone', value: '13800138000', use: 'work', strength: 'verified' },
      { kind: 'email', value: 'zhou@bay.example' },
    ],
    data: [
      { field: 'title', value: '采购经理' },
      { field: 'company', value: firm.id },
      { field: 'address', use: 'work', value: '上海市长宁区 1 号' },
    ],
    labels: ['VIP'],
  });
  await kit.call(kit.owner, 'contacts.create', { name: '周先生', handles: [{ kind: 'email', value: 'zhou@bay.example' }] });
  await kit.call(kit.owner, 'contacts.create', { name: '何敏', kind: 'supplier' });
  ({ page } = await house.enter(kit.owner, '/contacts'));
  await line('周建国').waitFor();
});
afterAll(() => house?.close());

const line = (name: string) => page.locator('a.contact-line').filter({ hasText: name });
const pane = (name: string) => page.getByRole('article', { name });
const dialog = () => page.getByRole('dialog');
const part = (name: string) => page.locator('.contacts-beside').getByRole('region', { name, exact: true });
const get = async (name: string) => {
  const { items } = await house.kit.call(lin, 'contacts.list', { text: name });
  return house.kit.call(lin, 'contacts.get', { contact: items[0]!.id });
};

it('is found by pinyin and by filters; what is known stands with source and age, work and private apart', async () => {
  const find = page.getByRole('textbox', { name: '姓名、拼音、地址或号码' });
  await find.fill('zjg');
  await line('何敏').waitFor({ state: 'detached' });
  // People of one name are told apart by their firm, else by how they are reached.
  await line('周建国').getByText('海湾航运').waitFor();
  await line('周建国').click();
  await pane('周建国').getByText('已核实', { exact: true }).waitFor();
  await pane('周建国').getByText('工作地址').waitFor();
  await pane('周建国').getByRole('link', { name: '海湾航运' }).waitFor();
  await expect.poll(() => pane('周建国').locator('.contact-told').first().innerText()).toMatch(/填写 · /);
  await find.fill('');
  await line('何敏').waitFor();
  await line('周先生').getByText('zhou@bay.example').waitFor();
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.locator('.contacts-filters').getByText('公司', { exact: true }).click();
  await line('何敏').waitFor({ state: 'detached' });
  await line('海湾航运').waitFor();
  await page.locator('.contacts-filters').getByText('全部', { exact: true }).click();
  await line('何敏').waitFor();
  expect(await seriousOn(page)).toEqual([]);
});

it('is changed, by keys too: J and K open, E edits, N makes one', async () => {
  await line('何敏').click();
  await pane('何敏').waitFor();
  await page.keyboard.press('j');
  await pane('周建国').waitFor();
  await page.keyboard.press('k');
  await pane('何敏').waitFor();
  await page.keyboard.press('e');
  await dialog().getByLabel('职位').fill('店长');
  await dialog().getByLabel('私人地址').fill('苏州');
  await dialog().getByLabel('标签').fill('茶');
  await page.keyboard.press('Enter');
  expect(await seriousOn(page)).toEqual([]);
  await dialog().getByRole('button', { name: '保存' }).click();
  await dialog().waitFor({ state: 'detached' });
  await pane('何敏').getByText('苏州').waitFor();
  expect(await get('何敏')).toMatchObject({ labels: ['茶'] });
  await page.keyboard.press('n');
  await dialog().getByLabel('姓名').fill('秦岭');
  await dialog().getByLabel('电话').fill('139 1111 2222');
  await dialog().getByRole('button', { name: '保存' }).click();
  await pane('秦岭').getByText('+8613911112222').waitFor();
  await page.getByRole('textbox', { name: '写备注' }).fill('喜欢绿茶');
  await page.getByRole('button', { name: '保存备注' }).click();
  await page.locator('.contact-remark-text').getByText('喜欢绿茶').waitFor();
  await page.getByRole('button', { name: '查看变更历史' }).click();
  await part('变更历史').getByText('添加电话：+8613911112222').waitFor();
});

it('handles are added, made sure of and removed, with the way back', async () => {
  await line('秦岭').click();
  await part('联系方式').getByRole('button', { name: '添加' }).click();
  await dialog().getByLabel('地址或号码').fill('02158881234');
  await dialog().getByRole('button', { name: '保存' }).click();
  await dialog().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '对02158881234的操作' }).click();
  await page.getByRole('menuitem', { name: '标为已核实' }).click();
  await part('联系方式').getByText('已核实', { exact: true }).waitFor();
  await page.getByRole('button', { name: '对02158881234的操作' }).click();
  await page.getByRole('menuitem', { name: '移除' }).click();
  await page.getByRole('button', { name: '撤销' }).click();
  await until(async () => (await get('秦岭')).handles.length === 2);
});

it('two that may be one stand side by side, are merged, and undone; one is split in two', async () => {
  await line('周建国').click();
  await part('可能重复').getByText('都有zhou@bay.example').waitFor();
  await part('可能重复').getByRole('button', { name: '保留这位：周建国' }).click();
  await part('合并进来的联系人').getByText('周先生').waitFor();
  await line('周先生').waitFor({ state: 'detached' });
  await part('合并进来的联系人').getByRole('button', { name: '撤销合并' }).click();
  await line('周先生').waitFor();
  await page.locator('.contacts-head').getByRole('button', { name: '更多' }).click();
  await page.getByRole('menuitem', { name: '可能重复' }).click();
  const pair = page.locator('.contact-pair');
  await pair.getByRole('button', { name: '不是同一位' }).click();
  await page.getByText('没有可能重复的联系人').waitFor();
  await line('周建国').click();
  await pane('周建国').getByRole('button', { name: '更多' }).click();
  await page.getByRole('menuitem', { name: '拆分为两位…' }).click();
  await dialog()
    .getByLabel(/13800138000/)
    .check();
  await dialog().getByLabel('新联系人的姓名').fill('周太太');
  await dialog().getByRole('button', { name: '拆分', exact: true }).click();
  await pane('周太太').getByText('+8613800138000').waitFor();
});

it('a file is tried before it is brought in; what does not fit is named', async () => {
  await page.locator('.contacts-head').getByRole('button', { name: '更多' }).click();
  await page.getByRole('menuitem', { name: '导入…' }).click();
  const buffer = Buffer.from('姓名,手机,星座\n孟浩,13700001111,白羊\n李白,none,\n');
  await dialog().locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer });
  await dialog().getByText('将会这样处理').waitFor();
  await dialog().getByText('内容不符合该字段，请修改或留空。').waitFor();
  await dialog().getByText(/星座/).waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await dialog().getByRole('switch', { name: '有误的也导入，略去不符合的字段' }).check();
  await dialog().getByRole('button', { name: '导入', exact: true }).click();
  await dialog().getByText('导入完成').waitFor();
  await dialog().locator('.contact-form-end').getByRole('button', { name: '关闭' }).click();
  await line('孟浩').waitFor();
  await line('李白').waitFor();
});

it('types and fields are set up by who may, on a phone, light and dark', async () => {
  const { page: mine } = await house.enter(house.kit.owner, '/contacts?view=settings', { viewport: { width: 390, height: 844 } });
  await mine.getByRole('button', { name: '新建字段' }).click();
  const box = mine.getByRole('dialog');
  await box.getByLabel('中文名称').fill('等级');
  await box.getByLabel('标识').fill('level');
  await box.getByRole('button', { name: '保存' }).click();
  await mine.getByRole('region', { name: '自定义字段' }).getByText('等级').waitFor();
  for (const colorScheme of ['dark', 'light'] as const) {
    await mine.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await mine.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
    expect(await seriousOn(mine)).toEqual([]);
  }
  await mine.context().close();
});

it('on a phone the list and one contact stand by themselves; in English; a member sees no export', async () => {
  const { page: mine } = await house.enter(lin, '/contacts', { viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  await mine.getByRole('heading', { name: 'Contacts' }).waitFor();
  await mine.locator('.contacts-head').getByRole('button', { name: 'More' }).click();
  await mine.getByRole('menuitem', { name: 'Import…' }).waitFor();
  expect(await mine.getByRole('menuitem', { name: /Export/ }).count()).toBe(0);
  await mine.keyboard.press('Escape');
  await mine.locator('a.contact-line').filter({ hasText: '何敏' }).click();
  await mine.getByRole('article', { name: '何敏' }).waitFor();
  await expect.poll(() => mine.locator('.contacts-list').isVisible()).toBe(false);
  await expect.poll(() => mine.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await seriousOn(mine)).toEqual([]);
  await mine.getByRole('button', { name: 'Close', exact: true }).click();
  await mine.locator('a.contact-line').first().waitFor();
});

it('nothing was asked of anybody else, and nothing broke', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
