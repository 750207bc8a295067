import { createHash, randomUUID } from 'node:crypto';
import { freePort, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkChannels } from '../index.ts';

let kit: TestHouse;
let port: number;

beforeAll(async () => {
  // Nobody listens there.
  port = await freePort();
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${port}` } });
});
afterAll(() => kit.stop());

const mailbox = () => ({
  address: 'service@example.com',
  comes: { by: 'imap', host: '127.0.0.1', port, security: 'none', user: 'service' },
});
const one = async (id: string) =>
  (await kit.call(kit.owner, 'channels.accounts', {})).accounts.find((account) => account.id === id)!;
const found = async (gone: number) => {
  const { db, clock } = kit.house.platform;
  return (await checkChannels({ db, clock } as never, undefined, gone)).map(({ finding }) => finding);
};

it('CH12 an account that cannot be reached says so: since when, how often and why; the doctor too', async () => {
  const { account } = await kit.call(kit.owner, 'channels.createAccount', {
    kind: 'email',
    name: '店铺邮箱',
    settings: mailbox(),
    secrets: { password: 'secret' },
  });
  await until(async () => (await one(account.id)).tending.some(({ what, trouble }) => what === 'pull' && trouble !== undefined));
  const { tending, paused } = await one(account.id);
  expect(paused).toBeUndefined();
  expect(tending.find(({ what }) => what === 'pull')).toMatchObject({ trouble: { code: 'network' } });
  expect(await found(60_000)).toEqual(['channels-good']);
  expect(await found(-60_000)).toEqual(['channel-out-of-reach']);

  // What was known under other settings says nothing of these.
  await kit.call(kit.owner, 'channels.changeAccount', { account: account.id, enabled: false, settings: mailbox() });
  await until(async () => (await one(account.id)).tending.length === 0);
  expect(await found(-60_000)).toEqual([]);
});

it('CH13 what is given is tried before anything of it is kept, and the step that is wrong is named', async () => {
  const before = (await kit.call(kit.owner, 'channels.accounts', {})).accounts.length;
  const asked = await kit.call(kit.owner, 'channels.tryAccount', {
    kind: 'email',
    settings: mailbox(),
    secrets: { password: 'secret' },
  });
  expect(asked).toMatchObject({ ok: false, step: 'comes', code: 'network' });
  const without = await kit.call(kit.owner, 'channels.tryAccount', { kind: 'email', settings: mailbox() });
  expect(without).toMatchObject({ ok: false, step: 'comes', code: 'secret-missing' });
  await expect(
    kit.call(kit.owner, 'channels.tryAccount', { kind: 'email', settings: { ...mailbox(), address: 'nobody' } }),
  ).rejects.toMatchObject({ problem: { code: 'invalid-input', params: { field: 'settings/address' } } });
  await expect(
    kit.call(kit.owner, 'channels.tryAccount', { account: randomUUID() as never, kind: 'email', settings: mailbox() }),
  ).rejects.toMatchObject({ problem: { code: 'not-found' } });
  expect((await kit.call(kit.owner, 'channels.accounts', {})).accounts.length).toBe(before);
});

it('CH12 the first call of a platform is seen, and one under another token', async () => {
  const { account, made } = await kit.call(kit.owner, 'channels.createAccount', {
    kind: 'wechat',
    name: '服务号',
    settings: { appId: 'wx0123456789abcdef' },
    secrets: { appSecret: 'x'.repeat(32) },
  });
  const call = async (token: string): Promise<number> => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = createHash('sha1').update([token, timestamp, 'n'].sort().join('')).digest('hex');
    const query = new URLSearchParams({ signature, timestamp, nonce: 'n', echostr: 'hello' });
    return (await fetch(`${kit.url}/api/channels/${account.id}?${query}`)).status;
  };
  expect((await one(account.id)).tending).toEqual([]);
  expect(await call('someOtherToken')).toBe(403);
  await until(async () => (await one(account.id)).tending[0]?.trouble?.code === 'signature');
  expect(await call(made.token!)).toBe(200);
  await until(async () => (await one(account.id)).tending[0]?.goodAt !== undefined);
  expect((await one(account.id)).tending[0]?.trouble).toBeUndefined();
});

it('CH13 what is tried of an account under other settings is written down, without a value', async () => {
  const { account } = await kit.call(kit.owner, 'channels.createAccount', {
    ...{ kind: 'email', name: '门店', settings: mailbox(), secrets: { password: 'secret' } },
  });
  const attempt = (settings: object) =>
    kit.call(kit.owner, 'channels.tryAccount', { account: account.id, kind: 'email', settings: settings as never });
  const tried = async () => (await kit.call(kit.owner, 'access.auditList', { act: 'channels.account-tried' } as never)).items;
  await attempt(mailbox());
  expect(await tried()).toEqual([]);
  const other = mailbox();
  await attempt({ ...other, comes: { ...other.comes, user: 'somebody' } });
  expect(await tried()).toMatchObject([{ subject: account.id, detail: { name: '门店', settings: ['comes'] } }]);
  expect(JSON.stringify(await tried())).not.toMatch(/somebody|secret/);
});

it('CH16 a kept secret is neither kept for nor tried at another place: it is given anew', async () => {
  const goes = { host: '127.0.0.1', port, security: 'none', user: 'service' };
  const settings = { ...mailbox(), goes };
  const { account } = await kit.call(kit.owner, 'channels.createAccount', {
    ...{ kind: 'email', name: '门店', settings, secrets: { password: 'secret', outgoingPassword: 'other' } },
  });
  const elsewhere = [
    { ...settings, comes: { ...settings.comes, host: 'mail.elsewhere.invalid' } },
    { ...settings, comes: { ...settings.comes, port: port + 1 } },
    // The mailbox's password is the outgoing server's, too, once that has no own.
    { ...settings, goes: { ...goes, host: 'mail.elsewhere.invalid' } },
  ];
  const refused = { problem: { code: 'invalid-input', params: { field: 'secrets/password' } } };
  for (const other of elsewhere) {
    for (const secrets of [{}, { outgoingPassword: 'mine' }, { outgoingPassword: null }] as Record<string, string | null>[]) {
      const change = { account: account.id, settings: other as never, secrets };
      await expect(kit.call(kit.owner, 'channels.changeAccount', change)).rejects.toMatchObject(refused);
      await expect(kit.call(kit.owner, 'channels.tryAccount', { ...change, kind: 'email' })).rejects.toMatchObject(refused);
    }
  }
  expect((await one(account.id)).settings).toMatchObject(settings);

  // Going nowhere is no other place; from nowhere to somewhere is one.
  const { goes: _, ...receives } = settings;
  await kit.call(kit.owner, 'channels.changeAccount', { account: account.id, settings: receives as never });
  const change = { account: account.id, settings: settings as never };
  await expect(kit.call(kit.owner, 'channels.changeAccount', change)).rejects.toMatchObject(refused);
  const secrets = { password: 'secret', outgoingPassword: null };
  await kit.call(kit.owner, 'channels.changeAccount', { ...change, secrets });
  expect((await one(account.id)).secrets).toEqual(['marks', 'password']);
});

it('CH16 of every kind that sends a secret it is known where; what the house makes is made anew', async () => {
  const { kinds } = await kit.call(kit.owner, 'channels.kinds', {});
  const sentTo = Object.fromEntries(
    kinds.map(({ kind, secrets }) => [kind, secrets.filter((each) => each.sentTo.length > 0).map(({ name }) => name)]),
  );
  expect(sentTo).toMatchObject({
    email: ['password', 'outgoingPassword', 'clientSecret', 'serviceKey'],
    wechat: ['appSecret'],
    wecom: ['secret'],
    api: ['outbound'],
    web: [],
  });
  const { account, made } = await kit.call(kit.owner, 'channels.createAccount', {
    ...{ kind: 'api', name: '商城', settings: { url: 'https://shop.example.com/in' } },
  });
  const settings = { url: 'https://elsewhere.example.com/in' };
  await expect(kit.call(kit.owner, 'channels.changeAccount', { account: account.id, settings })).rejects.toMatchObject({
    problem: { params: { field: 'secrets/outbound' } },
  });
  const kept = await kit.call(kit.owner, 'channels.changeAccount', {
    account: account.id,
    settings,
    secrets: { outbound: null },
  });
  expect(kept.made.outbound).not.toBe(made.outbound);
  expect(Object.keys(kept.made)).toEqual(['outbound']);

  const wechat = await kit.call(kit.owner, 'channels.createAccount', {
    ...{ kind: 'wechat', name: '服务号', settings: { appId: 'wx0123456789abcdef' }, secrets: { appSecret: 'x'.repeat(32) } },
  });
  const other = { appId: 'wx0123456789abcdef', api: 'https://elsewhere.example.com' };
  await expect(
    kit.call(kit.owner, 'channels.tryAccount', { account: wechat.account.id, kind: 'wechat', settings: other }),
  ).rejects.toMatchObject({ problem: { params: { field: 'secrets/appSecret' } } });
});
