/** Recording and uploading: with a microphone that is none, over a line that breaks, through a reload. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, builtWeb, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let me: Seat;
let conversation: string;
let page: Page;
let folder: string;

beforeAll(async () => {
  house = await browserHouse(builtWeb, ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
  me = house.kit.owner;
  conversation = await house.kit.group(await house.kit.person('林月'));
  folder = await mkdtemp(join(tmpdir(), 'rapport-folder-'));
  ({ page } = await house.enter(me, `/c/${conversation}`, { permissions: ['microphone', 'geolocation'], geolocation }));
  await field().waitFor();
});
afterAll(async () => {
  await house?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const geolocation = { latitude: 39.9163, longitude: 116.3972 };
const field = () => page.locator('.talk-main .composer textarea');
const messages = async () =>
  (await house.kit.call(me, 'conversations.history', { conversation: conversation as never, limit: 50 })).messages;

it('a voice note is recorded, listened to, sent, and played at one’s speed', async () => {
  await page.getByRole('button', { name: '录制语音' }).click();
  await page.getByRole('timer').filter({ hasText: '0:01' }).waitFor();
  await expect.poll(() => page.locator('.voice-levels i').count()).toBeGreaterThan(3);
  await page.getByRole('button', { name: '停止并试听' }).click();
  await page.locator('.voice-bar .voice').waitFor();
  await page.getByRole('button', { name: '发送', exact: true }).click();
  const note = page.locator('[data-message] .voice');
  await note.waitFor();
  await until(async () => (await messages()).length === 1);
  const sent = (await messages())[0]?.attachments?.[0];
  expect(sent).toMatchObject({ kind: 'voice' });
  expect(sent?.duration).toBeGreaterThan(0.8);
  // The beeps of the browser's microphone stand out of its silence.
  await until(() =>
    note.locator('i').evaluateAll((bars) => new Set(bars.map((bar) => (bar as HTMLElement).style.height)).size > 2),
  );
  await note.getByRole('button', { name: '播放速度：1倍' }).click();
  await note.getByRole('button', { name: '播放', exact: true }).click();
  await until(() => note.locator('audio').evaluate((sound) => (sound as HTMLAudioElement).currentTime > 0.2));
  await expect.poll(() => note.locator('audio').evaluate((sound) => (sound as HTMLAudioElement).playbackRate)).toBe(1.5);
  expect(await seriousOn(page)).toEqual([]);
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
});

it('a recording thrown away leaves nothing, and the microphone goes off', async () => {
  await page.getByRole('button', { name: '录制语音' }).click();
  await page.getByRole('timer').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.voice-bar').waitFor({ state: 'detached' });
  await until(() => field().evaluate((area) => area === document.activeElement));
  expect(await messages()).toHaveLength(1);
});

it('a folder goes as its files, each with its place in it; a message waits for them by itself', async () => {
  await mkdir(join(folder, '合同', '附件'), { recursive: true });
  await writeFile(join(folder, '合同', '正文.txt'), '甲方与乙方');
  await writeFile(join(folder, '合同', '附件', '报价.csv'), 'a,b\n1,2\n');
  await writeFile(join(folder, '合同', '.DS_Store'), 'x');
  await page.locator('input[type=file][webkitdirectory]').setInputFiles(join(folder, '合同'));
  await field().fill('合同在这里');
  await field().press('Enter');
  await until(async () => (await messages()).length === 2);
  const sent = (await messages())[1];
  expect(sent?.text).toBe('合同在这里');
  expect(sent?.attachments?.map((a) => a.name).sort()).toEqual(['合同／正文.txt', '合同／附件／报价.csv']);
});

it('an upload goes on where it was after a reload, in its own conversation', async () => {
  const bytes = Buffer.alloc(9 * 1024 * 1024, 7);
  const asked: string[] = [];
  let parts = 0;
  // The second part never arrives before the reload.
  await page.route('**/api/files/upload/*', async (route) => {
    const method = route.request().method();
    asked.push(`${method} ${route.request().headers()['upload-offset'] ?? ''}`.trim());
    if (method === 'PATCH' && ++parts === 2) return;
    await route.continue();
  });
  await page
    .locator('input[type=file]:not([webkitdirectory])')
    .setInputFiles({ name: '大文件.bin', mimeType: 'application/octet-stream', buffer: bytes });
  await until(() => parts === 2);
  asked.length = 0;
  await page.reload();
  await page.locator('.upload').filter({ hasText: '大文件.bin' }).filter({ hasText: 'MB' }).waitFor();
  // Asked how much was there, then sent only the rest: never begun anew.
  expect(asked).toEqual(['HEAD', `PATCH ${8 * 1024 * 1024}`]);
  await field().press('Enter');
  await until(async () => (await messages()).length === 3);
  expect((await messages())[2]?.attachments?.[0]).toMatchObject({ name: '大文件.bin', size: bytes.length });
});

it('a place and a card are sent by a few keys', async () => {
  await field().fill('/location');
  await field().press('Enter');
  await page.getByRole('dialog').getByLabel('地点名称').fill('故宫午门');
  await page.getByRole('dialog').getByRole('button', { name: '使用当前位置' }).click();
  await until(async () => (await page.getByRole('dialog').getByLabel('纬度').inputValue()).startsWith('39.9163'));
  await page.getByRole('dialog').getByRole('button', { name: '发送' }).click();
  await page.locator('.card').filter({ hasText: '故宫午门' }).waitFor();
  await field().fill('/card');
  await field().press('Enter');
  await page.getByRole('dialog').getByLabel('选择联系人').fill('ly');
  await page.getByRole('option', { name: /林月/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '发送' }).click();
  await page.locator('.card').filter({ hasText: '林月' }).waitFor();
  await until(async () => (await messages()).length === 5);
  expect((await messages()).slice(3).map((m) => [m.location?.label, m.card !== undefined])).toEqual([
    ['故宫午门', false],
    [undefined, true],
  ]);
});

it('no page asked anybody but the house, and none complained', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
