import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { layInto, type Running, startDovecot, type TestHouse, testHouse, until } from '@rapport/dev';
import { TokenService, TokenSmtp } from '@rapport/dev/simulators';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tokenHosts } from './token-question.ts';

let service: TokenService;
let dovecot: Running | undefined;
let smtp: TokenSmtp;
let kit: TestHouse;
/** Everything that was logged. */
const logged: unknown[] = [];
const user = 'support';

beforeAll(async () => {
  service = await new TokenService().start();
  service.app.mailbox = user;
  dovecot = await startDovecot(`${service.url}/introspect`);
  smtp = await new TokenSmtp(service).start();
  const allowed = [service.address, `127.0.0.1:${smtp.port}`, `127.0.0.1:${dovecot?.port ?? 1}`];
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: allowed.join(',') } });
  const { platform } = kit.house;
  platform.keep(tokenHosts).global = service.url;
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(platform.logger, level).mockImplementation((...all: unknown[]) => void logged.push(...all));
});
afterAll(async () => {
  await kit?.stop();
  await dovecot?.stop();
  await smtp?.stop();
  await service?.stop();
});

const near = { host: '127.0.0.1', security: 'none', user };
const settings = () => ({
  address: 'support@example.org',
  comes: { by: 'imap', port: dovecot!.port, ...near },
  goes: { port: smtp.port, ...near },
  signIn: service.signIn.settings,
});
const one = async (id: string) =>
  (await kit.call(kit.owner, 'channels.accounts', {})).accounts.find((account) => account.id === id)!;
const heard = (): Promise<{ conversation: string; thread: string }[]> =>
  kit.house.platform.db.rows(
    `select m.conversation_id as conversation, coalesce(v.content -> 'inbound' ->> 'thread', '') as thread
     from customer_conversation c join message m on m.conversation_id = c.conversation_id and m.sender is null
     join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev order by m.seq`,
  );
const letter = (number: number): string =>
  `From: Wang <wang@example.cn>\r\nTo: support@example.org\r\nMessage-ID: <${number}@example.cn>\r\nSubject: Order\r\n\r\nwords ${number}\r\n`;

/** What an error holds, with what caused it. */
const textOf = (value: unknown): string =>
  value instanceof Error
    ? `${value.stack} ${textOf(value.cause)} ${JSON.stringify(value)}`
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(textOf).join(' ')
      : String(value);

test('EM28–EM30 through a whole house: mail in and out by tokens, a secret that ends, another one, and nothing of them anywhere', async ({
  skip,
}) => {
  if (!dovecot) skip();
  const tried = { kind: 'email', settings: settings() } as never as { kind: string };
  expect(await kit.call(kit.owner, 'channels.tryAccount', tried)).toMatchObject({
    ok: false,
    step: 'signIn',
    code: 'secret-missing',
  });
  expect(await kit.call(kit.owner, 'channels.tryAccount', { ...tried, secrets: { clientSecret: 'wrong' } })).toMatchObject({
    ok: false,
    step: 'signIn',
    code: 'oauth-secret',
  });
  const { account } = await kit.call(kit.owner, 'channels.createAccount', {
    ...{ kind: 'email', name: 'Support', settings: settings(), secrets: service.signIn.secrets },
  });
  expect(await kit.call(kit.owner, 'channels.checkAccount', { account: account.id })).toEqual({ ok: true });
  await until(async () => (await one(account.id)).tending.some(({ what, goodAt }) => what === 'pull' && goodAt));
  await layInto(dovecot!.port, user, 'INBOX', letter(1));
  await until(async () => (await heard()).length === 1);

  const agent = await kit.person('Agent');
  const [{ conversation, thread } = { conversation: '', thread: '' }] = await heard();
  await kit.house.platform.db.rows('insert into customer_audience (group_id, conversation_id) values ($1, $2)', [
    await kit.group(agent),
    conversation,
  ]);
  const say = (text: string) =>
    kit.say(agent, conversation, text, {
      clientId: randomUUID() as never,
      outward: true,
      envelope: { thread, subject: 'Re: Order' },
    });
  await say('good day');
  await until(() => smtp.taken.some((text) => text.includes('good day')));

  // The secret ends: the account rests, says why, and nothing is lost.
  service.app.secretEnded = true;
  service.endAll();
  smtp.hangUp();
  await say('are you there?');
  await until(async () => (await one(account.id)).paused?.because === 'oauth-secret-ended');
  service.app.secretEnded = false;
  service.app.secret = 'the next secret-of-the-app';
  await kit.call(kit.owner, 'channels.changeAccount', { account: account.id, secrets: { clientSecret: service.app.secret } });
  expect(await kit.call(kit.owner, 'channels.checkAccount', { account: account.id })).toEqual({ ok: true });
  await until(() => smtp.taken.some((text) => text.includes('are you there?')));
  expect(smtp.taken.filter((text) => text.includes('are you there?'))).toHaveLength(1);
  await layInto(dovecot!.port, user, 'INBOX', letter(2));
  await until(async () => (await heard()).length === 2);

  const rows = await kit.house.platform.db.rows(
    "select t::text || coalesce(encode(t.secrets, 'escape'), '') as row from channel_transport t",
  );
  const shown = [JSON.stringify([rows, await one(account.id)]), textOf(logged)].join(' ');
  const tokens = service.given;
  expect(tokens.length).toBeGreaterThan(2);
  for (const secret of ['secret-of-the-app', ...tokens]) expect(shown).not.toContain(secret);
});

test('CH16 the secret of an app goes to no other directory, app, server or mailbox', async ({ skip }) => {
  if (!dovecot) skip();
  const { account } = await kit.call(kit.owner, 'channels.createAccount', {
    ...{ kind: 'email', name: 'Other', settings: settings(), secrets: service.signIn.secrets },
  });
  const now = settings();
  const elsewhere: Record<string, unknown>[] = [
    { signIn: { ...now.signIn, tenant: 'elsewhere.example' } },
    { signIn: { ...now.signIn, client: randomUUID() } },
    { signIn: { ...now.signIn, cloud: 'china' } },
    { comes: { ...now.comes, host: 'mail.elsewhere.invalid' } },
    { comes: { ...now.comes, user: 'boss' } },
    { goes: { ...now.goes, host: 'mail.elsewhere.invalid' } },
    { goes: { ...now.goes, user: 'boss' } },
  ];
  const refused = { problem: { code: 'invalid-input', params: { field: 'secrets/clientSecret' } } };
  for (const change of elsewhere) {
    const changed = { account: account.id, settings: { ...now, ...change } as never };
    await expect(kit.call(kit.owner, 'channels.changeAccount', changed)).rejects.toMatchObject(refused);
    await expect(kit.call(kit.owner, 'channels.tryAccount', { ...changed, kind: 'email' })).rejects.toMatchObject(refused);
  }
  // By way of a password it comes back to no other place either.
  const { signIn: _, ...byPassword } = now;
  await kit.call(kit.owner, 'channels.changeAccount', { account: account.id, settings: byPassword as never });
  const back = { ...now, signIn: { ...now.signIn, tenant: 'elsewhere.example' } };
  await expect(
    kit.call(kit.owner, 'channels.changeAccount', { account: account.id, settings: back as never }),
  ).rejects.toMatchObject(refused);
  for (const tenant of ['common', '../x', 'a b', 'x/y', 'elsewhere.example/x'])
    await expect(
      kit.call(kit.owner, 'channels.tryAccount', {
        ...{ kind: 'email', settings: { ...now, signIn: { ...now.signIn, tenant } } as never, secrets: { clientSecret: 'x' } },
      }),
    ).rejects.toMatchObject({ problem: { params: { field: 'settings/signIn/tenant' } } });
});

test('accounts of before are signed in at by their passwords, and are changed without giving these anew', async () => {
  const settings = { address: 'old@example.org', comes: { by: 'imap', ...near, port: 1 } };
  const { account } = await kit.call(kit.owner, 'channels.createAccount', {
    ...{ kind: 'email', name: 'Old', settings, secrets: { password: 'secret' } },
  });
  const { db } = kit.house.platform;
  const before = "jsonb_set(settings - 'signIn', '{comes,token}', 'false')";
  await db.rows(`update channel_transport set settings = ${before} where account_id = $1`, [account.id]);
  await db.rows(await readFile(new URL('../migrations/0007-sign-in.sql', import.meta.url), 'utf8'));
  const now = await one(account.id);
  expect(now.settings).toEqual(account.settings);
  await kit.call(kit.owner, 'channels.changeAccount', { account: account.id, settings: now.settings });
  expect((await one(account.id)).secrets).toEqual(['marks', 'password']);
});
