/** Setting up where customers' cases are worked, from nothing: team, inbox, hours, canned reply, rule with its trial; the contact policy. */
import { aWidget, type Seat, TestVisitor, tokenFor, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let page: Page;
let account: string;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  account = await aWidget(kit);
  await kit.call(kit.owner, 'contacts.setType', { names: { zh: '大客户', en: 'Key account' } });
  ({ page } = await house.enter(kit.owner, '/inbox'));
});
afterAll(() => house?.close());

const dialog = () => page.getByRole('dialog');
const button = (name: string, exact = true) => page.getByRole('button', { name, exact });
const part = (name: string) => page.locator('.inbox-set-parts').getByText(name, { exact: true }).click();
/** Chooses in a list that opens. */
async function choose(within: ReturnType<typeof dialog> | Page, label: string, option: string): Promise<void> {
  await within.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
const owner = () => house.kit.owner;
const inboxes = async () => (await house.kit.call(owner(), 'inbox.list', {})).inboxes;

describe('from nothing', () => {
  it('an empty inbox leads the owner on, and tells a member whom to ask', async () => {
    await page.getByRole('heading', { name: '客户还无法联系到你们' }).waitFor();
    const other = await house.enter(lin, '/inbox');
    await other.page.getByText(/^.*Ask .+\.$/).waitFor();
    expect(await other.page.getByRole('link', { name: 'Set up an inbox' }).count()).toBe(0);
    await other.context.close();
    await page.getByRole('link', { name: '设置收件箱' }).click();
    await page.getByText('还没有收件箱', { exact: true }).waitFor();
    expect(await seriousOn(page)).toEqual([]);
  });

  it('an inbox is made with its team and what comes in; the group is private and stays so', async () => {
    await button('新建收件箱').click();
    await dialog().getByLabel('名称', { exact: true }).fill('售前');
    await dialog().getByLabel('群组名称').fill('客服');
    await dialog().getByLabel('除你之外的成员').fill('林月');
    await page.getByRole('option', { name: /林月/ }).click();
    // The field itself lies under its pills.
    await dialog().locator('.mantine-MultiSelect-input').click();
    await page.getByRole('option', { name: /网页客服/ }).click();
    await dialog().getByLabel('名称', { exact: true }).click();
    expect(await seriousOn(page)).toEqual([]);
    await dialog().getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { name: '售前' }).waitFor();
    const [one] = await inboxes();
    expect(one).toMatchObject({ name: '售前', mine: true, sources: [{ account, address: '' }] });
    const { items } = await house.kit.call(owner(), 'conversations.members', { conversation: one!.group });
    expect(items.map(({ user }) => user)).toContain(lin.user);
  });

  it('what is promised, how it is given out and what comes after is saved at once', async () => {
    await choose(page, '首次答复，优先级普通', '30分钟');
    await page.getByLabel('自动分配').check();
    await choose(page, '满意度调查', '满意度，1至5分');
    await button('保存').click();
    await page.getByText('已保存。').waitFor();
    const [one] = await inboxes();
    expect(one!.settings).toMatchObject({ routing: { mode: 'automatic' }, rating: 'csat', reopenDays: 7 });
    expect(one!.settings.promised.normal).toMatchObject({ first: 30, next: null });
  });

  it('who takes how much is set with the team', async () => {
    await button('售前的团队成员').click();
    const line = dialog().getByRole('listitem').filter({ hasText: '林月' });
    await line.getByLabel('林月的接单上限').fill('3');
    await line.getByLabel('林月的技能').fill('退款');
    await line.getByLabel('林月的技能').press('Enter');
    await line.getByRole('button', { name: '保存林月' }).click();
    const [one] = await inboxes();
    const agent = async () =>
      (await house.kit.call(owner(), 'inbox.agents', { inbox: one!.id })).agents.find(({ user }) => user === lin.user);
    await until(async () => (await agent())?.capacity === 3);
    expect((await agent())?.skills).toEqual(['退款']);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });
});

describe('hours, replies, rules', () => {
  it('a calendar is shown before it is kept, with what is passed over; a week of hours names it', async () => {
    await part('工作时间');
    await button('导入日历').click();
    const days = [
      { name: '国庆节', date: '2026-10-01', isOffDay: true },
      { name: '国庆节', date: '2026-10-10', isOffDay: false },
      { name: '没有日期', isOffDay: true },
    ];
    const buffer = Buffer.from(JSON.stringify({ days }));
    await dialog().locator('input[type=file]').setInputFiles({ name: '2026.json', mimeType: 'application/json', buffer });
    await dialog().getByText('休息1天，调休上班1天').waitFor();
    await dialog()
      .getByText(/没有日期/)
      .waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await dialog().getByRole('button', { name: '保存日历' }).click();
    await dialog().waitFor({ state: 'detached' });
    await button('新建工作时间').click();
    await dialog().getByLabel('名称', { exact: true }).fill('工作日');
    await choose(dialog(), '节假日日历', '2026');
    expect(await seriousOn(page)).toEqual([]);
    await dialog().getByRole('button', { name: '保存' }).click();
    await dialog().waitFor({ state: 'detached' });
    const card = page.getByRole('region', { name: '工作日' });
    await card.getByText('09:00–18:00').first().waitFor();
    const { hours, calendars } = await house.kit.call(owner(), 'inbox.hours', {});
    expect(hours).toMatchObject([{ name: '工作日', calendar: calendars[0]!.id }]);
  });

  it('the inbox works by these hours, and keeps what was not touched', async () => {
    await part('收件箱');
    await button('修改售前').click();
    await choose(page, '工作时间', '工作日');
    await button('保存').click();
    await until(async () => (await inboxes())[0]!.hours !== null);
    expect((await inboxes())[0]).toMatchObject({ settings: { rating: 'csat' }, sources: [{ account }] });
  });

  it('a canned reply shows how it will read, and refuses what nobody knows', async () => {
    await part('常用回复与宏');
    await button('新建回复').click();
    await dialog().getByLabel('名称', { exact: true }).fill('发货时间');
    const text = dialog().getByLabel('中文');
    await text.fill('你好，{{contact.nam}}');
    await dialog().getByText('没有这样的变量：{{contact.nam}}').waitFor();
    await expect.poll(() => dialog().getByRole('button', { name: '保存' }).isDisabled()).toBe(true);
    await text.fill('你好，');
    await dialog().getByRole('button', { name: '客户姓名' }).first().click();
    await dialog().getByText('你好，王女士').waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await dialog().getByRole('button', { name: '保存' }).click();
    await page.getByRole('region', { name: '发货时间' }).waitFor();
    await button('新建宏').click();
    await dialog().getByLabel('名称', { exact: true }).fill('退款');
    await dialog().getByRole('textbox', { name: '添加标签' }).fill('退款');
    await dialog().getByRole('button', { name: '保存' }).click();
    await page.getByRole('region', { name: '退款' }).getByText('添加标签“退款”').waitFor();
    const { replies, macros } = await house.kit.call(lin, 'inbox.desk', {});
    expect(replies).toMatchObject([{ name: '发货时间', texts: { zh: '你好，{{contact.name}}' } }]);
    expect(macros).toMatchObject([{ acts: [{ do: 'label', label: '退款' }] }]);
  });

  it('a rule is tried on what was said before it is kept; then it does so by itself, and tells', async () => {
    const wang = await TestVisitor.enter(
      house.kit,
      account,
      await tokenFor(house.kit, account, { answers: { name: '王女士' }, language: 'zh' }),
    );
    await wang.say('我要退款');
    const queue = async () => (await house.kit.call(lin, 'inbox.queue', {})).items;
    await until(async () => (await queue()).length === 1);
    await part('自动规则');
    await button('新建规则').click();
    await page.getByLabel('名称', { exact: true }).fill('退款优先');
    await page.getByRole('combobox', { name: '消息包含任一词语' }).fill('退款');
    await page.keyboard.press('Enter');
    await choose(page, '操作', '设置优先级');
    await choose(page, '设置优先级', '紧急');
    await button('试运行').click();
    await page.getByText('共1次此类事件，其中1次会执行。').waitFor();
    expect((await queue())[0]).toMatchObject({ priority: 'normal' });
    expect(await seriousOn(page)).toEqual([]);
    await button('保存').click();
    await page.getByText('优先级设为紧急').waitFor();
    await page.getByText('还没有执行过。').waitFor();
    const li = await TestVisitor.enter(
      house.kit,
      account,
      await tokenFor(house.kit, account, { answers: { name: '李先生' }, language: 'zh' }),
    );
    await li.say('申请退款');
    await until(async () => (await queue()).some((one) => one.contact.name === '李先生' && one.priority === 'urgent'));
    await page.reload();
    // Once at least: the message before may still have been on its way to the rules when this one was saved.
    await page.getByText('已执行').first().waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await button('修改退款优先').click();
    await page.getByLabel('名称', { exact: true }).fill('退款加急');
    await button('试运行').click();
    await page.getByText('共2次此类事件，其中2次会执行。').waitFor();
    await button('保存').click();
    await button('修改退款加急').waitFor();
    const { rules } = await house.kit.call(owner(), 'inbox.rules', {});
    expect(rules).toMatchObject([{ name: '退款加急', version: 2, enabled: true }]);
    wang.close();
    li.close();
  });

  it('a look-up card tells its secret once', async () => {
    await part('查询卡');
    await button('新建查询卡').click();
    await dialog().getByLabel('名称', { exact: true }).fill('订单');
    await dialog().getByLabel('查询地址').fill('https://shop.example/orders');
    await dialog().getByRole('button', { name: '保存' }).click();
    await dialog()
      .getByText(/^whsec_/)
      .waitFor();
    await dialog().getByRole('button', { name: '已保存好' }).click();
    await page.getByRole('region', { name: '订单' }).getByText('https://shop.example/orders').waitFor();
    expect(await page.getByText(/whsec_/).count()).toBe(0);
  });
});

describe('the contact policy', () => {
  it('is changed with what changes shown before; never is said in words; versions tell who', async () => {
    await page.goto(`${house.kit.url}/admin/policy`);
    await page.getByText('邮件，全部客户：任意7天内最多2次').waitFor();
    await button('修改').click();
    await choose(page, '频率：邮件, 全部客户', '不联系');
    expect(await seriousOn(page)).toEqual([]);
    await button('查看改动').click();
    await dialog().getByText('邮件，全部客户：任意7天内最多2次').waitFor();
    await dialog().getByText('邮件，全部客户：不联系').waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await dialog().getByRole('button', { name: '确认生效' }).click();
    // The dialog says it too.
    await dialog().waitFor({ state: 'detached' });
    await page.getByText('邮件，全部客户：不联系').waitFor();
    const { version, rules } = await house.kit.call(owner(), 'policy.rules', {});
    expect(version).toBe(1);
    expect(rules.caps.find(({ channel }) => channel === 'email')).toMatchObject({ most: 0 });
    await page.locator('.policy-views').getByText('历史版本').click();
    await page.locator('summary').filter({ hasText: '第1版' }).waitFor();
  });

  it('is asked whether a customer may be written to now, and says why not', async () => {
    await page.locator('.policy-views').getByText('能否联系').click();
    await page.getByRole('combobox', { name: '客户', exact: true }).fill('王女士');
    await page.getByRole('option', { name: '王女士' }).click();
    await page.getByText('现在可以联系').waitFor();
    await choose(page, '用途', '群发营销');
    await page.getByText('对方尚未同意接收').waitFor();
    await page.getByText('等待也无法改变。').waitFor();
    expect(await seriousOn(page)).toEqual([]);
  });
});

it('no page asked anybody but the house, none complained', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
