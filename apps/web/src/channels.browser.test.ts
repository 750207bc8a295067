/** An owner sets up a chat for the site and a mailbox, with a wrong password first; then both are answered for. */
import { createHmac, randomUUID } from 'node:crypto';
import {
  layInto,
  type MailService,
  type Running,
  startDovecot,
  startMailService,
  TestVisitor,
  tokenFor,
  until,
} from '@rapport/dev';
import { TokenService, TokenSmtp, WechatSimulator } from '@rapport/dev/simulators';
import { tokenHosts } from '@rapport/modules';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, builtWeb, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let page: Page;
let dovecot: Running | undefined;
let smtp: MailService;
let wechat: WechatSimulator;
let tokens: TokenService;
let tokenSmtp: TokenSmtp;
const pictures = process.env.RAPPORT_PICTURES;

beforeAll(async () => {
  tokens = await new TokenService().start();
  tokens.app.mailbox = 'help';
  tokenSmtp = await new TokenSmtp(tokens).start();
  dovecot = await startDovecot(`${tokens.url}/introspect`);
  smtp = await startMailService();
  wechat = await new WechatSimulator().start();
  const urls = [smtp.url, wechat.server.url, tokens.url].map((url) => new URL(url).port);
  const ports = [dovecot?.port, tokenSmtp.port, ...urls].filter((port) => port !== undefined);
  house = await browserHouse(builtWeb, [], { RAPPORT_ALLOW_ADDRESSES: ports.map((port) => `127.0.0.1:${port}`).join(',') });
  const { kit } = house;
  kit.house.platform.keep(tokenHosts).global = tokens.url;
  await kit.call(kit.owner, 'people.changeProfile', { language: 'zh-CN' });
  await kit.call(kit.owner, 'inbox.save', { name: '售前', group: (await kit.group(kit.owner)) as never });
  ({ page } = await house.enter(kit.owner, '/admin/channels'));
  if (pictures) page.setDefaultTimeout(6_000);
  await page.getByRole('heading', { name: '渠道', exact: true }).waitFor();
});
afterAll(async () => {
  await house?.close();
  await smtp?.close();
  await wechat?.stop();
  await dovecot?.stop();
  await tokenSmtp?.stop();
  await tokens?.stop();
});

const picture = async (name: string): Promise<void> => {
  if (!pictures) return;
  await page.setViewportSize({ width: 1280, height: 1900 });
  await page.screenshot({ path: `${pictures}/${name}.png` });
  await page.setViewportSize({ width: 1280, height: 800 });
};
const accounts = async () => (await house.kit.call(house.kit.owner, 'channels.accounts', {})).accounts;
const inbox = () => page.getByRole('checkbox', { name: '售前' });
const card = (name: string) => page.locator('.channel-card').filter({ has: page.getByRole('link', { name, exact: true }) });

/** A call as a program of the organization's makes it (Standard Webhooks). */
async function signedCall(url: string, secret: string, body: string): Promise<void> {
  const [id, at] = [randomUUID(), String(Math.floor(Date.now() / 1_000))];
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': signature,
  };
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(202);
}

describe('channels', () => {
  it('begin with the choice of what to set up', async () => {
    await page.getByText('还没有接入任何渠道').waitFor();
    await page.getByRole('button', { name: '网页客服' }).waitFor();
    await picture('empty');
    expect(await seriousOn(page)).toEqual([]);
  });

  it('a chat for the site: asked, kept, put on the site, taken by an inbox', async () => {
    await page.getByRole('button', { name: '网页客服' }).click();
    await page.getByRole('textbox', { name: '名称' }).fill('官网');
    await page.getByRole('textbox', { name: '聊天窗口标题' }).fill('小满茶铺');
    await page.getByRole('combobox', { name: '网站', exact: true }).fill('https://www.example.com/shop');
    await page.keyboard.press('Enter');
    await picture('web-new');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    // Not the sentence that promises it before it is saved.
    await page.getByRole('heading', { name: '放到网站上' }).waitFor();
    const [web] = await accounts();
    expect(web).toMatchObject({ name: '官网', settings: { title: '小满茶铺', sites: ['https://www.example.com'] } });
    await page.getByText(`data-account="${web!.id}"`).waitFor();
    await page.getByText('没有收件箱接收').waitFor();
    await inbox().click();
    await page.getByText('没有收件箱接收').waitFor({ state: 'detached' });
    await picture('web-kept');
    expect(await seriousOn(page)).toEqual([]);
  });

  it('is changed without losing what is not shown, and a visitor is heard', async () => {
    const [web] = await accounts();
    await page.getByRole('textbox', { name: '聊天窗口标题' }).fill('小满茶铺客服');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await until(async () => (await accounts())[0]?.settings.title === '小满茶铺客服');
    expect((await accounts())[0]?.settings).toMatchObject({ sites: ['https://www.example.com'], colour: '#0b7285' });
    const visitor = await TestVisitor.enter(
      house.kit,
      web!.id,
      await tokenFor(house.kit, web!.id, { answers: { name: '王女士' }, language: 'zh' }),
    );
    await visitor.say('请问几点开门？');
    await page.getByRole('link', { name: '全部渠道' }).click();
    await card('官网').getByText('最近收到').waitFor();
    await card('官网').getByText('正常').waitFor();
    visitor.close();
  });

  it('a mailbox: the provider’s servers are known, a wrong password is told with its step, nothing is kept', async ({ skip }) => {
    if (!dovecot) skip();
    await page.getByRole('button', { name: '接入渠道' }).click();
    await page.getByRole('button', { name: '邮箱', exact: false }).click();
    await page.getByRole('textbox', { name: '邮箱地址' }).fill('service@163.com');
    await expect.poll(() => page.getByRole('textbox', { name: 'IMAP服务器' }).inputValue()).toBe('imap.163.com');
    await page.getByText('下面的密码请填授权码').waitFor();
    await picture('mail-163');
    await page.getByRole('textbox', { name: '邮箱地址' }).fill('service@example.org');
    await page.getByRole('textbox', { name: '名称' }).fill('小满茶铺');
    const [incoming, outgoing] = [page.locator('.channel-server').nth(0), page.locator('.channel-server').nth(1)];
    for (const [server, port] of [
      [incoming, String(dovecot!.port)],
      [outgoing, new URL(smtp.url).port],
    ] as const) {
      await server.getByRole('textbox').nth(0).fill('127.0.0.1');
      await server.getByRole('textbox', { name: '端口' }).fill(port);
      await server.getByRole('combobox').or(server.locator('input[readonly]')).first().click();
      await page.getByRole('option', { name: '不加密（仅限内网）' }).click();
    }
    await incoming.getByRole('textbox', { name: '用户名' }).fill('service');
    await outgoing.getByRole('textbox', { name: '用户名' }).fill('');
    await page.getByLabel('密码或授权码').fill('wrong');
    await page.getByRole('button', { name: '检查并保存' }).click();
    await page.getByText('收信还不能用。').waitFor();
    await page.getByText('很多服务商要求填写授权码').waitFor();
    await picture('mail-wrong');
    expect(await accounts()).toHaveLength(1);
    expect(await seriousOn(page)).toEqual([]);
  });

  it('with the right one it is kept; what comes lies in the inbox, and the secret is never shown', async ({ skip }) => {
    if (!dovecot) skip();
    await page.getByLabel('密码或授权码').fill('secret');
    await page.getByRole('button', { name: '检查并保存' }).click();
    await page.getByText('由谁接收').waitFor();
    await inbox().click();
    await page.getByText('没有收件箱接收').waitFor({ state: 'detached' });
    await page.getByText('已保存，不会显示').waitFor();
    await picture('mail-kept');
    await until(async () => (await accounts())[1]?.tending.some(({ what, goodAt }) => what === 'pull' && goodAt) === true);
    const text =
      'From: Wang <wang@example.net>\r\nTo: service@example.org\r\nMessage-ID: <1@example.net>\r\nSubject: tea\r\n\r\nhello\r\n';
    await layInto(dovecot!.port, 'service', 'INBOX', text);
    await until(async () => (await house.kit.call(house.kit.owner, 'inbox.queue', { view: 'open' })).items.length === 2);
    expect(JSON.stringify(await accounts())).not.toContain('"secret"');
  });

  it('a mailbox that is gone says so, and can be switched off', async ({ skip }) => {
    if (!dovecot) skip();
    const [, mail] = await accounts();
    const comes = mail!.settings.comes as object;
    await house.kit.call(house.kit.owner, 'channels.changeAccount', {
      account: mail!.id,
      settings: { ...mail!.settings, comes: { ...comes, host: '127.0.0.2' } },
      secrets: { password: 'secret' },
    });
    await page.getByRole('link', { name: '全部渠道' }).click();
    await card('小满茶铺').getByText('无法连接').waitFor();
    await card('小满茶铺').getByText('异常').waitFor();
    await picture('list');
    expect(await seriousOn(page)).toEqual([]);
    await card('小满茶铺').locator('.mantine-Switch-track').click();
    await card('小满茶铺').getByText('已停用').waitFor();
    await until(async () => (await accounts())[1]?.enabled === false);
  });

  it('a mailbox of Microsoft 365: what to do there stands beside it, and what is missing is said with its cure', async ({
    skip,
  }) => {
    if (!dovecot) skip();
    const { app } = tokens;
    await page.getByRole('button', { name: '接入渠道' }).click();
    await page.getByRole('button', { name: '邮箱', exact: false }).click();
    await page.getByRole('textbox', { name: '邮箱地址' }).fill('help@example.org');
    await page.getByRole('textbox', { name: '名称' }).fill('企业邮箱');
    const chosen = async (label: string, option: string): Promise<void> => {
      await page
        .getByRole('combobox', { name: label })
        .or(page.getByRole('textbox', { name: label, exact: true }))
        .first()
        .click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await chosen('服务商', 'Microsoft 365');
    await expect.poll(() => page.getByRole('textbox', { name: 'IMAP服务器' }).inputValue()).toBe('outlook.office365.com');
    await page.getByText('请由贵组织的Microsoft 365管理员注册一个应用').waitFor();
    expect(await page.getByLabel('密码或授权码').count()).toBe(0);
    const servers = [
      [page.locator('.channel-server').nth(0), String(dovecot!.port)],
      [page.locator('.channel-server').nth(1), String(tokenSmtp.port)],
    ] as const;
    for (const [server, port] of servers) {
      await server.getByRole('textbox').nth(0).fill('127.0.0.1');
      await server.getByRole('textbox', { name: '端口' }).fill(port);
      await server.getByRole('combobox').or(server.locator('input[readonly]')).first().click();
      await page.getByRole('option', { name: '不加密（仅限内网）' }).click();
      await server.getByRole('textbox', { name: '用户名' }).fill('help');
    }
    await page.getByRole('textbox', { name: '目录（租户）ID' }).fill(app.tenant);
    await page.getByRole('textbox', { name: '应用程序（客户端）ID' }).fill(app.client);
    await page.getByText(`New-ServicePrincipal -AppId ${app.client} -ObjectId <OBJECT_ID>`).waitFor();
    await page.getByText('Add-MailboxPermission -Identity help -User').waitFor();
    await page.getByLabel('客户端密码（值）').fill('wrong');
    await picture('microsoft-new');
    expect(await seriousOn(page)).toEqual([]);
    await page.getByRole('button', { name: '检查并保存' }).click();
    await page.getByText('登录还不能用。 微软拒绝了客户端密码。').waitFor();
    await page.getByText('要填“值”，不是“机密ID”').waitFor();
    app.roles = ['SMTP.SendAsApp'];
    await page.getByLabel('客户端密码（值）').fill(app.secret);
    await page.getByRole('button', { name: '检查并保存' }).click();
    await page.getByText('收信还不能用。 应用没有收信权限').waitFor();
    await page.getByText('应用程序权限 → IMAP.AccessAsApp和SMTP.SendAsApp，并授予管理员同意').waitFor();
    await picture('microsoft-wrong');
    app.roles = ['IMAP.AccessAsApp', 'SMTP.SendAsApp'];
    await page.getByRole('button', { name: '检查并保存' }).click();
    await page.getByText('由谁接收').waitFor();
    const kept = (await accounts()).find(({ name }) => name === '企业邮箱')!;
    expect(kept).toMatchObject({
      settings: { signIn: { by: 'microsoft', cloud: 'global', tenant: app.tenant, client: app.client } },
      secrets: ['clientSecret', 'marks'],
    });
    expect(JSON.stringify(kept)).not.toContain(app.secret);
    // Another directory is told nothing that is kept; a password instead takes the secret away with it.
    await page.getByText('已保存，不会显示').waitFor();
    await page.getByRole('textbox', { name: '目录（租户）ID' }).fill('elsewhere.example');
    await page.getByText('接收方已更改').waitFor();
    await chosen('登录凭据', '密码或授权码');
    await page.locator('input[type=password]').fill('secret');
    // Whoever takes our mail now asks for no name.
    await page.locator('.channel-server').nth(1).getByRole('textbox', { name: '用户名' }).fill('');
    await page.getByRole('button', { name: '检查并保存' }).click();
    await until(async () => (await accounts()).find(({ id }) => id === kept.id)?.secrets.includes('password') === true);
    expect((await accounts()).find(({ id }) => id === kept.id)).toMatchObject({
      settings: { signIn: { by: 'password' } },
      secrets: ['marks', 'password'],
    });
    await page.getByRole('link', { name: '全部渠道' }).click();
  });

  it('WeChat: what is to be typed in there is shown once, and its first call is waited for', async () => {
    await page.getByRole('button', { name: '接入渠道' }).click();
    await page.getByRole('button', { name: '微信公众号' }).click();
    await page.getByRole('textbox', { name: '名称' }).fill('茶铺服务号');
    await page.getByRole('textbox', { name: 'AppID（开发者ID）' }).fill('wx0123456789abcdef');
    await page.getByLabel('AppSecret（开发者密码）').fill('0123456789abcdef0123456789abcdef');
    await page.getByRole('textbox', { name: '欢迎语' }).fill('感谢关注小满茶铺！');
    await page.getByRole('button', { name: '仅检查' }).click();
    await page.getByText('还不能用。').waitFor();
    await picture('wechat-new');
    await page.getByRole('button', { name: '仍然保存' }).click();
    await page.getByText('等待平台的首次回调').waitFor();
    await page.getByText('EncodingAESKey', { exact: true }).waitFor();
    expect((await accounts()).find(({ kind }) => kind === 'wechat')?.settings).toMatchObject({ welcome: '感谢关注小满茶铺！' });
    await picture('wechat-kept');
    expect(await seriousOn(page)).toEqual([]);
    // Its secret goes to no other app: before anything is saved the page asks for it.
    await page.getByText('已保存，不会显示').waitFor();
    await page.getByRole('textbox', { name: 'AppID（开发者ID）' }).fill('wxfedcba9876543210');
    await page.getByText('接收方已更改').waitFor();
    await page.getByRole('textbox', { name: 'AppID（开发者ID）' }).fill('wx0123456789abcdef');
    await page.getByText('已保存，不会显示').waitFor();
  });

  it('templates are read from WeChat, chosen, mapped and shown as they will read', async () => {
    const { kit } = house;
    const { appId, appSecret, templates } = wechat.state;
    templates.set('TM00015_order-sent', ['character_string1', 'thing2', 'const3']);
    const { account } = await kit.call(kit.owner, 'channels.createAccount', {
      kind: 'wechat',
      name: '会员服务号',
      settings: { appId, api: wechat.server.url },
      secrets: { appSecret },
    });
    await page.getByRole('link', { name: '全部渠道' }).click();
    await card('会员服务号').getByRole('link', { name: '会员服务号' }).click();
    await page.getByRole('button', { name: '从公众平台读取模板' }).click();
    await page.getByRole('checkbox', { name: 'order-sent' }).click();
    await page.getByText('第1项：A-1024').waitFor();
    await page
      .getByRole('combobox', { name: '第3项' })
      .or(page.getByRole('textbox', { name: '第3项', exact: true }))
      .first()
      .click();
    await page.getByRole('option', { name: '固定文字…' }).click();
    await page.getByText('为空，平台会拒绝').waitFor();
    await page.getByRole('textbox', { name: '“第3项”的固定文字' }).fill('已发货');
    await page.getByText('第3项：已发货').waitFor();
    await picture('wechat-templates');
    expect(await seriousOn(page)).toEqual([]);
    await page.getByRole('button', { name: '检查并保存' }).click();
    await until(async () => (await accounts()).find(({ id }) => id === account.id)?.capabilities.templates?.length === 1);
    expect((await accounts()).find(({ id }) => id === account.id)?.settings.templates).toEqual([
      { id: 'TM00015_order-sent', name: 'order-sent', fields: { character_string1: '{1}', thing2: '{2}', const3: '已发货' } },
    ]);
  });

  it('what could not be read is read again, or given up after a second question', async () => {
    const { kit } = house;
    const { account, made } = await kit.call(kit.owner, 'channels.createAccount', { kind: 'api', name: '商城' });
    for (const body of ['no json', 'nor this']) await signedCall(`${kit.url}/api/channels/${account.id}`, made.inbound!, body);
    const dead = async () => (await kit.call(kit.owner, 'channels.deadLetters', {})).items;
    await until(async () => (await dead()).length === 2);
    await page.getByRole('link', { name: '全部渠道' }).click();
    await card('商城').getByRole('link', { name: '2条无法读取' }).click();
    await page.getByText('格式不对，不是约定的JSON').first().waitFor();
    await picture('dead');
    expect(await seriousOn(page)).toEqual([]);
    await page.getByRole('checkbox', { name: '全选' }).click();
    await page.getByRole('button', { name: '重新读取' }).click();
    await page.getByText('正在重新读取2条。').waitFor();
    // Nobody has mended them, so they are dead again.
    await until(async () => (await dead()).length === 2);
    await page.reload();
    await expect.poll(() => page.getByText('格式不对，不是约定的JSON').count()).toBe(2);
    await page.getByRole('checkbox', { name: '全选' }).click();
    await page.getByRole('button', { name: '放弃' }).click();
    await page.getByRole('dialog').getByText('放弃2条来信？').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '放弃' }).click();
    await page.getByText('没有无法读取的来信').waitFor();
    expect(await dead()).toEqual([]);
  });

  it('what was refused says who called and why, and shows what was forged as mere text', async () => {
    const [account] = (await accounts()).filter(({ name }) => name === '商城');
    const body = '<img src=x onerror="document.title=1">伪造';
    expect((await fetch(`${house.kit.url}/api/channels/${account!.id}`, { method: 'POST', body })).status).toBe(400);
    await until(async () => (await accounts()).some(({ refused }) => refused === 1));
    await page
      .getByRole('link', { name: '全部渠道' })
      .or(page.getByRole('link', { name: '账号', exact: true }))
      .first()
      .click();
    await card('商城').getByRole('link', { name: '近一天拒绝1条来件' }).click();
    await page.getByText('格式错误或没有签名').waitFor();
    await page.getByText(body, { exact: true }).waitFor();
    await picture('refused');
    expect(await seriousOn(page)).toEqual([]);
  });

  it('what goes out has a view of its own', async () => {
    await page.getByRole('link', { name: '待发出' }).click();
    await page.getByText('没有这样的消息').waitFor();
    await picture('outbox');
    expect(await seriousOn(page)).toEqual([]);
  });
});

it('no page asked anybody but the house, none complained', () => {
  expect([house.strays, house.complaints]).toEqual([[], []]);
});
