/** Without a network: the app opens, reads and writes; it is replaced only when somebody says so; signing out leaves nothing. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Seat, until } from '@rapport/dev';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, builtWeb } from './browser.test-kit.ts';

let house: BrowserHouse;
let webRoot: string;

beforeAll(async () => {
  // A copy of its own, as one test replaces the version that is served.
  webRoot = await mkdtemp(join(tmpdir(), 'rapport-web-'));
  await cp(builtWeb, webRoot, { recursive: true });
  house = await browserHouse(webRoot);
});
afterAll(async () => {
  await house?.close();
  await rm(webRoot, { recursive: true, force: true });
});

const composer = (page: Page) => page.locator('.composer textarea');
const message = (page: Page, text: string) => page.getByRole('log').locator('[data-message]').filter({ hasText: text });
const waiting = (page: Page) => page.locator('[data-state=waiting],[data-state=sending]');

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** A line that can be cut: the sockets too, which the browser's own switch leaves alone. */
async function cuttable(context: BrowserContext) {
  let cut = false;
  const open = new Set<{ close(): Promise<void> }>();
  await context.routeWebSocket(/\/api\/v1\/socket/, (socket) => {
    if (cut) return void socket.close();
    socket.connectToServer();
    open.add(socket);
  });
  return {
    async cut() {
      cut = true;
      await context.setOffline(true);
      for (const socket of open) await socket.close();
      open.clear();
    },
    async mend() {
      cut = false;
      await context.setOffline(false);
    },
  };
}

/** Rows of each table of the browser's store. */
const stored = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open('rapport');
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    const names = [...db.objectStoreNames];
    const counts = await Promise.all(
      names.map(
        (name) =>
          new Promise<[string, number]>((resolve) => {
            const asked = db.transaction(name).objectStore(name).count();
            asked.onsuccess = () => resolve([name, asked.result]);
          }),
      ),
    );
    db.close();
    return Object.fromEntries(counts);
  });

const ready = async (page: Page): Promise<void> => {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await until(async () => (await stored(page)).timelines! > 0);
};

describe('without a network', () => {
  let seat: Seat;
  let chen: Seat;
  let conversation: string;
  let context: BrowserContext;
  let page: Page;
  let line: Awaited<ReturnType<typeof cuttable>>;

  beforeAll(async () => {
    // Whose language is Chinese.
    seat = house.kit.owner;
    chen = await house.kit.person('陈静');
    conversation = await house.kit.group(chen);
    await house.kit.say(chen, conversation, '明早九点在三楼会议室碰头，带上上周的数据。');
    ({ context, page } = await house.enter(seat));
    line = await cuttable(context);
    await page.goto(`${house.kit.url}/c/${conversation}`);
    await message(page, '明早九点').waitFor();
    await ready(page);
  });
  afterAll(() => context?.close());

  it('it opens and reads, and what is written then goes out later, in order, also after a reload', async () => {
    await line.cut();
    await page.reload();
    await message(page, '明早九点').waitFor();
    for (const text of ['第一条', '第二条', '第三条']) {
      await say(page, text);
      await message(page, text).or(page.getByText(text)).first().waitFor();
    }
    await until(async () => (await stored(page)).outbox === 3);
    await page.reload();
    await until(async () => (await waiting(page).count()) === 3);
    await line.mend();
    await until(async () => {
      const { messages } = await house.kit.call(seat, 'conversations.history', { conversation: conversation as never });
      return messages.map((m) => m.text).join() === '明早九点在三楼会议室碰头，带上上周的数据。,第一条,第二条,第三条';
    });
    await until(async () => (await waiting(page).count()) === 0);
    expect((await stored(page)).outbox).toBe(0);
  });

  it('what was being written while away is there after a reload, and on other devices when the line is back', async () => {
    const other = await house.kit.client(seat);
    await line.cut();
    await composer(page).fill('写到一半');
    await page.reload();
    await until(async () => (await composer(page).inputValue()) === '写到一半');
    // It goes out whatever is open then.
    await page.goto(`${house.kit.url}/people`);
    await line.mend();
    await until(() => other.state.drafts[conversation]?.text === '写到一半');
    await page.goto(`${house.kit.url}/c/${conversation}`);
    await until(async () => (await composer(page).inputValue()) === '写到一半');
    await composer(page).fill('');
    await until(() => !other.state.drafts[conversation]?.text);
    await other.close();
  });

  it('what was read while away counts as read when the line is back', async () => {
    const { id: other } = await house.kit.call(seat, 'conversations.create', { name: '另一个群' });
    const lineOf = (id: string) => page.locator(`.list-pane a[href^="/c/${id}"]`);
    // What comes while one looks elsewhere is on the device all the same.
    await lineOf(other).click();
    await page.waitForURL(`**/c/${other}`);
    const { seq } = await house.kit.say(chen, conversation, '改到十点了。');
    const listed = lineOf(conversation);
    await listed.filter({ hasText: '改到十点了' }).waitFor();
    await line.cut();
    await listed.click();
    await message(page, '改到十点了').waitFor();
    await line.mend();
    await until(async () => {
      const { me } = await house.kit.call(seat, 'conversations.get', { conversation: conversation as never });
      return (me?.readSeq ?? 0) >= seq;
    });
  });

  it('what needs me says that it cannot be asked for, and is asked for when the line is back', async () => {
    await line.cut();
    await page.goto(`${house.kit.url}/attention`);
    await page.getByText('暂时无法查询待处理事项').waitFor();
    await line.mend();
    await page.getByText('暂时无法查询待处理事项').waitFor({ state: 'detached' });
    await page.getByText('没有需要你处理的').or(page.locator('.need')).first().waitFor();
  });

  it('a page never opened before has its parts all the same', async () => {
    await line.cut();
    await page.goto(`${house.kit.url}/me`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await line.mend();
  });

  it('a newer version is offered, and used when it is asked for; until then the old one is whole', async () => {
    await page.goto(`${house.kit.url}/c/${conversation}`);
    await message(page, '第三条').waitFor();
    const html = await readFile(join(webRoot, 'index.html'), 'utf8');
    await writeFile(join(webRoot, 'index.html'), html.replace('<body>', '<body data-version="next">'));
    const worker = await readFile(join(webRoot, 'service-worker.js'), 'utf8');
    const renewed = worker.replace(/("?revision"?:\s*"?[`'"]?)[0-9a-f]{32}/, `$1${'0'.repeat(32)}`);
    expect(renewed).not.toBe(worker);
    await writeFile(join(webRoot, 'service-worker.js'), renewed);
    const version = () => page.evaluate(() => document.body.dataset.version ?? 'old');
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r?.update().then(() => undefined)));
    await page.getByText('Rapport有新版本了').waitFor();
    expect(await version()).toBe('old');
    // Another load is still of the old version: nobody asked for the new one.
    await page.reload();
    await page.getByText('Rapport有新版本了').waitFor();
    expect(await version()).toBe('old');
    await page.getByRole('button', { name: '立即更新' }).click();
    await until(async () => (await version().catch(() => 'old')) === 'next');
    await message(page, '第三条').waitFor();
  });

  it('signing out without a network leaves nothing on the device, and ends the session when there is one again', async () => {
    await page.goto(`${house.kit.url}/me`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await line.cut();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.locator('input[type=email]').waitFor();
    await until(async () => Object.values(await stored(page)).every((rows) => rows === 0));
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().filter((request) => new URL(request.url).pathname.startsWith('/api/')).length;
    });
    expect(kept).toBe(0);
    await line.mend();
    await page.goto(`${house.kit.url}/c/${conversation}`);
    await page.locator('input[type=email]').waitFor();
    expect(house.complaints).toEqual([]);
  });
});
