/**
 * A push from the message that somebody sends to the page that the notification leads to. Two seams are ours: what the browser tells as its
 * address is a push service here, and what that gets is handed to the browser by its own tools, since the way between them is Google's.
 */
import { type PushService, type Seat, startPushService, type TestHouse, testHouse, until } from '@rapport/dev';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtWeb } from './browser.test-kit.ts';
import { type PushBrowser, pushBrowser } from './push-browser.test-kit.ts';

let kit: TestHouse;
let service: PushService;
let browser: PushBrowser | undefined;
let page: Page;
let tools: CDPSession;
let registrationId = '';
let me: Seat;
let chen: Seat;
let group: string;

beforeAll(async () => {
  service = await startPushService();
  kit = await testHouse({ webRoot: builtWeb, env: { RAPPORT_ALLOW_ADDRESSES: service.address } });
  // Whose language is Chinese.
  me = kit.owner;
  chen = await kit.person('陈静');
  group = await kit.group(chen);
  browser = await pushBrowser(kit.url);
  if (!browser) return;
  const { endpoint, p256dh, auth } = service.target('/browser');
  await browser.context.addInitScript(
    (told) => {
      Object.defineProperty(PushSubscription.prototype, 'endpoint', { get: () => told.endpoint });
      PushSubscription.prototype.toJSON = () => ({ endpoint: told.endpoint, keys: { p256dh: told.p256dh, auth: told.auth } });
    },
    { endpoint, p256dh, auth },
  );
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  tools = await browser.context.newCDPSession(page);
  tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId = registrations.find((one) => one.scopeURL.startsWith(kit.url))?.registrationId ?? registrationId;
  });
  await tools.send('ServiceWorker.enable');
  await page.goto(`${kit.url}/sign-in?next=${encodeURIComponent('/me')}`);
  await page.locator('input[type=email]').fill(me.email);
  await page.locator('input[type=password]').fill(me.password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
});
afterAll(async () => {
  await browser?.close();
  await kit?.stop();
  await service?.close();
});

const subscriptions = async (): Promise<number> =>
  (await kit.house.platform.db.row<{ n: number }>('select count(*) as n from push_subscription where user_id = $1', [me.user]))!
    .n;
const pushSwitch = () => page.getByLabel('浏览器通知（Rapport关闭时也能收到）');

/** What the push service got goes on to the browser, as it would have decrypted it. */
async function handOn(): Promise<void> {
  await until(() => service.received.length > 0);
  const { text } = service.received.shift()!;
  await tools.send('ServiceWorker.deliverPushMessage', { origin: kit.url, registrationId, data: text });
}
const worker = () => browser!.context.serviceWorkers().find((one) => one.url().startsWith(kit.url))!;
const shown = () =>
  worker().evaluate(async () => {
    const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
    return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({
      title,
      body,
      tag,
      data: data as string,
    }));
  });

describe('notifications of a browser', () => {
  it('it is subscribed by a switch in the settings: by the browser, and at the house', async (context) => {
    if (!browser) return context.skip();
    await page.goto(`${kit.url}/me?part=notifications`);
    await pushSwitch().waitFor({ state: 'attached' });
    await until(() => pushSwitch().isEnabled());
    await expect.poll(() => pushSwitch().isChecked()).toBe(false);
    await pushSwitch().click({ force: true });
    await until(() => pushSwitch().isChecked());
    expect(await subscriptions()).toBe(1);
    expect(browser.asked).toEqual(expect.arrayContaining(['/checkin', '/register']));
    const keyBytes = await page.evaluate(async () => {
      const subscription = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
      return subscription?.getKey('p256dh')?.byteLength;
    });
    expect(keyBytes).toBe(65);
  });

  it('a message while the page is away is shown without its words, and the notification leads to it', async (context) => {
    if (!browser) return context.skip();
    await page.goto('about:blank');
    const { seq } = await kit.say(chen, group, `<@${me.user}> 这是机密内容`);
    await handOn();
    await until(async () => (await shown()).length === 1);
    const path = `/c/${group}/${seq}`;
    expect(await shown()).toEqual([{ title: '有人提到你', body: 'group', tag: group, data: path }]);
    expect(JSON.stringify(await shown())).not.toContain('机密');
    await page.goto(`${kit.url}/files`);
    await page.getByRole('navigation').first().waitFor();
    // Clicked as by hand, but for the browser's leave to come to the front.
    await worker().evaluate(async () => {
      const self = globalThis as unknown as EventTarget & {
        registration: ServiceWorkerRegistration;
        NotificationEvent: new (type: string, init: object) => Event;
      };
      const [notification] = await self.registration.getNotifications();
      const event = new self.NotificationEvent('notificationclick', { notification });
      const done = new Promise((resolve) => Object.defineProperty(event, 'waitUntil', { value: resolve }));
      self.dispatchEvent(event);
      await done;
    });
    await page.getByText('这是机密内容').last().waitFor();
    await until(() => new URL(page.url()).pathname.startsWith(`/c/${group}`));
    await until(async () => (await shown()).length === 0);
  });

  it('switched off, neither the browser nor the house knows of it', async (context) => {
    if (!browser) return context.skip();
    await page.goto(`${kit.url}/me?part=notifications`);
    await until(() => pushSwitch().isChecked());
    await pushSwitch().click({ force: true });
    await until(async () => (await subscriptions()) === 0);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).pushManager.getSubscription())).toBeNull();
  });
});
