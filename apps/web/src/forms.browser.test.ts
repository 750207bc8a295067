/** Records filled in by hand: a call, one put right, and minutes from what was said. */
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let me: Seat;
let conversation: string;
let page: Page;

beforeAll(async () => {
  house = await browserHouse();
  me = house.kit.owner;
  const yue = await house.kit.person('林月');
  conversation = await house.kit.group(yue, await house.kit.person('王建国'));
  await house.kit.say(yue, conversation, '海湾航运说船期要推迟');
  await house.kit.say(me, conversation, '推迟到哪天？');
  await house.kit.say(yue, conversation, '周五，他们会书面确认');
  ({ page } = await house.enter(me, `/c/${conversation}`));
  await page.locator('.talk-main .composer textarea').waitFor();
});
afterAll(() => house?.close());

const dialog = () => page.getByRole('dialog');
const field = (label: string) => dialog().getByLabel(new RegExp(`^${label}( \\*)?$`));
const records = async () =>
  (await house.kit.call(me, 'conversations.history', { conversation: conversation as never })).messages.filter((m) => m.form);

it('a call is recorded from the composer; what is missing is named and nothing filled in is lost', async () => {
  await page.getByRole('button', { name: '添加', exact: true }).click();
  await page.getByRole('menuitem', { name: '填写记录' }).click();
  await dialog().getByPlaceholder('查找模板').fill('电话');
  await dialog().getByRole('button', { name: '电话记录' }).click();
  await field('标题').fill('与海湾航运通话');
  await dialog().getByRole('button', { name: '提交记录' }).click();
  const told = dialog().getByText('有3处需要修改');
  await told.waitFor();
  // Taken to the first of them, one still sees what is wrong and where to go on.
  await until(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid') === 'true'));
  expect(await page.evaluate(() => document.activeElement === document.querySelector('[role=dialog] [aria-invalid=true]'))).toBe(
    true,
  );
  await page.setViewportSize({ width: 390, height: 480 });
  for (const one of [told, dialog().getByRole('button', { name: '提交记录' })]) {
    const box = (await one.boundingBox())!;
    expect(box.y >= 0 && box.y + box.height <= 480, JSON.stringify(box)).toBe(true);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await seriousOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  await page.reload();
  await page.locator('.talk-main .composer textarea').fill('/jilu');
  await page.keyboard.press('Enter');
  await dialog().getByRole('button', { name: '电话记录' }).click();
  await dialog().getByText('已恢复上次未提交的内容').waitFor();
  await expect.poll(() => field('标题').inputValue()).toBe('与海湾航运通话');
  await field('目的').fill('确认船期');
  await field('内容摘要').fill('船期推迟到周五');
  await field('呼叫方向').click();
  await page.getByRole('option', { name: '对方来电' }).click();
  await dialog().getByRole('button', { name: '添加其他人' }).click();
  await field('姓名').last().fill('周经理');
  await dialog().getByRole('button', { name: '提交记录' }).click();
  await dialog().waitFor({ state: 'hidden' });
  const card = page.locator('.form-card');
  for (const text of ['电话记录', '与海湾航运通话', '周经理', '确认船期', '呼叫方向', '对方来电'])
    await card.getByText(text).first().waitFor();
  expect((await records())[0]).toMatchObject({
    text: '与海湾航运通话',
    form: { channel: 'phone', values: { direction: 'incoming' } },
  });
  expect(await seriousOn(page)).toEqual([]);
});

it('its author puts it right by ↑; the version before is read in its history', async () => {
  await page.locator('.talk-main .composer textarea').press('ArrowUp');
  await field('内容摘要').fill('船期推迟到周六');
  await dialog().getByRole('button', { name: '保存这个版本' }).click();
  await dialog().waitFor({ state: 'hidden' });
  await page.locator('.form-card').getByText('船期推迟到周六').waitFor();
  await page.getByRole('button', { name: '已编辑' }).click();
  await dialog().getByText('船期推迟到周五').waitFor();
  await expect.poll(() => dialog().locator('.form-card').count()).toBe(2);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
});

it('minutes are written from chosen messages, which they name', async () => {
  const said = page.getByRole('log').locator('[data-message]').filter({ hasText: '海湾航运说船期要推迟' });
  await said.hover();
  await said.getByRole('button', { name: '操作', exact: true }).click();
  await page.getByRole('menuitem', { name: '多选' }).click();
  const third = page.getByRole('log').locator('[data-message]').filter({ hasText: '周五，他们会书面确认' });
  await third.click({ modifiers: ['Shift'] });
  await page.getByText('已选3条消息').waitFor();
  await page.getByRole('button', { name: '写成记录' }).click();
  await dialog().getByRole('button', { name: '会议记录' }).click();
  await expect.poll(() => field('内容摘要').inputValue()).toContain('推迟到哪天？');
  await field('目的').fill('定船期');
  await field('地点').fill('三号会议室');
  await field('主持人').fill('林月');
  await field('记录人').fill(me.name);
  await dialog().getByRole('button', { name: '提交记录' }).click();
  await until(async () => (await records()).length === 2);
  const [, minutes] = await records();
  expect(minutes?.form?.sources).toEqual([{ conversation, from: 1, to: 3 }]);
  expect(minutes?.form?.participants.map(({ name }) => name)).toEqual([me.name, '林月']);
  expect(house.complaints).toEqual([]);
});

it('an administrator copies a template, asks for more, and it is filled in with that', async () => {
  await page.goto(`${house.kit.url}/admin/templates`);
  await page.getByRole('button', { name: '复制模板“工作汇报”' }).click();
  await field('名称').first().fill('门店日报');
  await dialog().getByRole('button', { name: '添加字段' }).click();
  await dialog().getByLabel('第11个字段的名称').fill('天气');
  await dialog().getByLabel('第11个字段的类型').click();
  await page.getByRole('option', { name: '单选' }).click();
  await dialog().getByRole('button', { name: '保存' }).click();
  await dialog().getByText('选择类字段至少要有一个选项').waitFor();
  await dialog().getByLabel('选项，每行一个').last().fill('晴\n雨');
  expect(await seriousOn(page)).toEqual([]);
  await dialog().getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { name: '门店日报' }).waitFor();
  const { templates } = await house.kit.call(me, 'templates.list', {});
  const made = await house.kit.call(me, 'templates.get', { template: templates.at(-1)!.id });
  expect(Object.values(made.definition.schema.properties).at(-1)).toMatchObject({
    'x-label': { zh: '天气' },
    enum: ['c1', 'c2'],
    'x-choices': { c1: { zh: '晴' }, c2: { zh: '雨' } },
  });
  const card = page.getByRole('region', { name: '门店日报' });
  await card.getByRole('button', { name: '停用' }).click();
  await card.getByText('已停用').waitFor();
  await page.getByRole('button', { name: '撤销' }).click();
  await card.getByText('已停用').waitFor({ state: 'detached' });
});
