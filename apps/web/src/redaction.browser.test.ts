/** Parts of a record are taken out in its card; what is left is verified in the page, and the talk shows where they stood. */

import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { type Seat, until } from '@rapport/dev';
import { recordsCaughtUp } from '@rapport/modules';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let yue: Seat;
let group: string;
let said: number;
let form: number;
let page: Page;
let seen: Page;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  yue = await kit.person('林月');
  group = await kit.group(yue);
  ({ seq: said } = await kit.say(yue, group, '客户的身份证号是 310101199003074243'));
  await kit.call(yue, 'conversations.editMessage', {
    conversation: group as never,
    seq: said,
    text: '身份证号 310101199003074243',
  });
  await kit.say(kit.owner, group, '请不要在群里发证件号', { quote: said });
  const call = {
    template: '00000000-0000-7000-8000-000000000102',
    version: 1,
    title: '与海湾航运通话',
    goal: '确认船期',
    summary: '船期推迟到周五',
    occurred: { from: Date.now() - 3_600_000, zone: 'Asia/Shanghai' },
    participants: [{ name: '周经理', organization: '海湾航运' }],
    values: { direction: 'incoming', promised: '周五前书面答复' },
  };
  const draft = { clientId: randomUUID(), form: call as never };
  ({ seq: form } = await kit.call(yue, 'conversations.sendMessage', { conversation: group as never, draft }));
  await recordsCaughtUp(kit.house.platform);
  ({ page } = await house.enter(kit.owner, `/records/${group}/${said}`));
  ({ page: seen } = await house.enter(yue, `/c/${group}`));
});
afterAll(() => house?.close());

const folder = process.env.RAPPORT_SHOTS;
/** A picture for whoever wants to look: light and dark, wide and narrow. */
async function shoot(of: Page, name: string): Promise<void> {
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  const before = of.viewportSize()!;
  for (const width of [1440, 390])
    for (const colorScheme of ['light', 'dark'] as const) {
      await of.setViewportSize({ width, height: 900 });
      await of.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await of.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
      await of.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
    }
  await of.setViewportSize(before);
}

const card = () => page.getByRole('complementary', { name: '记录详情' });
const dialog = () => page.getByRole('dialog', { name: '遮盖这条记录的部分内容' });

async function takeOut(...parts: (string | RegExp)[]): Promise<void> {
  await card().getByRole('button', { name: '遮盖部分内容…' }).click();
  for (const part of parts) await dialog().getByRole('checkbox', { name: part }).check();
  const act = dialog().getByRole('button', { name: '永久遮盖' });
  await dialog().getByRole('textbox', { name: '原因' }).fill('个人信息更正请求 12 号');
  await expect.poll(() => act.isDisabled()).toBe(true);
  await dialog().getByRole('checkbox', { name: '我知道这无法撤销' }).check();
  await shoot(page, `dialog-${parts.length}`);
  expect(await seriousOn(page)).toEqual([]);
  await act.click();
  await dialog().waitFor({ state: 'detached' });
}

it('words are taken out in all versions; the talk tells it calmly, and what is left is verified in the page', async () => {
  await seen.getByRole('log').getByText('身份证号 310101199003074243').first().waitFor();
  await card().getByText('身份证号 310101199003074243').first().waitFor();
  await takeOut('文字');
  await card()
    .getByText(/已遮盖：文字/)
    .waitFor();
  await card().getByText('原因：个人信息更正请求 12 号').first().waitFor();
  await until(async () => (await page.getByText('310101199003074243').count()) === 0);
  await expect.poll(() => card().getByText('这个版本的文字已遮盖。').count()).toBe(2);
  await seen
    .getByRole('log')
    .getByText(/Taken out on .*: words/)
    .waitFor();
  await until(async () => (await seen.getByText('310101199003074243').count()) === 0);
  await recordsCaughtUp(house.kit.house.platform);
  await card().getByRole('button', { name: '立即核验' }).click();
  await card().locator('.verdict[data-verdict="right"]').getByText('部分内容后来已遮盖').waitFor();
  await card().getByText('记录链载明已遮盖：文字').waitFor();
  await expect.poll(() => card().locator('.verify-step[data-result="right"]').count()).toBe(7);
  await card().getByRole('listitem').filter({ hasText: '遮盖部分内容' }).first().waitFor();
  await shoot(page, 'card');
  await shoot(seen, 'talk');
  expect(await seriousOn(page)).toEqual([]);
  expect(await seriousOn(seen)).toEqual([]);
});

it('parts of a form go one by one, and bear the names of its template', async () => {
  await page.goto(`${house.kit.url}/records/${group}/${form}`);
  await card().getByText('周经理').waitFor();
  await takeOut('参加人', /答应|承诺/);
  await card()
    .getByText(/已遮盖：.*参加人/)
    .waitFor();
  await until(async () => (await card().getByText('周经理').count()) === 0);
  await card().getByText('船期推迟到周五').waitFor();
  await recordsCaughtUp(house.kit.house.platform);
  await card().getByRole('button', { name: '立即核验' }).click();
  await card().locator('.verdict[data-verdict="right"]').waitFor();
  await shoot(page, 'form');
});

it('who may not have things erased is not offered it', async () => {
  await seen.goto(`${house.kit.url}/records/${group}/${form}`);
  // Whose language is English.
  await seen.getByRole('complementary', { name: 'Record' }).getByRole('button', { name: 'Verify now' }).waitFor();
  expect(await seen.getByRole('button', { name: 'Take parts out…' }).count()).toBe(0);
});
