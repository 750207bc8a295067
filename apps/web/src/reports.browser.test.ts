/** Supervising: how it stands now, and what reports say of days that were; what is drawn, written in tables and downloaded is one and the same. */
import { readFile } from 'node:fs/promises';
import { aCustomer, anAccount, type Seat, type TestCustomer, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let zoe: Seat;
let boss: Seat;
let inbox: string;
let wang: TestCustomer;
let page: Page;

const queue = (view: 'open' | 'unassigned' | 'solved' | 'waiting') =>
  house.kit.call(lin, 'inbox.queue', { view, inbox: inbox as never });

/** A zone where it is about noon: days do not change under the test. */
function atNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  // These are named by how far they lie behind.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** Lets everything that ever happened to cases have happened some days earlier. */
const earlier = (days: number) =>
  house.kit.house.platform.db.rows(
    `with moved as (update case_event set at = at - make_interval(days => $1) returning 1)
     update case_rating set asked_at = asked_at - make_interval(days => $1), rated_at = rated_at - make_interval(days => $1)`,
    [days],
  );

/** A customer who asks, is answered and is done with. */
async function served(account: string, group: string, name: string, by: Seat, label?: string): Promise<void> {
  const { kit } = house;
  const customer = await aCustomer(kit, account, name, [group]);
  const before = (await queue('open')).items.length;
  await customer.says('请问订单到哪里了？');
  await until(async () => (await queue('open')).items.length === before + 1);
  const one = (await queue('open')).items.find(({ contact }) => contact.name === name)!;
  await kit.say(by, customer.conversation, '今天送到。', { outward: true });
  await until(async () => (await queue('waiting')).items.some(({ id }) => id === one.id));
  await kit.call(by, 'cases.change', { case: one.id, status: 'solved', ...(label ? { addLabels: [label] } : {}) });
}

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  [lin, zoe, boss] = [await kit.person('林月'), await kit.person('赵一'), await kit.person('孙主管')];
  await kit.call(kit.owner, 'people.changeOrganization', { settings: { timeZone: atNoon() } });
  for (const seat of [lin, zoe, boss]) await kit.call(seat, 'people.changeProfile', { language: 'zh-CN' });
  const account = await anAccount(kit);
  const group = await kit.group(lin, zoe);
  const promised = { normal: { first: 30, next: null, resolution: 600 } };
  ({ id: inbox } = await kit.call(kit.owner, 'inbox.save', { name: '售后', group, settings: { promised } }));
  await kit.call(kit.owner, 'inbox.setSources', { inbox: inbox as never, sources: [{ account: account as never, address: '' }] });
  const role = await kit.call(kit.owner, 'access.createRole', { name: '客服主管', permissions: ['inbox.supervise'] });
  await kit.call(kit.owner, 'access.grant', {
    user: boss.user as never,
    role: role.id,
    scope: { kind: 'inbox', id: inbox as never },
  });
  await served(account, group, '周女士', lin, '=物流');
  await served(account, group, '吴先生', lin);
  await earlier(2);
  await served(account, group, '郑先生', zoe, '退款');
  await earlier(1);
  await served(account, group, '冯先生', zoe);
  wang = await aCustomer(kit, account, '王女士', [group]);
  ({ page } = await house.enter(lin, '/inbox'));
});
afterAll(() => house?.close());

const panel = (name: string, at = page) => at.getByRole('region', { name, exact: true });

describe('how it stands now', () => {
  it('is a way on from the inbox, and says what is not there', async () => {
    await page.getByRole('link', { name: '实时' }).click();
    await page.getByRole('heading', { name: '实时情况' }).waitFor();
    await page.getByText('每个工单都有人处理。').waitFor();
    await panel('团队负荷').getByText('赵一').waitFor();
    expect(await seriousOn(page)).toEqual([]);
  });

  it('changes by itself when a customer writes: who waits, what is owed, and who is here', async () => {
    await wang.says('什么时候退款？');
    await panel('等待分配').getByText('王女士').waitFor();
    await panel('时限风险').getByText('首次答复').waitFor();
    await panel('团队负荷').getByRole('listitem').filter({ hasText: '林月' }).getByText('在线', { exact: true }).waitFor();
    await expect.poll(() => page.locator('.tile').filter({ hasText: '未分配' }).locator('.tile-figure').textContent()).toBe('1');
    expect(await seriousOn(page)).toEqual([]);
  });

  it('gives a case to a colleague by keys, and not after all', async () => {
    await page.keyboard.press('j');
    await page.locator('a.live-open:focus').waitFor();
    await page.keyboard.press('a');
    await page.getByRole('menuitem', { name: /赵一/ }).click();
    await page.getByText('已分配给赵一').waitFor();
    await panel('等待分配').getByText('每个工单都有人处理。').waitFor();
    await panel('团队负荷').getByRole('listitem').filter({ hasText: '赵一' }).getByText('1/6').waitFor();
    await page.getByRole('button', { name: '撤销' }).click();
    await panel('等待分配').getByText('王女士').waitFor();
    expect((await queue('unassigned')).items).toHaveLength(1);
  });

  it('is taken by a key', async () => {
    await page.locator('a.live-open').first().focus();
    await page.keyboard.press('t');
    await until(async () => (await queue('open')).items[0]?.assignee === lin.user);
    await panel('团队负荷').getByRole('listitem').filter({ hasText: '林月' }).getByText('1/6').waitFor();
  });

  it('whoever supervises from outside sees figures, and no words', async () => {
    const outside = await house.enter(boss, '/inbox/now');
    await panel('时限风险', outside.page).getByText('工单').waitFor();
    await outside.page.getByText('你督导这里').waitFor();
    expect(await outside.page.locator('main').innerText()).not.toContain('王女士');
    expect(await outside.page.getByRole('button', { name: /^分配工单/ }).count()).toBe(0);
    await outside.page.getByRole('link', { name: '报表' }).waitFor();
    await outside.context.close();
  });
});

describe('reports', () => {
  let reports: Page;
  const row = (name: string) => panel('明细', reports).getByRole('region').getByRole('row').filter({ hasText: name });
  const cells = async (name: string) => (await row(name).locator('td').allTextContents()).map((text) => text.trim());

  beforeAll(async () => {
    ({ page: reports } = await house.enter(boss, '/inbox/reports?days=7'));
    await panel('新增与解决', reports).waitFor();
  });

  const tile = async (name: string): Promise<string> =>
    (await reports
      .locator('.tile')
      .filter({ has: reports.getByText(name, { exact: true }) })
      .locator('.tile-figure')
      .textContent()) ?? '';

  it('count what happened on each day, and say what was before', async () => {
    expect([await tile('新增'), await tile('解决'), await tile('首答按时率')]).toEqual(['5', '4', '100%']);
    await panel('新增与解决', reports).getByRole('button', { name: '显示为表格' }).click();
    const table = panel('新增与解决', reports).getByRole('table');
    await table.waitFor();
    const lines = await table.getByRole('row').allInnerTexts();
    // The head and seven days: two began three days ago, one yesterday, two today.
    expect(lines).toHaveLength(8);
    expect(lines.slice(1).map((line) => line.split('\t')[1])).toEqual(['0', '0', '0', '2', '0', '1', '2']);
    await panel('新增与解决', reports).getByRole('button', { name: '显示为图表' }).click();
    expect(await seriousOn(reports)).toEqual([]);
  });

  it('are drawn, and read point by point by keys', async () => {
    const drawing = panel('消息', reports).getByRole('slider', { name: '消息' });
    await drawing.focus();
    await reports.keyboard.press('End');
    await expect.poll(() => drawing.getAttribute('aria-valuetext')).toMatch(/客户来信：2 · 我方答复：1$/);
    await reports.keyboard.press('ArrowLeft');
    await panel('消息', reports).getByText('客户来信：1 · 我方答复：1').waitFor();
  });

  it('are told apart by person and label; a name narrows everything, and the address keeps it', async () => {
    await reports.getByRole('button', { name: '人员', exact: true }).click();
    await row('赵一').waitFor();
    expect((await cells('赵一')).slice(1, 2)).toEqual(['2']);
    await reports.getByRole('button', { name: '标签', exact: true }).click();
    await row('=物流').waitFor();
    await reports.getByRole('button', { name: '仅看退款' }).click();
    await reports.getByRole('button', { name: /取消筛选/ }).waitFor();
    await reports.waitForFunction(() => document.querySelector('.tile-figure')?.textContent === '1');
    await reports.reload();
    await reports.getByRole('button', { name: /取消筛选/ }).waitFor();
    await reports.waitForFunction(() => document.querySelector('.tile-figure')?.textContent === '1');
    await reports.getByRole('button', { name: /取消筛选/ }).click();
    await reports.waitForFunction(() => document.querySelector('.tile-figure')?.textContent === '5');
  });

  it('a table that is downloaded says what the page says; what looks like a formula is text', async () => {
    await row('=物流').waitFor();
    const [download] = await Promise.all([
      reports.waitForEvent('download'),
      reports.getByRole('button', { name: '下载“明细”的CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(download.suggestedFilename()).toMatch(/^\d{4}-\d\d-\d\d--\d{4}-\d\d-\d\d-标签-明细\.csv$/);
    expect(lines[0]?.replace('\ufeff', '').split(',').slice(0, 3)).toEqual(['标签', '新增', '解决']);
    const held = lines.slice(1).map((line) => line.split(','));
    expect(held.map(([name]) => name).sort()).toEqual(["'=物流", '无标签', '退款'].sort());
    for (const [name = '', opened, solved] of held) {
      const shown = await cells(name.replace(/^'/, ''));
      expect(shown.slice(0, 2), name).toEqual([opened, solved]);
    }
  });

  it('a time without anything says so; other days are chosen', async () => {
    await reports.goto(`${house.kit.url}/inbox/reports?from=2020-01-01&until=2020-02-01`);
    await reports.getByText('这段时间没有数据').waitFor();
    expect(await seriousOn(reports)).toEqual([]);
    await reports.goto(`${house.kit.url}/inbox/reports?from=2020-02-01&until=2020-01-01`);
    await reports.getByText('结束日期不能早于开始日期').waitFor();
  });

  it('are for whoever supervises', async () => {
    await page.goto(`${house.kit.url}/inbox/reports`);
    await page.getByText('你没有督导任何收件箱').waitFor();
  });
});

it('no page asked anybody but the house, none complained', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
