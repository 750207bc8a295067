/** Records of talk with customers: narrowed by channel, contact and case; a contact's one history; and a contact that is erased from its page until it is gone. */
import { aCustomer, anAccount, type Seat, type TestCustomer, until } from '@rapport/dev';
import { casesCaughtUp, recordsCaughtUp, searchCaughtUp } from '@rapport/modules';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let he: Seat;
let page: Page;
let contact: string;
let zhou: TestCustomer;
let gao: TestCustomer;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  he = await kit.person('何强');
  await kit.call(he, 'people.changeProfile', { language: 'zh-CN' });
  const team = await kit.group(await kit.person('林月'));
  const [mail, chat] = [await anAccount(kit, 'email'), await anAccount(kit, 'web', { threads: 'none' })];
  const { id: inbox } = await kit.call(kit.owner, 'inbox.save', { name: '客服', group: team, settings: {} });
  const sources = [mail, chat].map((account) => ({ account: account as never, address: '' }));
  await kit.call(kit.owner, 'inbox.setSources', { inbox, sources });
  zhou = await aCustomer(kit, mail, '周建国', [team]);
  gao = await aCustomer(kit, chat, '高敏', [team]);
  await zhou.says('机器不转了', { thread: 'a', subject: '报修' });
  await kit.say(kit.owner, zhou.conversation, '明天上门检修', { outward: true });
  await kit.say(kit.owner, zhou.conversation, '老客户，优先', { private: true });
  await gao.says('几点开门');
  ({ contact } = (await kit.call(kit.owner, 'conversations.get', { conversation: zhou.conversation as never })).customer!);
  await kit.call(kit.owner, 'contacts.addRemark', { contact: contact as never, text: '喜欢电话联系' });
  await caughtUp();
  ({ page } = await house.enter(kit.owner, '/records'));
  await rows().first().waitFor();
});
afterAll(() => house?.close());

const caughtUp = async (): Promise<void> => {
  const { platform } = house.kit.house;
  await casesCaughtUp(platform);
  await searchCaughtUp(platform);
  await recordsCaughtUp(platform);
};
const rows = () => page.locator('.record-table tbody tr');
const facet = (title: string, name: RegExp) =>
  page.getByRole('region', { name: title, exact: true }).getByRole('button', { name });
const asked = (name: string) => new URL(page.url()).searchParams.get(name);
const part = (name: string) => page.getByRole('region', { name, exact: true });

it('records are narrowed by channel, way, contact and case, and the address says so', async () => {
  await until(async () => (await rows().count()) === 4);
  await facet('渠道', /^邮件/).click();
  await until(async () => (await rows().count()) === 3);
  expect(asked('channel')).toBe('email');
  await facet('方向', /^客户来信/).click();
  await until(async () => (await rows().count()) === 1);
  await rows().getByTitle('客户来信').getByText('邮件').waitFor();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await until(async () => (await rows().count()) === 4);
  await facet('联系人', /^周建国/).click();
  await until(async () => (await rows().count()) === 3);
  expect(asked('contact')).toBe(contact);
  expect(await seriousOn(page)).toEqual([]);
});

it('the search box offers operators and contacts while one types; what is chosen is found', async () => {
  await page.goto(`${house.kit.url}/search`);
  const box = page.getByLabel('搜索消息和文件').first();
  await box.fill('客户');
  await page.getByRole('option', { name: /^联系人:/ }).waitFor();
  await box.fill('客户:周');
  await page.getByRole('option', { name: /^客户:周建国/ }).click();
  await expect.poll(() => box.inputValue()).toBe('客户:周建国 ');
  await page.getByText('机器不转了').first().waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await page.goto(`${house.kit.url}/records?contact=${contact}`);
  await until(async () => (await rows().count()) === 3);
});

it('the card of a record says channel, way, address, contact and case, to whom it went and how far it came', async () => {
  await rows().getByRole('link').filter({ hasText: '明天上门检修' }).click();
  const facts = part('客户往来');
  for (const said of ['发给客户', '邮件 · Our email', 'Re: 报修', '待发送']) await facts.getByText(said).first().waitFor();
  await facts.getByText(zhou.address).first().waitFor();
  await facts.getByRole('link', { name: '周建国' }).waitFor();
  await facts.getByRole('link', { name: /^#\d+/ }).waitFor();
  expect(await seriousOn(page)).toEqual([]);
});

it('a contact’s page holds one history, narrowed and with a way to all records', async () => {
  await part('客户往来').getByRole('link', { name: '周建国' }).click();
  const history = part('往来时间线');
  const lines = history.locator('.past-line');
  await history.getByText('喜欢电话联系').waitFor();
  await until(async () => (await lines.count()) === 5);
  await history.getByText('内部', { exact: true }).click();
  await history.getByText('机器不转了').waitFor({ state: 'detached' });
  await until(async () => (await lines.count()) === 2);
  await history.getByText('工单', { exact: true }).click();
  await history.getByText(/工单\d+开始/).waitFor();
  await until(async () => (await lines.count()) === 1);
  expect(await seriousOn(page)).toEqual([]);
  await history.getByRole('link', { name: '全部记录' }).click();
  await until(async () => (await rows().count()) === 3);
  expect(asked('contact')).toBe(contact);
});

it('the card of a record shows no address where that is the number of a browser', async () => {
  await page.goto(`${house.kit.url}/records`);
  await rows().getByRole('link').filter({ hasText: '几点开门' }).click();
  const facts = part('客户往来');
  await facts.getByText('网页客服 · Our web').waitFor();
  await facts.getByRole('link', { name: '高敏' }).waitFor();
  expect(await facts.innerText()).not.toContain(gao.address);
});

it('somebody outside the team sees nothing of it: no record, no channel, no name', async () => {
  const other = await house.enter(he, `/records?contact=${contact}`);
  await other.page.getByText('没有符合的记录').waitFor();
  await other.page.goto(`${house.kit.url}/records`);
  await other.page.getByText('还没有记录').waitFor();
  expect(await other.page.locator('.facets').innerText()).not.toMatch(/渠道|周建国|邮件|工单/);
  await other.context.close();
});

it('a contact is erased from its page, said plainly first, until it is gone', async () => {
  await page.goto(`${house.kit.url}/contacts?contact=${contact}`);
  await part('删除个人信息').getByRole('button', { name: '删除此联系人…' }).click();
  const dialog = page.getByRole('dialog');
  for (const said of ['会删除', '会保留', '保全与保留规则']) await dialog.getByText(said, { exact: true }).waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await dialog.getByLabel(/^原因/).fill('本人要求');
  await dialog.getByRole('button', { name: '永久删除', exact: true }).click();
  await page.getByText('此联系人已删除').waitFor();
  await page.locator('a.contact-line').filter({ hasText: '周建国' }).waitFor({ state: 'detached' });
  await page.goto(`${house.kit.url}/admin/erasures`);
  await page.getByText('已删除', { exact: true }).waitFor();
});
