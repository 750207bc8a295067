/** Working on what customers write: the queue and the case, with a visitor of a site at the other end. */
import { aWidget, type Seat, TestVisitor, tokenFor, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let zoe: Seat;
let page: Page;
let wang: TestVisitor;
let account: string;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  [lin, zoe] = [await kit.person('林月'), await kit.person('赵一')];
  for (const seat of [lin, zoe]) await kit.call(seat, 'people.changeProfile', { language: 'zh-CN' });
  account = await aWidget(kit);
  const group = await kit.group(lin, zoe);
  const { id } = await kit.call(kit.owner, 'inbox.save', {
    name: '售前',
    group,
    settings: { promised: { normal: { first: 30, next: 60, resolution: null } } },
  });
  await kit.call(kit.owner, 'inbox.setSources', { inbox: id, sources: [{ account: account as never, address: '' }] });
  ({ page } = await house.enter(lin, '/inbox'));
  await page.getByRole('heading', { name: '收件箱' }).waitFor();
  wang = await TestVisitor.enter(kit, account, await tokenFor(kit, account, { answers: { name: '王女士' }, language: 'zh' }));
});
afterAll(async () => {
  wang?.close();
  await house?.close();
});

const line = (name: string) => page.locator('.case-line').filter({ hasText: name });
const field = () => page.locator('.case-talk .composer textarea');
const heard = (text: string) => wang.hears((frame) => frame.type === 'message' && frame.message.text === text);
const queue = (view: 'open' | 'solved' | 'snoozed' | 'mine') => house.kit.call(lin, 'inbox.queue', { view });

describe('the inbox', () => {
  it('is empty and says so, until a customer writes: then the case is there by itself', async () => {
    await page.getByText('这里没有工单').waitFor();
    await wang.say('请问什么时候发货？');
    await line('王女士').waitFor();
    await line('王女士').getByText('请问什么时候发货？').waitFor();
    expect(await seriousOn(page)).toEqual([]);
  });

  it('opens a case: what was said, who it is and what is promised', async () => {
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: '请问什么时候发货？' }).waitFor();
    await page.locator('.case-talk').getByText('请问什么时候发货？').waitFor();
    await page.locator('.case-side').getByText('首次答复').waitFor();
    expect(await seriousOn(page)).toEqual([]);
  });

  it('is taken by a key, answered and noted in; the customer hears the answer and not the note', async () => {
    await page.keyboard.press('t');
    await page.locator('.case-side').getByText('林月').waitFor();
    await page.keyboard.press('r');
    await field().fill('今天下午发出。');
    await field().press('Enter');
    await heard('今天下午发出。');
    // What is said now is part of what was between them, without opening the case anew.
    await page.locator('.case-history').getByText('今天下午发出。').waitFor();
    await page.locator('.towards-bar').getByText('内部备注').click();
    await field().fill('老客户，注意语气');
    await field().press('Enter');
    await page.locator('.case-talk').getByText('老客户，注意语气').waitFor();
    await wang.say('好的，谢谢');
    await page.locator('.case-talk').getByText('好的，谢谢').waitFor();
    expect(JSON.stringify(wang.frames)).not.toContain('注意语气');
  });

  it('tells who else looks at the case', async () => {
    // Answered, it waited for her; what she wrote opens it again.
    await until(async () => (await queue('open')).items.length === 1);
    const [one] = (await queue('open')).items;
    await house.kit.call(zoe, 'cases.look', { case: one!.id, doing: 'typing' });
    await page.getByText('赵一正在回复').waitFor();
    await house.kit.call(zoe, 'cases.look', { case: one!.id, doing: 'gone' });
    await page.getByText('赵一正在回复').waitFor({ state: 'detached' });
  });

  it('is given a label and a priority', async () => {
    const labels = page.getByRole('combobox', { name: '标签' }).or(page.getByLabel('标签')).first();
    await labels.fill('物流');
    await labels.press('Enter');
    await until(async () => (await queue('open')).items[0]?.labels.includes('物流') === true);
    await line('王女士').getByText('物流').waitFor();
  });

  it('is solved by a key, and not after all', async () => {
    await page.locator('.case-head').click();
    await page.keyboard.press('e');
    await page.getByText('已解决。').waitFor();
    await until(async () => (await queue('solved')).items.length === 1);
    await page.getByRole('button', { name: '撤销' }).click();
    await until(async () => (await queue('open')).items.length === 1);
    await page.getByRole('button', { name: '解决', exact: true }).waitFor();
  });

  it('is put off from its menu, and comes back when the customer writes', async () => {
    await page.getByRole('button', { name: '暂缓', exact: true }).click();
    await page.getByRole('menuitem', { name: '一小时' }).click();
    await until(async () => (await queue('snoozed')).items.length === 1);
    await wang.say('还在吗？');
    await until(async () => (await queue('open')).items.length === 1);
    await line('王女士').waitFor();
  });

  it('is one pane on a phone, with a way back', async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    await page.getByRole('link', { name: '全部工单' }).click();
    await line('王女士').waitFor();
    expect(await page.locator('.case').count()).toBe(0);
    expect(await seriousOn(page)).toEqual([]);
    await line('王女士').click();
    await field().waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('shows nothing to who works in no inbox, and says where it comes from', async () => {
    const other = await house.enter(await house.kit.person('Qian'), '/inbox');
    await other.page.getByText('You work in no inbox').waitFor();
    await other.context.close();
  });
});

it('no page asked anybody but the house, none complained', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
