/** Every page, light and dark, wide and narrow: axe finds nothing serious, nothing runs out of the window. */
import { readFileSync } from 'node:fs';
import { aWidget, type Seat } from '@rapport/dev';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let conversation: string;
let topic: string;
let inspection: string;
let department: string;
let widget: string;
let inside: { context: BrowserContext; page: Page };
let outside: { context: BrowserContext; page: Page };

/** Addresses by the path they are an example of. A new route needs a line here. */
const inner = (): Record<string, string[]> => ({
  '/': ['/'],
  '/c/$conversation': [
    `/c/${conversation}`,
    ...['topics', 'members', 'pins', 'files', 'search', 'details'].map((panel) => `/c/${conversation}?panel=${panel}`),
    `/c/${conversation}?topic=${topic}`,
  ],
  '/c/$conversation/$seq': [`/c/${conversation}/1`],
  '/t/$topic': [`/t/${topic}`],
  '/attention': ['/attention'],
  '/saved': ['/saved'],
  '/search': ['/search', `/search?q=${encodeURIComponent('会议')}`],
  '/records': ['/records', `/records?q=${encodeURIComponent('会议')}&kind=message`],
  '/records/$conversation/$seq': [`/records/${conversation}/1`],
  '/commitments': ['/commitments', '/commitments?whose=all&settled=true'],
  '/exports': ['/exports', `/exports?new=true&in=${conversation}`],
  '/archive': ['/archive'],
  '/archive/$inspection': [`/archive/${inspection}`],
  '/inbox': ['/inbox', '/inbox?view=mine'],
  '/inbox/now': ['/inbox/now'],
  '/inbox/reports': ['/inbox/reports', '/inbox/reports?days=7&by=agent'],
  '/contacts': ['/contacts', '/contacts?view=duplicates', '/contacts?view=settings'],
  '/files': ['/files', `/files?in=${conversation}&view=gallery`],
  '/me': ['/me'],
  '/people': ['/people', `/people?department=${department}`],
  '/people/$person': [`/people/${house.kit.owner.user}`],
  '/admin': ['/admin'],
  '/admin/people': ['/admin/people', `/admin/people?person=${house.kit.owner.user}`],
  '/admin/departments': ['/admin/departments'],
  '/admin/roles': ['/admin/roles'],
  '/admin/conversations': ['/admin/conversations'],
  '/admin/files': ['/admin/files'],
  '/admin/templates': ['/admin/templates'],
  '/admin/settings': ['/admin/settings'],
  '/admin/channels': [
    '/admin/channels',
    ...['web', 'email', 'wechat', 'wecom', 'api', 'phone'].map((kind) => `/admin/channels?new=${kind}`),
    `/admin/channels?account=${widget}`,
    '/admin/channels?view=dead',
    '/admin/channels?view=outbox',
  ],
  '/admin/inboxes': ['/admin/inboxes', ...['hours', 'replies', 'rules', 'cards'].map((part) => `/admin/inboxes?part=${part}`)],
  '/admin/policy': ['/admin/policy', '/admin/policy?view=change', '/admin/policy?view=ask'],
  '/admin/holds': ['/admin/holds'],
  '/admin/retention': ['/admin/retention'],
  '/admin/reviews': ['/admin/reviews'],
  '/admin/due': ['/admin/due'],
  '/admin/due/$disposition': [`/admin/due/${conversation}`],
  '/admin/erasures': ['/admin/erasures'],
  '/admin/archive': ['/admin/archive'],
  '/admin/audit': ['/admin/audit'],
  '/admin/health': ['/admin/health'],
});
const outer: Record<string, string[]> = {
  '/sign-in': ['/sign-in'],
  '/reset': ['/reset'],
  '/reset/$token': ['/reset/rpr_x'],
  '/invitation/$token': ['/invitation/rpi_x'],
  '/set-up/$token': ['/set-up/rpl_x'],
  '/countersign': ['/countersign', '/countersign#rpc_x'],
};

beforeAll(async () => {
  house = await browserHouse();
  const lin: Seat = await house.kit.person('林月');
  conversation = await house.kit.group(lin);
  await house.kit.say(house.kit.owner, conversation, '会议改到下午三点，请各位准时。');
  await house.kit.say(lin, conversation, 'Fine with me, see you at three. `npm test` is green.');
  const made = await house.kit.call(house.kit.owner, 'conversations.startTopic', { conversation: conversation as never, seq: 1 });
  topic = made.id;
  await house.kit.say(lin, topic, '需要准备投影仪吗？');
  await house.kit.call(house.kit.owner, 'conversations.save', { conversation: conversation as never, seq: 2, on: true });
  await house.kit.call(house.kit.owner, 'conversations.pin', { conversation: conversation as never, seq: 1, on: true });
  const places = await house.kit.call(house.kit.owner, 'people.createDepartment', { name: '研发部' });
  department = places.id;
  await house.kit.call(house.kit.owner, 'people.changeUser', { user: lin.user as never, departments: [places.id] });
  await house.kit.call(house.kit.owner, 'access.createRole', { name: '招聘专员', permissions: ['people.invite'] });
  const scope = { conversations: [conversation as never] };
  inspection = (await house.kit.call(house.kit.owner, 'archive.ask', { purpose: '价格投诉', scope })).id;
  widget = await aWidget(house.kit);
  inside = await house.enter(house.kit.owner);
  const context = await house.browser.newContext({ locale: 'zh-CN' });
  outside = { context, page: await context.newPage() };
});
afterAll(() => house?.close());

/** Twice: what the first frame begins is done in the second. */
const drawn = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Waits for the page itself, and for what it asks the house. */
async function settled(page: Page, address: string): Promise<void> {
  await page.goto(house.kit.url + address);
  await page.locator('main, h1, form, .empty').first().waitFor();
  await page.waitForLoadState('networkidle');
}

async function look(page: Page, addresses: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await settled(page, address);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
      await drawn(page);
      for (const finding of await seriousOn(page)) found.push(`${address} (${colorScheme}): ${finding}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (tooWide) found.push(`${address}: wider than a phone`);
  }
  return found;
}

describe('every page', () => {
  it('is looked at here', () => {
    const router = readFileSync(new URL('./app/router.tsx', import.meta.url), 'utf8');
    // A page of administration says its path below that of its parent.
    const above: Record<string, string> = { admin: '/admin', records: '/records' };
    const paths = [...router.matchAll(/getParentRoute: \(\) => (\w+),\s+path: '([^']+)'/g)].map(([, parent, path = '']) =>
      parent && above[parent] ? `${above[parent]}${path}`.replace(/\/$/, '') : path,
    );
    expect(paths.length).toBeGreaterThan(10);
    const known = Object.keys({ ...inner(), ...outer });
    expect(paths.filter((path) => !known.includes(path))).toEqual([]);
  });

  it('inside: axe finds nothing serious in either theme, nothing is wider than a phone', async () => {
    expect(await look(inside.page, Object.values(inner()).flat())).toEqual([]);
  }, 180_000);

  it('outside: the same', async () => {
    expect(await look(outside.page, Object.values(outer).flat())).toEqual([]);
  });

  it('under reduced motion nothing moves for longer than a blink', async () => {
    await inside.page.goto(`${house.kit.url}/c/${conversation}`);
    await inside.page.locator('main').waitFor();
    const slow = await inside.page.evaluate(() =>
      [...document.querySelectorAll('.app *')]
        .flatMap((element) => getComputedStyle(element).transitionDuration.split(', '))
        .filter((duration) => Number.parseFloat(duration) > 0.01),
    );
    expect(slow).toEqual([]);
  });

  it('panes are sized by the keyboard', async () => {
    await inside.page.setViewportSize({ width: 1280, height: 800 });
    const handle = inside.page.getByRole('separator').first();
    await handle.focus();
    const before = Number(await handle.getAttribute('aria-valuenow'));
    await handle.press('ArrowRight');
    expect(Number(await handle.getAttribute('aria-valuenow'))).toBe(before + 16);
    await expect.poll(() => inside.page.locator('.list-pane').evaluate((pane) => pane.clientWidth)).toBeGreaterThan(before);
    await handle.press('Enter');
    await expect.poll(() => handle.getAttribute('aria-valuenow')).toBe('280');
  });

  it('nobody else was asked, and no page complained', () => {
    expect(house.strays).toEqual([]);
    expect(house.complaints).toEqual([]);
  });
});
