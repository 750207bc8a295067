/** A real browser on a real house: what the browser tests share. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { findChromium } from '@rapport/dev/find-chromium';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The built web client; another build can be named. */
export const builtWeb = process.env.RAPPORT_WEB_ROOT ?? fileURLToPath(new URL('../dist', import.meta.url));

/** The built widget of customers' sites. */
const builtWidget = process.env.RAPPORT_WIDGET_ROOT ?? fileURLToPath(new URL('../../widget/dist', import.meta.url));

export interface BrowserHouse {
  kit: TestHouse;
  browser: Browser;
  /** Requests to anywhere but the house, and what the pages complained of. */
  strays: string[];
  complaints: string[];
  /** A browser of somebody's own, signed in, at a path. */
  enter(seat: Seat, path?: string, options?: BrowserContextOptions): Promise<{ context: BrowserContext; page: Page }>;
  close(): Promise<void>;
}

/** `switches`: more of the browser's own, such as a microphone that is none. `houseEnv`: of the house, such as addresses inside that it may reach. */
export async function browserHouse(
  webRoot = builtWeb,
  switches: readonly string[] = [],
  houseEnv: Record<string, string> = {},
): Promise<BrowserHouse> {
  if (!existsSync(webRoot)) throw new Error('The web client is not built: run npm run build.');
  const kit = await testHouse({ webRoot, widgetRoot: builtWidget, env: houseEnv });
  const { executablePath, args, env } = await findChromium();
  const browser = await chromium.launch({ executablePath, args: [...args, ...switches], env });
  const strays: string[] = [];
  const complaints: string[] = [];
  const listen = (page: Page): void => {
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== kit.url) strays.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  };
  return {
    kit,
    browser,
    strays,
    complaints,
    async enter(seat, path = '/', options = {}) {
      const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 }, ...options });
      context.on('page', listen);
      const page = await context.newPage();
      await page.goto(`${kit.url}/sign-in?next=${encodeURIComponent(path)}`);
      await page.locator('input[type=email]').fill(seat.email);
      await page.locator('input[type=password]').fill(seat.password);
      await page.keyboard.press('Enter');
      await page.getByRole('navigation').first().waitFor();
      return { context, page };
    },
    async close() {
      await browser.close();
      await kit.stop();
    },
  };
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Axe {
  run(within?: string): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

/** What axe finds serious or critical on a page as it stands, or in the parts of it that a selector names. */
export async function seriousOn(page: Page, within = 'html'): Promise<string[]> {
  // What still fades in is judged when it stands; what moves without end is left to move.
  const stands = (): boolean =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== 'running' || effect?.getTiming().iterations === Number.POSITIVE_INFINITY);
  await page.waitForFunction(stands, undefined, { timeout: 5_000 }).catch(() => undefined);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(readFileSync(axe, 'utf8'));
  return page.evaluate(async (part) => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run(part);
    return violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`);
  }, within);
}

/** Has the line of a page, before it is opened, take everything but messages; answers how many it has kept to itself. */
export async function keepMessagesBack(page: Page): Promise<() => number> {
  let held = 0;
  await page.routeWebSocket(/\/api\/v1\/socket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (String(message).includes('conversations.sendMessage')) held++;
      else server.send(message);
    });
  });
  return () => held;
}
