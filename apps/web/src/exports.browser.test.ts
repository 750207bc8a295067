/** Exports: begun from a conversation, watched while they are made, downloaded, and the bundle checked; other formats, failures, phones. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let yue: Seat;
let conversation: string;
let folder: string;
let page: Page;

beforeAll(async () => {
  house = await browserHouse();
  folder = await mkdtemp(join(tmpdir(), 'rapport-exports-page-'));
  const { kit } = house;
  yue = await kit.person('林月');
  conversation = (await kit.call(kit.owner, 'conversations.create', { name: '海湾航运项目', members: [yue.user as never] })).id;
  await kit.say(yue, conversation, '船期推迟到下周六');
  await kit.say(kit.owner, conversation, 'Noted, I will tell the client.');
  ({ page } = await house.enter(kit.owner, `/c/${conversation}`));
  await page.getByRole('log').waitFor();
});
afterAll(async () => {
  await house?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The keys of the house, as somebody outside would have noted them. */
async function policy(): Promise<string> {
  const rows = await house.kit.house.platform.db.rows<{ key: string }>('select key from ledger_epoch order by n');
  const path = join(folder, 'policy.txt');
  await writeFile(path, `${rows.map(({ key }) => `log ${key}`).join('\n')}\nquorum none\n`);
  return path;
}

const lines = () => page.locator('.export');
const rowOf = (purpose: string) => lines().filter({ hasText: purpose });

async function soundInBothThemes(): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
    expect(await seriousOn(page)).toEqual([]);
  }
}

it('says of a case that whole days are exported', async () => {
  await page.goto(`${house.kit.url}/exports?new=true&in=${conversation}&ofCase=true&from=2026-03-01&until=2026-03-09`);
  await page.getByText('导出以整天为单位').waitFor();
  expect(await page.getByLabel('从', { exact: true }).inputValue()).toBe('2026-03-01');
  await soundInBothThemes();
  await page.goto(`${house.kit.url}/c/${conversation}`);
  await page.getByRole('log').waitFor();
});

it('begins with the conversation whose menu it was asked from, and wants a purpose', async () => {
  await page.getByRole('button', { name: '会话的更多操作' }).click();
  await page.getByRole('menuitem', { name: '导出…' }).click();
  await page.getByRole('heading', { name: '新建导出' }).waitFor();
  await page.locator('.mantine-Pill-root').getByText('海湾航运项目').waitFor();
  await expect.poll(() => page.getByRole('radio').count()).toBe(7);
  await expect.poll(() => page.getByRole('radio', { name: /证据包/ }).isChecked()).toBe(true);
  await soundInBothThemes();
  await page.getByRole('button', { name: '开始导出' }).click();
  await expect
    .poll(() => page.getByLabel('用途').evaluate((field: HTMLTextAreaElement) => field.validity.valueMissing))
    .toBe(true);
});

it('is made, told how far it is, downloaded by a link, and what came down is proved', async () => {
  await page.getByLabel('用途').fill('仲裁委员会要求提交');
  await page.getByLabel('接收方').fill('王律师');
  await page.getByRole('button', { name: '开始导出' }).click();
  await page.waitForURL('**/exports');
  await rowOf('仲裁委员会要求提交').getByText('接收方：王律师').waitFor();
  // It moves by itself: nobody loads the page again.
  await page.locator('.export[data-state="done"]').waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    rowOf('仲裁委员会要求提交').getByRole('link', { name: '下载' }).click(),
  ]);
  const path = join(folder, 'bundle.zip');
  await download.saveAs(path);
  expect(download.suggestedFilename()).toMatch(/^evidence-.*\.zip$/);
  const verifier = fileURLToPath(new URL('../../../packages/verify/dist/verify.mjs', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [verifier, path, '--policy', await policy()], { encoding: 'utf8' });
  expect({ status, stdout }).toMatchObject({ status: 0 });
  await soundInBothThemes();
});

it('other formats, a span of days and no attachments are asked for; what others said is found by name, topic and person', async () => {
  const { kit } = house;
  const others = await kit.call(yue, 'conversations.create', { name: '采购小组' });
  const { seq } = await kit.say(yue, others.id, '比价');
  await kit.call(yue, 'conversations.startTopic', { conversation: others.id, seq });
  const wei = await kit.person('魏明');
  await kit.call(yue, 'conversations.openDirect', { users: [wei.user as never] });
  await page.getByRole('button', { name: '新建导出' }).click();
  await page.getByRole('textbox', { name: '会话' }).fill('采购');
  await page.getByRole('option', { name: /采购小组.*我未参与/ }).click();
  await page.getByRole('button', { name: '加入“采购小组”的1个话题' }).click();
  await page.locator('.mantine-Pill-root').nth(1).waitFor();
  await page.getByRole('textbox', { name: '会话' }).fill('魏明');
  await page.getByRole('option', { name: /林月.*我未参与/ }).click();
  await page.getByRole('textbox', { name: '会话' }).fill(`${kit.url}/c/${conversation}`);
  await page.getByRole('option', { name: /海湾航运项目/ }).click();
  await page.getByLabel('从').fill('2026-03-01');
  await page.getByLabel('到', { exact: true }).fill('2026-02-01');
  await page.getByRole('radio', { name: /表格/ }).click();
  await page.getByText('只有证据包带有证明').waitFor();
  await page.getByRole('radio', { name: /数据（JSONL）/ }).click();
  await page.getByRole('switch', { name: '包含附件' }).click();
  await page.getByLabel('用途').fill('内部核对');
  await page.getByRole('button', { name: '开始导出' }).click();
  await page.getByText('结束日期早于开始日期').waitFor();
  await page.getByLabel('到', { exact: true }).fill('2099-01-01');
  await page.getByRole('button', { name: '开始导出' }).click();
  await rowOf('内部核对')
    .getByText(/不含附件/)
    .waitFor();
  const { items } = await kit.call(kit.owner, 'exports.list', {});
  expect(items[0]).toMatchObject({ format: 'jsonl', files: false, purpose: '内部核对' });
  expect(items[0]?.conversations).toHaveLength(4);
  await rowOf('内部核对')
    .getByText(/采购小组/)
    .waitFor();
  await page.locator('.export[data-state="done"]').nth(1).waitFor({ timeout: 60_000 });
  await rowOf('内部核对').getByRole('button', { name: '删除文件' }).click();
  await rowOf('内部核对').getByText('导出过的事实仍留在记录链中').waitFor();
  await rowOf('内部核对').getByRole('button', { name: '重新导出' }).click();
  await until(async () => (await lines().count()) === 3);
});

it('a failure says what to do about it', async () => {
  const { kit } = house;
  const [newest] = (await kit.call(kit.owner, 'exports.list', {})).items;
  await page.locator('.export[data-state="done"]').nth(1).waitFor({ timeout: 60_000 });
  await kit.house.platform.db.rows(
    `update record_export set state = 'failed', failure = 'too-large', blob_id = null, expires_at = null where id = $1`,
    [newest!.id],
  );
  await page.reload();
  await page.getByText('超过了单次导出的大小上限').waitFor();
  await soundInBothThemes();
});

it('from the records on a phone; who may take nothing out is told so', async () => {
  const { kit } = house;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${kit.url}/records`);
  await page.getByRole('link', { name: '导出', exact: true }).click();
  await lines().first().waitFor();
  await page.getByText('如何核验证据包？').click();
  await page.getByText(/用浏览器打开verify\.html/).waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  await page.getByRole('button', { name: '新建导出' }).click();
  await page.getByRole('heading', { name: '新建导出' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  const { page: other } = await house.enter(yue, '/exports');
  await other.getByText('You may not take records out').waitFor();
  expect(house.complaints).toEqual([]);
  expect(house.strays).toEqual([]);
});
