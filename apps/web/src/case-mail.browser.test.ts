/** Mail as it was laid out, with hostile markup in it, and mails that we write first: through the doors of real mail servers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aCustomer, attackMarkup, freePort, type Seat, until } from '@rapport/dev';
import { type DoorMail, MailSender, openSmtpDoor, type SmtpDoor } from '@rapport/platform';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

/** Whoever asks here was led here. */
const asked: string[] = [];
const canary = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end();
});
let origin: string;
/** The customers' own server, and what it was brought. */
let theirs: SmtpDoor;
const brought: DoorMail[] = [];
const sender = new MailSender();
const dialogs: string[] = [];
let house: BrowserHouse;
let lin: Seat;
let page: Page;
let account: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  theirs = await openSmtpDoor({
    ...{ host: '127.0.0.1', port: 0, name: 'mx.example.cn', maxBytes: 1_000_000, maxClients: 20 },
    takes: () => true,
    keep: async (mail) => void brought.push(mail),
  });
  house = await browserHouse(undefined, [], { RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${theirs.port}` });
  const { kit } = house;
  lin = await kit.person('林月');
  await kit.call(lin, 'people.changeProfile', { language: 'zh-CN' });
  const port = await freePort();
  const settings = {
    address: 'support@example.org',
    comes: { by: 'smtp', listen: '127.0.0.1', port },
    goes: { host: '127.0.0.1', port: theirs.port, security: 'none' },
  };
  const made = await kit.call(kit.owner, 'channels.createAccount', { kind: 'email', name: '邮箱', settings, secrets: {} });
  account = made.account.id;
  const inbox = await kit.call(kit.owner, 'inbox.save', { name: '售前', group: await kit.group(lin), settings: {} });
  await kit.call(kit.owner, 'inbox.setSources', { inbox: inbox.id, sources: [{ account: account as never, address: '' }] });
  await bring(port);
  await until(async () => (await kit.call(lin, 'inbox.queue', { view: 'open' })).items.length === 1);
  ({ page } = await house.enter(lin, '/inbox'));
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
}, 180_000);
afterAll(async () => {
  sender.close();
  await house?.close();
  await theirs?.close();
  canary.close();
});

const letter = (): string =>
  [
    '<p style="color:#b00">报价<b>加粗</b></p>',
    '<table border="1"><tr><td>龙井</td><td>20斤</td></tr></table>',
    `<p><img src="${origin}/logo.png" alt="我们的商标" width="40"> <a href="https://shop.example/order">查看订单</a></p>`,
    '<blockquote>上一封邮件里说的话</blockquote>',
    // Last: some of it swallows what follows.
    ...attackMarkup(origin),
  ].join('\n');

/** A mail by the door of the house; it opens when the node tends the account. */
async function bring(port: number): Promise<void> {
  const raw = [
    'From: Wang <wang@example.cn>',
    'To: support@example.org',
    'Cc: boss@example.cn',
    'Message-ID: <first@example.cn>',
    `Subject: =?utf-8?B?${Buffer.from('询价').toString('base64')}?=`,
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(letter()).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ].join('\r\n');
  const server = { host: '127.0.0.1', port, security: 'none', allow: () => true } as const;
  const envelope = { from: 'wang@example.cn', to: ['support@example.org'] };
  const hand = () => sender.send(server, { envelope, raw: Buffer.from(raw) });
  await until(async () => (await hand().catch(() => ({ state: 'later' }))).state === 'taken');
}

/** A file of somebody's, as a browser uploads it; answers its id. */
async function upload(seat: Seat, name: string, bytes: Buffer): Promise<string> {
  const auth = { authorization: `Bearer ${seat.token}`, 'tus-resumable': '1.0.0' };
  const begun = await fetch(`${house.kit.url}/api/files/upload`, {
    method: 'POST',
    headers: {
      ...auth,
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
    },
  });
  const place = begun.headers.get('location')!;
  await fetch(new URL(place, house.kit.url), {
    method: 'PATCH',
    headers: { ...auth, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
    body: new Uint8Array(bytes),
  });
  return place.split('/').at(-1)!;
}

const line = (name: string) => page.locator('.case-line').filter({ hasText: name });
const mail = () => page.frameLocator('iframe.mail-frame');
const unharmed = async (): Promise<void> => {
  const attacked = (): number => (globalThis as { attacked?: number }).attacked ?? 0;
  const frames = await Promise.all(page.frames().map((frame) => frame.evaluate(attacked).catch(() => 0)));
  expect([frames.filter((n) => n > 0), dialogs, asked, house.strays]).toEqual([[], [], [], []]);
};

it('a mail is seen as it was laid out, with its head; what is quoted is folded; nothing runs and nobody is asked', async () => {
  await line('询价').click();
  await page.getByRole('button', { name: '原始格式' }).click();
  await mail().getByText('加粗').waitFor();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('boss@example.cn').waitFor();
  await dialog.getByText('发件人未经验证').waitFor();
  await dialog.getByRole('button', { name: '显示图片' }).waitFor();
  await mail()
    .getByText(/我们的商标/)
    .waitFor();
  expect(await mail().locator('td').allTextContents()).toEqual(['龙井', '20斤']);
  expect(
    await mail()
      .locator('p')
      .first()
      .evaluate((p) => getComputedStyle(p).color),
  ).toBe('rgb(187, 0, 0)');
  const quoted = mail().getByText('上一封邮件里说的话');
  expect(await quoted.isVisible()).toBe(false);
  await mail().getByText('引用的往来邮件').click();
  await quoted.waitFor();
  const link = mail().getByRole('link', { name: '查看订单' });
  expect([await link.getAttribute('target'), await link.getAttribute('rel')]).toEqual(['_blank', 'noopener noreferrer nofollow']);
  expect(await seriousOn(page, '[role=dialog]')).toEqual([]);
  await unharmed();
  // The frame has the keys as long as one is in it: Tab leads out of it, Escape then closes.
  const out = dialog.getByRole('button', { name: '结束阅读' });
  const isOut = (): Promise<boolean> => out.evaluate((button) => document.activeElement === button);
  await link.focus();
  await page.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(true);
  for (let n = 0; n < 20 && !(await isOut()); n++) await page.keyboard.press('Tab');
  expect(await isOut()).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  // And past it, without a step inside.
  await page.getByRole('button', { name: '原始格式' }).click();
  await mail().getByText('加粗').waitFor();
  await dialog.getByRole('button', { name: '跳过邮件内容' }).focus();
  await page.keyboard.press('Enter');
  expect(await isOut()).toBe(true);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
});

it('what the house had not taken out would do nothing either: the viewer is a lock of its own', async () => {
  const { kit } = house;
  const html = await upload(lin, 'mail.html', Buffer.from(`<!doctype html><body><p>第一行</p>${letter()}</body>`));
  const zhou = await aCustomer(kit, account, '周建国', []);
  await zhou.says('原样的邮件', { html, subject: '原样' });
  await line('原样').click();
  await page.getByRole('heading', { name: '原样' }).waitFor();
  await page.getByRole('button', { name: '原始格式' }).click();
  await mail().getByText('第一行').waitFor();
  expect(await mail().locator('script, iframe, form, object, video, link, meta[http-equiv=refresh], base, svg').count()).toBe(0);
  await unharmed();
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

it('what may not be sent says why, and stays written', async () => {
  const { kit } = house;
  const { version, rules } = await kit.call(kit.owner, 'policy.rules', {});
  const caps = [{ channel: 'email', type: null, most: 1, hours: 24 }];
  await kit.call(kit.owner, 'policy.setRules', { version, rules: { ...rules, caps } });
  const known = await kit.call(lin, 'contacts.create', {
    name: '赵敏',
    handles: [{ kind: 'email', value: 'zhao@example.cn' }],
  } as never);
  const { id } = known as unknown as { id: string };
  await page.goto(`${kit.url}/contacts?contact=${id}`);
  await page.getByRole('button', { name: '发起会话' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/现在不能发送：对方尚未同意接收/).waitFor();
  await dialog.getByLabel('内容').fill('新茶到了，欢迎来品。');
  expect(await dialog.getByRole('button', { name: '发送' }).isDisabled()).toBe(true);
  expect(await dialog.getByLabel('内容').inputValue()).toBe('新茶到了，欢迎来品。');
  await dialog.getByRole('button', { name: '关闭' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await kit.call(lin, 'policy.recordConsent', {
    ...{ contact: id as never, channel: 'email', purposes: ['marketing'], given: true, evidence: 'person', proof: '门店登记' },
  });
});

it('a mail that we write first goes out with its subject and copy, and is a case of mine', async () => {
  await page.getByRole('button', { name: '发起会话' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/属于营销消息，对方已同意接收/).waitFor();
  await dialog.getByLabel('主题').fill('新茶');
  await dialog.getByLabel('抄送').fill('boss@example.cn');
  await dialog.getByLabel('抄送').press('Enter');
  await dialog.getByLabel('内容').fill('新茶到了，欢迎来品。');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: '添加附件' }).click(),
  ]);
  await chooser.setFiles({ name: '茶单.txt', mimeType: 'text/plain', buffer: Buffer.from('龙井 20斤') });
  await dialog.getByText('茶单.txt').waitFor();
  await until(() => dialog.getByRole('button', { name: '发送' }).isEnabled());
  expect(await seriousOn(page, '[role=dialog]')).toEqual([]);
  await dialog.getByRole('button', { name: '发送' }).click();
  // Nobody knows that whoever is in copy agreed to it.
  await page.getByText(/现在不能抄送给boss@example\.cn/).waitFor();
  const boss = await house.kit.call(lin, 'contacts.create', {
    name: '赵总',
    handles: [{ kind: 'email', value: 'boss@example.cn' }],
  } as never);
  await house.kit.call(lin, 'policy.recordConsent', {
    ...{ contact: boss.id, channel: 'email', purposes: ['marketing'], given: true, evidence: 'person' },
    proof: '门店登记',
  });
  // What was refused took nothing away.
  await dialog.getByText('茶单.txt').waitFor();
  await dialog.getByRole('button', { name: '发送' }).click();
  await page.getByRole('heading', { name: '新茶' }).waitFor();
  await page.locator('.case-talk').getByText('新茶到了，欢迎来品。').waitFor();
  await page.locator('.case-talk').getByText('茶单.txt').first().waitFor();
  await page.locator('.case-side').getByText('林月').first().waitFor();
  await until(() => brought.length === 1);
  expect(brought[0]!.to.toSorted()).toEqual(['boss@example.cn', 'zhao@example.cn']);
  await page.locator('.case-talk').getByText('渠道已接收').waitFor();
});

it('whoever was written to often enough is not written to again, and it is said when one may', async () => {
  await page.locator('.case-side').getByRole('button', { name: '发起会话' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/现在不能发送：联系次数已达上限 · .+后可发/).waitFor();
  await dialog.getByRole('button', { name: '关闭' }).click();
  await page
    .locator('.towards-bar')
    .getByText(/联系次数已达上限 · .+后可发/)
    .waitFor();
});

it('nothing asked anybody but the house, none complained', async () => {
  await unharmed();
  expect(house.complaints).toEqual([]);
});
