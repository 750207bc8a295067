/** What people write to do harm, opened by those who read it: nothing runs, nobody else is asked, and all of it is there. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { attackMarkup, aWidget, freePort, hostileMails, type Seat, TestVisitor, tokenFor, until } from '@rapport/dev';
import { MailSender } from '@rapport/platform';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse } from './browser.test-kit.ts';

/** Whoever asks here was led here. */
const asked: string[] = [];
const canary = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end();
});
const visitors: TestVisitor[] = [];
const dialogs: string[] = [];
let house: BrowserHouse;
let lin: Seat;
let page: Page;
let attacks: string[];
let expected = 0;

/** Mails by the door of the house, every one taken. */
async function bringMails(origin: string, port: number): Promise<number> {
  const sender = new MailSender();
  const mails = hostileMails(origin);
  for (const { from, raw } of mails) {
    const server = { host: '127.0.0.1', port, security: 'none', allow: () => true } as const;
    const hand = () => sender.send(server, { envelope: { from, to: ['support@example.org'] }, raw });
    // The door opens when the node tends the account.
    await until(async () => (await hand().catch(() => ({ state: 'later' }))).state === 'taken');
  }
  sender.close();
  return mails.length;
}

/** Visitors of a site who call themselves, and say, the same. */
async function visits(account: string): Promise<number> {
  for (const attack of attacks) {
    const token = await tokenFor(house.kit, account, { answers: { name: attack.slice(0, 100) }, language: 'zh' });
    const visitor = await TestVisitor.enter(house.kit, account, token);
    visitors.push(visitor);
    await visitor.say(attack);
  }
  return attacks.length;
}

beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  attacks = attackMarkup(origin);
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  await kit.call(lin, 'people.changeProfile', { language: 'zh-CN' });
  const port = await freePort();
  const settings = { address: 'support@example.org', comes: { by: 'smtp', listen: '127.0.0.1', port } };
  const mail = await kit.call(kit.owner, 'channels.createAccount', { kind: 'email', name: '邮箱', settings, secrets: {} });
  const site = await aWidget(kit);
  const inbox = await kit.call(kit.owner, 'inbox.save', { name: '售前', group: await kit.group(lin), settings: {} });
  const sources = [site, mail.account.id].map((account) => ({ account: account as never, address: '' }));
  await kit.call(kit.owner, 'inbox.setSources', { inbox: inbox.id, sources });
  expected = (await bringMails(origin, port)) + (await visits(site));
  await until(async () => (await cases()).length === expected);
  ({ page } = await house.enter(lin, '/inbox'));
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
}, 180_000);
afterAll(async () => {
  for (const one of visitors) one.close();
  await house?.close();
  canary.close();
});

async function cases(): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await house.kit.call(lin, 'inbox.queue', { view: 'open', limit: 50, ...(cursor ? { cursor } : {}) } as never);
    all.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor);
  return all;
}

const attacked = (): Promise<unknown> => page.evaluate(() => (globalThis as { attacked?: number }).attacked ?? 0);

/** Nothing ran on the page as it stands, nobody was called, and the page is the house's still. */
async function unharmed(): Promise<void> {
  expect([await attacked(), dialogs, new URL(page.url()).origin]).toEqual([0, [], house.kit.url]);
  for (const frame of page.frames().slice(1)) expect(await frame.evaluate('globalThis.attacked ?? 0').catch(() => 0)).toBe(0);
}

it('every one of them is a case that is opened and read, and nothing happens', { timeout: 240_000 }, async () => {
  const all = await cases();
  expect(all).toHaveLength(expected);
  for (const id of all) {
    await page.goto(`${house.kit.url}/inbox?case=${id}`);
    await page.locator('.case-talk [data-message]').first().waitFor();
    await unharmed();
  }
  await page.locator('.case-talk').hover();
});

it('the queue, the contacts, the records and a search show them as words', async () => {
  for (const path of ['/inbox', '/contacts', '/records', `/search?q=${encodeURIComponent('script')}`]) {
    await page.goto(`${house.kit.url}${path}`);
    await page.getByText('onerror').or(page.getByText('script')).first().waitFor();
    await unharmed();
  }
});

it('a visitor who looks at their own words again is not harmed by them either', async () => {
  const said = visitors.flatMap(({ messages }) => messages.map(({ text }) => text));
  expect(said.sort()).toEqual([...attacks].map((one) => one.trim()).sort());
});

it('nobody but the house was asked, by the pages or by the house, and no page complained', () => {
  expect([asked, house.strays, house.complaints]).toEqual([[], [], []]);
});
