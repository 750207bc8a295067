/** Two people in two browsers talk through a real house; a send survives a reload at its worst moments. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { findChromium } from '@rapport/dev/find-chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepMessagesBack } from './browser.test-kit.ts';

const webRoot = fileURLToPath(new URL('../dist', import.meta.url));
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let kit: TestHouse;
let browser: Browser;
/** Requests to anywhere but the house, and everything the pages complained of. */
const strays: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  if (!existsSync(webRoot)) throw new Error('The web client is not built: run npm run build.');
  kit = await testHouse({ webRoot });
  const { executablePath, args, env } = await findChromium();
  browser = await chromium.launch({ executablePath, args, env });
});

afterAll(async () => {
  await browser?.close();
  await kit?.stop();
});

async function signIn(seat: Seat, locale: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== kit.url) strays.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Before signing in, `people.me` is refused: the browser itself writes that line.
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  await page.goto(kit.url);
  await page.locator('input[type=email]').fill(seat.email);
  await page.locator('input[type=password]').fill(seat.password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor();
  return { context, page };
}

const composer = (page: Page) => page.locator('.composer textarea');

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

const shown = (page: Page, text: string) => page.getByRole('log').locator('[data-message]').filter({ hasText: text });

describe('two people, two browsers', () => {
  let lin: Seat;
  let conversation: string;
  let anna: { context: BrowserContext; page: Page };
  let ben: { context: BrowserContext; page: Page };

  beforeAll(async () => {
    lin = await kit.person('林月');
    conversation = (await kit.call(kit.owner, 'conversations.openDirect', { users: [lin.user as never] })).id;
    [anna, ben] = await Promise.all([signIn(kit.owner, 'zh-CN'), signIn(lin, 'en-GB')]);
    await Promise.all([anna.page.goto(`${kit.url}/c/${conversation}`), ben.page.goto(`${kit.url}/c/${conversation}`)]);
    await Promise.all([composer(anna.page).waitFor(), composer(ben.page).waitFor()]);
  });

  /** The texts the house holds, in order. */
  const kept = async (): Promise<string[]> =>
    (await kit.call(kit.owner, 'conversations.history', { conversation: conversation as never, limit: 200 })).messages.map(
      (m) => m.text,
    );

  it('they talk live, in Chinese and English', async () => {
    await say(anna.page, '你好，**林月**，下午三点开会可以吗？');
    await shown(ben.page, '下午三点').waitFor();
    await expect.poll(() => shown(ben.page, '下午三点').locator('strong').innerText()).toBe('林月');
    await say(ben.page, 'Yes, three is fine 👍');
    await shown(anna.page, 'three is fine').waitFor();
    expect(await kept()).toEqual(['你好，**林月**，下午三点开会可以吗？', 'Yes, three is fine 👍']);
  });

  it('a reload before the send left: the message goes out afterwards, once', async () => {
    const context = anna.context;
    const page = await context.newPage();
    const held = await keepMessagesBack(page);
    await page.goto(`${kit.url}/c/${conversation}`);
    await say(page, '这条消息在发送途中刷新');
    await until(() => held() > 0);
    await page.close();
    const again = await context.newPage();
    await again.goto(`${kit.url}/c/${conversation}`);
    await shown(ben.page, '发送途中刷新').waitFor();
    await again.close();
    expect((await kept()).filter((text) => text.includes('发送途中刷新'))).toHaveLength(1);
  });

  it('SY4 a reload after the commit but before the answer: the message is there once', async () => {
    const page = await anna.context.newPage();
    let sent = 0;
    // The message passes, nothing comes back any more: not the answer, not the frame.
    await page.routeWebSocket(/\/api\/v1\/socket/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => {
        if (String(message).includes('conversations.sendMessage')) sent++;
        server.send(message);
      });
      server.onMessage((message) => {
        if (sent === 0) socket.send(message);
      });
    });
    await page.goto(`${kit.url}/c/${conversation}`);
    await say(page, '回执丢了，消息没丢');
    await shown(ben.page, '回执丢了').waitFor();
    await page.close();
    const again = await anna.context.newPage();
    await again.goto(`${kit.url}/c/${conversation}`);
    await shown(again, '回执丢了').waitFor();
    await until(async () => (await again.locator('[data-state=waiting],[data-state=sending]').count()) === 0);
    await again.close();
    expect((await kept()).filter((text) => text.includes('回执丢了'))).toHaveLength(1);
    await expect.poll(() => shown(ben.page, '回执丢了').count()).toBe(1);
  });

  it('axe finds nothing serious on the page of talk, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await anna.page.emulateMedia({ colorScheme });
      await anna.page.evaluate(readFileSync(axe, 'utf8'));
      const serious = await anna.page.evaluate(async () => {
        const run = (
          globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
          }
        ).axe;
        const { violations } = await run.run();
        return violations
          .filter((v) => v.impact === 'serious' || v.impact === 'critical')
          .map((v) => `${v.id}: ${v.nodes[0]?.html}`);
      });
      expect(serious).toEqual([]);
    }
  });

  it('no page asked anybody but the house, and none complained', () => {
    expect(strays).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
