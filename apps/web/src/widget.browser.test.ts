/** The widget on a customer's site, with colleagues at the other end. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Seat, until } from '@rapport/dev';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let lin: Seat;
let account: string;
let site: Server;
let siteUrl: string;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

/** A site with a policy of its own: this script and this frame, no styles, nothing else. */
function aSite(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', `default-src 'none'; script-src ${house.kit.url}; frame-src ${house.kit.url}`);
    response.end(
      `<!doctype html><html lang="zh"><title>商店</title><h1>商店</h1><script async src="${house.kit.url}/widget.js" data-account="${account}"></script></html>`,
    );
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

beforeAll(async () => {
  house = await browserHouse();
  lin = await house.kit.person('林月');
  const made = await house.kit.call(house.kit.owner, 'channels.createAccount', {
    kind: 'web',
    name: '商店网站',
    settings: {
      title: '商店客服',
      colour: '#0b7285',
      greeting: { en: 'How can we help?', zh: '您好，请问有什么可以帮您？' },
      ask: [{ field: 'name', required: true }],
    },
  });
  account = made.account.id;
  site = await aSite();
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  context = await house.browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' && /Content Security Policy/i.test(line.text())) complaints.push(line.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(siteUrl);
});
afterAll(async () => {
  await context?.close();
  await house?.close();
  site?.close();
});

const inside = () => page.frameLocator('iframe');
const field = () => inside().getByLabel('消息', { exact: true });
const log = () => inside().getByRole('log');
const widgetFrame = (): Frame => page.frames().find((one) => one.url().includes('/widget/'))!;
async function conversation(): Promise<string> {
  let id: string | undefined;
  await until(async () => {
    const { db } = house.kit.house.platform;
    id = (await db.row<{ id: string }>('select conversation_id as id from customer_conversation limit 1'))?.id;
    return id !== undefined;
  });
  return id!;
}
/** What a colleague answers, as the house would after their press of a key. */
const answer = async (text: string) => house.kit.say(lin, await conversation(), text, { outward: true });

describe('the widget', () => {
  it('opens by its button, asks for what the site wants to know, and one writes', async () => {
    await page.getByRole('button', { name: '打开在线客服' }).click();
    await inside().getByRole('heading', { name: '商店客服' }).waitFor();
    await inside().getByLabel('称呼').fill('王女士');
    await inside().getByRole('button', { name: '开始对话' }).click();
    await field().fill('请问什么时候发货？');
    await field().press('Enter');
    await log().getByText('请问什么时候发货？').waitFor();
    const { db } = house.kit.house.platform;
    const to = [await conversation(), await house.kit.group(lin)];
    await db.rows('insert into customer_audience (conversation_id, group_id) values ($1, $2)', to);
    await until(async () => (await inside().locator('.mine .state').count()) === 0);
    expect(await seriousOn(widgetFrame() as unknown as Page)).toEqual([]);
  });

  it('shows answers as they come, and what is hostile in them as text', async () => {
    await answer('**今天**发出：https://example.com/track?id=1');
    await log().getByRole('link', { name: 'https://example.com/track?id=1' }).waitFor();
    await expect.poll(() => log().locator('strong').allTextContents()).toEqual(['今天']);
    await answer('<img src=x onerror=alert(1)><script>alert(2)</script>[x](javascript:alert(3))');
    await log().getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await log().locator('img, script').count()).toBe(0);
  });

  it('tells at its button of answers that were not seen, also on the next page of the site', async () => {
    await field().press('Escape');
    await page.getByRole('button', { name: '打开在线客服' }).waitFor();
    await answer('还有别的问题吗？');
    await page.getByRole('button', { name: '打开在线客服 (1)' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: '打开在线客服 (1)' }).click();
    await log().getByText('还有别的问题吗？').waitFor();
    await field().press('Escape');
    await page.getByRole('button', { name: '打开在线客服', exact: true }).waitFor();
    await page.getByRole('button', { name: '打开在线客服', exact: true }).click();
  });

  it('keeps what is written without a line, over a reload, and sends it once', async () => {
    await context.setOffline(true);
    await widgetFrame().evaluate(() => dispatchEvent(new Event('offline')));
    await field().fill('断网时写的');
    await field().press('Enter');
    await log().getByText('断网时写的').waitFor();
    await context.setOffline(false);
    await page.reload();
    await page.getByRole('button', { name: '打开在线客服' }).click();
    await until(async () => (await inside().locator('.mine .state').count()) === 0);
    const { messages } = await house.kit.call(lin, 'conversations.history', { conversation: (await conversation()) as never });
    expect(messages.filter(({ text }) => text === '断网时写的')).toHaveLength(1);
  });

  it('takes files, and shows pictures', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
      'base64',
    );
    const choose = inside().locator('input[type=file]');
    await choose.setInputFiles([
      { name: '照片.png', mimeType: 'image/png', buffer: png },
      { name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('说明') },
    ]);
    await until(async () => (await inside().locator('.rising progress').count()) === 0);
    await inside().getByRole('button', { name: '发送' }).click();
    await log().getByRole('img', { name: '照片.png' }).waitFor();
    await log()
      .getByRole('button', { name: /^说明.txt/ })
      .waitFor();
  });

  it('fills a phone’s screen', async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    await until(async () => (await page.locator('iframe').boundingBox())?.width === 390);
    expect(await seriousOn(widgetFrame() as unknown as Page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('weighs at most 30 KB, compressed, with all it loads', async () => {
    const sizeOf = async (path: string): Promise<[number, string]> => {
      const bytes = Buffer.from(await (await fetch(`${house.kit.url}${path}`)).arrayBuffer());
      return [gzipSync(bytes).length, bytes.toString()];
    };
    const [script, [frame, html]] = await Promise.all([sizeOf('/widget.js'), sizeOf(`/widget/${account}`)]);
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => sizeOf(path!));
    expect(assets).toHaveLength(2);
    const all = [script[0], frame, ...(await Promise.all(assets)).map(([size]) => size)].reduce((a, b) => a + b);
    expect(all).toBeLessThanOrEqual(30 * 1024);
  });

  it('is framed by no site that its account does not name', async () => {
    await house.kit.call(house.kit.owner, 'channels.changeAccount', {
      account: account as never,
      settings: { title: 'x', greeting: { en: '', zh: '' }, sites: ['https://shop.example'] },
    });
    await until(async () =>
      (await fetch(`${house.kit.url}/widget/${account}`)).headers.get('content-security-policy')!.includes('shop'),
    );
    const other = await context.newPage();
    await other.goto(siteUrl);
    await other.getByRole('button', { name: '打开在线客服' }).click();
    await until(() => other.frames().some((one) => one.url().startsWith('chrome-error://')));
    await other.close();
  });
});

it('no page complained and nothing ran that should not', () => {
  expect(complaints).toEqual([]);
});
