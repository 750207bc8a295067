/** The archive: asked for, approved by another, searched, a recalled message read and proved, ended; and who watches sees every look. */
import { type Seat, until } from '@rapport/dev';
import { recordsCaughtUp, searchCaughtUp } from '@rapport/modules';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let reader: Seat;
let group: string;
let page: Page;
let boss: Page;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  reader = await kit.person('林月');
  const { id: role } = await kit.call(kit.owner, 'access.createRole', { name: '查阅员', permissions: ['archive.read'] });
  await kit.call(kit.owner, 'access.grant', { user: reader.user as never, role, scope: { kind: 'organization' } });
  const ben = await kit.person('Ben');
  group = (await kit.call(ben, 'conversations.create', { name: '采购小组' })).id;
  await kit.say(ben, group, 'the price was agreed beforehand');
  const { seq } = await kit.say(ben, group, 'delete the old ledger');
  await kit.call(ben, 'conversations.recallMessage', { conversation: group as never, seq });
  await kit.say(ben, group, 'nothing to see here');
  await searchCaughtUp(kit.house.platform);
  await recordsCaughtUp(kit.house.platform);
  ({ page } = await house.enter(reader, '/archive'));
  ({ page: boss } = await house.enter(kit.owner, '/archive'));
});
afterAll(() => house?.close());

async function soundInBothThemes(at: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await at.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await at.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
    expect(await seriousOn(at)).toEqual([]);
  }
}

it('is asked for with a purpose and a scope, and waits for another person', async () => {
  await page.getByRole('button', { name: 'Ask for an inspection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Another person has to approve it').waitFor();
  await dialog.getByLabel('What for').fill('a complaint about prices');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await dialog.getByRole('alert').getByText('Name conversations, people, or a span of time.').waitFor();
  await dialog.getByLabel('Conversations').fill('采购');
  await page.getByRole('option', { name: '采购小组' }).click();
  await soundInBothThemes(page);
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.locator('.inspection[data-state="asked"]').getByText('a complaint about prices').waitFor();
  expect(await page.getByRole('link', { name: 'Open', exact: true }).count()).toBe(0);
});

it('is approved by the owner, who sees what for and at what', async () => {
  await boss.reload();
  const line = boss.locator('.inspection').filter({ hasText: 'a complaint about prices' });
  await line.getByText('采购小组').waitFor();
  await soundInBothThemes(boss);
  await line.getByRole('button', { name: '批准' }).click();
  await boss.getByText('没有待你批准的申请。').waitFor();
});

it('then what it covers is searched and read, recalled words and all, and proved', async () => {
  await page.reload();
  await page.getByRole('link', { name: 'Open', exact: true }).click();
  const banner = page.getByRole('region', { name: 'Scope' });
  await banner.getByText('Every look is recorded').waitFor();
  const hits = page.locator('.archive-hit');
  await until(async () => (await hits.count()) === 3);
  await soundInBothThemes(page);
  await page.getByRole('button', { name: /^Recalled/ }).click();
  await until(async () => (await hits.count()) === 1);
  await page.getByRole('searchbox', { name: 'Search within the scope' }).fill('ledger');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await hits.filter({ hasText: 'delete the old' }).click();
  const card = page.getByRole('complementary', { name: 'Record' });
  await card.getByText('The archive keeps its words').waitFor();
  await card.getByText('delete the old ledger').first().waitFor();
  await card.getByRole('button', { name: 'Verify now' }).click();
  await page.locator('.verification[aria-busy="false"]').waitFor();
  await soundInBothThemes(page);
  await card.getByRole('button', { name: 'Read around it' }).click();
  await card.getByText('the price was agreed beforehand').waitFor();
});

it('who watches sees every look; an end closes it at once', async () => {
  await boss.goto(`${house.kit.url}/admin/archive`);
  const looks = boss.getByRole('list', { name: '查阅记录' });
  await looks.getByText('打开记录').first().waitFor();
  await looks.getByText('验证记录').waitFor();
  await looks.getByText('“ledger”').waitFor();
  await soundInBothThemes(boss);
  await page.goto(`${house.kit.url}/archive`);
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.locator('.inspection[data-state="ended"]').waitFor();
});

it('nobody without the permissions has it in the rail', async () => {
  const admin = await house.kit.person('Admin', 'admin');
  const { page: other } = await house.enter(admin, '/');
  await other.getByRole('link', { name: 'Records' }).waitFor();
  expect(await other.getByRole('link', { name: 'Archive', exact: true }).count()).toBe(0);
});
