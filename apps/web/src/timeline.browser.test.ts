/** Reading: the list stays where one reads, whatever comes; days, jumps, several messages at once. */
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let me: Seat;
let lin: Seat;
let conversation: string;
let page: Page;

const many = 320;

/** Uploads a picture of a size as the client does (tus). */
async function picture(seat: Seat, bytes: Buffer): Promise<string> {
  const headers = { authorization: `Bearer ${seat.token}`, 'tus-resumable': '1.0.0' };
  const name = Buffer.from('图.png').toString('base64');
  const begun = await fetch(`${house.kit.url}/api/files/upload`, {
    method: 'POST',
    headers: { ...headers, 'upload-length': String(bytes.length), 'upload-metadata': `filename ${name}` },
  });
  const address = new URL(begun.headers.get('location') ?? '', house.kit.url);
  await fetch(address, {
    method: 'PATCH',
    headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(bytes),
  });
  return address.pathname.split('/').pop() ?? '';
}

beforeAll(async () => {
  house = await browserHouse();
  me = house.kit.owner;
  lin = await house.kit.person('林月');
  await house.kit.call(lin, 'people.changeProfile', { timeZone: 'America/New_York' });
  await house.kit.call(me, 'people.changeProfile', { timeZone: 'Asia/Shanghai' });
  conversation = await house.kit.group(lin);
  for (let i = 1; i <= many; i++)
    await house.kit.say(
      i % 3 === 0 ? me : lin,
      conversation,
      i % 7 === 0 ? `第${i}条\n\n${'较长的一段话。'.repeat(30)}` : `第${i}条`,
    );
  await house.kit.call(me, 'conversations.markRead', { conversation: conversation as never, seq: many });
  ({ page } = await house.enter(me, `/c/${conversation}`, { permissions: ['clipboard-read', 'clipboard-write'] }));
  await message(many).waitFor();
});
afterAll(() => house?.close());

const message = (seq: number) => page.locator(`.talk-main [data-message="${seq}"]`);
const scroller = () => page.locator('.talk-main .timeline');
/** The first message that is wholly in view, and where it stands (px from the top of the list). */
const anchor = (): Promise<{ seq: number; top: number }> =>
  scroller().evaluate((list) => {
    const box = list.getBoundingClientRect();
    const first = [...list.querySelectorAll('[data-message]')].find((row) => row.getBoundingClientRect().top >= box.top + 60);
    return { seq: Number(first?.getAttribute('data-message')), top: (first?.getBoundingClientRect().top ?? 0) - box.top };
  });
const topOf = (seq: number): Promise<number> =>
  scroller().evaluate((list, wanted) => {
    const row = list.querySelector(`[data-message="${wanted}"]`);
    return (row?.getBoundingClientRect().top ?? Number.NaN) - list.getBoundingClientRect().top;
  }, seq);
/** Two frames after which nothing is waiting to be drawn. */
const drawn = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
const history = async () =>
  (await house.kit.call(me, 'conversations.history', { conversation: conversation as never, limit: 5 })).messages;

describe('the list stays still', () => {
  it('when older messages arrive above: what is read moves with the wheel and not otherwise', async () => {
    // At its foot, and all of it measured.
    await until(async () => {
      const height = () => scroller().evaluate((list) => list.scrollHeight);
      const before = await height();
      await drawn();
      return (
        before === (await height()) &&
        (await scroller().evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 4))
      );
    });
    const length = () => scroller().evaluate((list) => list.scrollHeight);
    let grown = 0;
    let known = await length();
    // One page of messages: older ones come when one goes there.
    expect(known).toBeLessThan(5000);
    for (let turn = 0; turn < 30; turn++) {
      const before = await anchor();
      await scroller().evaluate((list) => list.scrollBy(0, -250));
      await page.waitForFunction(() => !document.querySelector('.talk-main .timeline-loading .mantine-Skeleton-root'));
      await drawn();
      expect(Math.abs((await topOf(before.seq)) - before.top - 250), `turn ${turn}`).toBeLessThanOrEqual(2);
      // What comes between two turns has come as well.
      const now = await length();
      if (now > known + 1000) grown++;
      known = now;
    }
    expect(grown).toBeGreaterThanOrEqual(1);
  });

  it('when one goes up from the foot while what is there is still growing', async () => {
    await page.locator('.pill-foot').click();
    await until(() => scroller().evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 4));
    const away = await scroller().evaluate(async (list) => {
      const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const seen = () => {
        const middle = list.getBoundingClientRect().top + list.clientHeight / 2;
        return [...list.querySelectorAll<HTMLElement>('[data-message]')].find((row) => row.getBoundingClientRect().top > middle);
      };
      const grown: HTMLElement[] = [];
      const grow = async (): Promise<void> => {
        const row = seen();
        if (row) grown.push(row);
        if (row) row.style.paddingBottom = '80px';
        await frames();
      };
      await grow();
      const followed = list.scrollHeight - list.scrollTop - list.clientHeight;
      list.scrollBy(0, -250);
      await frames();
      await grow();
      const rest = list.scrollHeight - list.scrollTop - list.clientHeight;
      for (const row of grown) row.style.paddingBottom = '';
      await frames();
      return { followed, rest };
    });
    expect(away.followed).toBeLessThan(4);
    expect(away.rest).toBeGreaterThanOrEqual(248);
    for (let turn = 0; turn < 8; turn++) {
      await scroller().evaluate((list) => list.scrollBy(0, -250));
      await drawn();
    }
  });

  it('when a message below or above grows, a topic begins above, a picture arrives', async () => {
    const before = await anchor();
    // Wholly above what is seen, yet near enough to be drawn.
    const above = before.seq - 6;
    const at = { conversation: conversation as never, seq: above };
    const writer = above % 3 === 0 ? me : lin;
    await house.kit.call(writer, 'conversations.editMessage', { ...at, text: `改过了\n\n${'更长了。'.repeat(80)}` });
    await message(above).filter({ hasText: '改过了' }).waitFor({ state: 'attached' });
    const topic = await house.kit.call(lin, 'conversations.startTopic', at);
    await house.kit.say(lin, topic.id, '在话题里说');
    await message(above).locator('.topic-line').waitFor({ state: 'attached' });
    const file = await picture(lin, await page.screenshot());
    await house.kit.say(lin, conversation, '截图', { attachments: [file as never] });
    await page.locator('.pill-new').waitFor();
    await drawn();
    expect(Math.abs((await topOf(before.seq)) - before.top)).toBeLessThanOrEqual(2);
  });

  it('at its foot it stays at the foot while a picture loads', async () => {
    await page.locator('.pill-foot').click();
    await message(many + 1).waitFor();
    const file = await picture(lin, await page.screenshot());
    await house.kit.say(lin, conversation, '又一张', { attachments: [file as never] });
    await message(many + 2)
      .locator('img')
      .waitFor();
    await until(() => scroller().evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 4));
  });
});

describe('finding one’s way', () => {
  it('the day stays at the top, and leads to the beginning, to a date and back', async () => {
    const head = page.locator('.day-head-button');
    /** Away from the ends, where a day's own mark stands, or the list is still taking its place. */
    const scrolled = (by: number) =>
      until(async () => {
        await scroller().evaluate((list, px) => list.scrollBy(0, px), by);
        await drawn();
        return head.isVisible();
      });
    await scrolled(-100);
    await expect.poll(() => head.innerText()).toContain('今天');
    await head.click();
    await page.getByRole('menuitem', { name: '最早的消息' }).click();
    await message(1).waitFor();
    await scrolled(100);
    await head.click();
    await page.getByRole('menuitem', { name: '最新消息' }).click();
    await message(many + 2).waitFor();
    await scrolled(-100);
    await head.click();
    await page.getByRole('menuitem', { name: '指定日期…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '跳转' }).click();
    await message(1).waitFor();
  });

  it('a time tells the clock of who spoke, too', async () => {
    await expect.poll(() => message(1).locator('time').getAttribute('title')).toContain('林月当地：');
  });
});

it('nobody is “someone” until it is known who they are', async () => {
  const { context } = await house.enter(lin);
  const unknown = await context.newPage();
  const held: (() => void)[] = [];
  let holding = true;
  // The house is asked who they are, and its answer is kept back.
  const asked = new Set<number>();
  await unknown.routeWebSocket(/\/api\/v1\/socket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text));
      if (holding && frame.call === 'people.get') asked.add(frame.id);
      server.send(text);
    });
    server.onMessage((text) => {
      if (holding && asked.has(JSON.parse(String(text)).id)) held.push(() => socket.send(text));
      else socket.send(text);
    });
  });
  // Nothing is known of anybody but what comes now.
  await unknown.goto(`${house.kit.url}/sign-in`);
  await unknown.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
  });
  await unknown.goto(`${house.kit.url}/c/${conversation}`);
  const names = unknown.locator('.talk-main .message-name');
  await names.first().waitFor();
  await until(() => held.length > 0);
  expect(await names.allTextContents()).not.toContain('未知用户');
  holding = false;
  for (const answer of held) answer();
  await names.filter({ hasText: '王晓明' }).first().waitFor();
  await context.close();
});

describe('several messages at once', () => {
  it('are chosen by key and click, copied as minutes, forwarded in order, let go by Escape', async () => {
    await page.goto(`${house.kit.url}/c/${conversation}/1`);
    await message(1).waitFor();
    await message(1).focus();
    await page.keyboard.press('x');
    await page.getByText('已选1条消息').first().waitFor();
    await message(4).click({ modifiers: ['Shift'] });
    await message(3).click();
    await page.locator('.chosen-bar[aria-label="已选3条消息"]').waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await page.getByRole('button', { name: '复制', exact: true }).click();
    let copied = '';
    await until(async () => {
      copied = await page.evaluate(() => navigator.clipboard.readText());
      return copied.includes('第4条');
    });
    expect(copied.match(/第\d条/g)).toEqual(['第1条', '第2条', '第4条']);
    expect(copied).toContain('林月');
    await message(1).focus();
    await page.keyboard.press('x');
    await message(2).click();
    await page.locator('.chosen-bar').getByRole('button', { name: '转发' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /group/ }).click();
    await page.locator('.chosen-bar').waitFor({ state: 'detached' });
    await until(async () => (await history()).at(-1)?.text === '第2条');
    expect((await history()).slice(-2).map((m) => [m.text, m.forward?.seq])).toEqual([
      ['第1条', 1],
      ['第2条', 2],
    ]);
    await message(1).focus();
    await page.keyboard.press('x');
    await page.keyboard.press('Escape');
    await page.locator('.chosen-bar').waitFor({ state: 'detached' });
  });

  it('code has its colours, its language and a way to copy it', async () => {
    await house.kit.say(lin, conversation, '```ts\nconst answer = 42;\n```');
    await page.goto(`${house.kit.url}/c/${conversation}`);
    const block = page.locator('.prose pre[data-language=ts]');
    await block.locator('.hljs-number').waitFor();
    await block.hover();
    await block.getByRole('button', { name: '复制' }).click();
    await until(async () => (await page.evaluate(() => navigator.clipboard.readText())) === 'const answer = 42;\n');
  });
});

it('no page asked anybody but the house, and none complained', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
