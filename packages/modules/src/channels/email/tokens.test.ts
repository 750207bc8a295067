import { TokenService } from '@rapport/dev/simulators';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emailAccount } from './email-account.test-kit.ts';
import { serviceKeyProblem } from './service-key.ts';
import { tokenHosts } from './token-question.ts';
import { Tokens } from './tokens.ts';

let service: TokenService;
let clock: number;
beforeEach(async () => {
  service = await new TokenService().start();
  clock = Date.now();
});
afterEach(() => service.stop());

const user = 'support@example.org';
const tokens = () => new Tokens({ ...tokenHosts(), global: service.url, google: service.url });

function anAccount(
  signIn: Record<string, unknown> = service.signIn.settings,
  secrets: Record<string, string> = service.signIn.secrets,
) {
  return emailAccount({ signIn }, { secrets, address: service.address, now: () => clock }).at;
}

const codeFrom = async (asking: Promise<unknown>): Promise<string> =>
  asking.then(
    () => 'given',
    (error: Error) => ('reason' in error ? String(error.reason) : `${error.name} ${error.message}`),
  );

describe('an app of Microsoft Entra', () => {
  test('EM28 asks by client credentials in a form, once, however many want a token; and again before it ends', async () => {
    const [at, held] = [anAccount(), tokens()];
    service.fail('held');
    const many = Array.from({ length: 20 }, () => held.take(at, user));
    await expect.poll(() => service.asked.length).toBe(1);
    service.release();
    const [first, ...others] = await Promise.all(many);
    expect(new Set(others)).toEqual(new Set([first]));
    expect(service.opens(first!, user, 'IMAP.AccessAsApp')).toBe(true);
    expect(Object.fromEntries(service.asked[0]!.form)).toEqual({
      grant_type: 'client_credentials',
      client_id: service.app.client,
      client_secret: service.app.secret,
      scope: 'https://outlook.office365.com/.default',
    });
    clock += 50 * 60_000;
    expect(await held.take(at, user)).toBe(first);
    clock += 6 * 60_000;
    expect(await held.take(at, user)).not.toBe(first);
    expect(service.asked).toHaveLength(2);
  });

  test('EM28 a token that a server refused is replaced once, whoever found out', async () => {
    const [at, held] = [anAccount(), tokens()];
    const first = await held.take(at, user);
    const again = await Promise.all([held.take(at, user, first), held.take(at, user, first)]);
    expect(new Set(again).size).toBe(1);
    expect(again[0]).not.toBe(first);
    expect(await held.take(at, user)).toBe(again[0]);
    expect(service.asked).toHaveLength(2);
  });

  test('EM28 what was had under another secret is not shown under this one', async () => {
    const [at, held] = [anAccount(), tokens()];
    await held.take(at, user);
    const other = anAccount(service.signIn.settings, { clientSecret: 'wrong' });
    other.account = at.account;
    expect(await codeFrom(held.take(other, user))).toBe('CredentialsRefused oauth-secret');
  });

  test.each(['busy', 'garbled', 'lost'] as const)(
    'EM29 while it is %s it is asked after pauses that grow, however many want a token',
    async (how) => {
      const [at, held] = [anAccount(), tokens()];
      service.fail(how, how, how);
      const storm = () => Promise.all(Array.from({ length: 30 }, () => codeFrom(held.take(at, user))));
      expect(new Set(await storm())).toEqual(new Set(['oauth-later']));
      expect(service.asked).toHaveLength(1);
      await storm();
      expect(service.asked).toHaveLength(1);
      clock += 1_000;
      await storm();
      expect(service.asked).toHaveLength(2);
      clock += 1_000;
      await storm();
      expect(service.asked).toHaveLength(2);
      clock += 1_000;
      await storm();
      expect(service.asked).toHaveLength(3);
      clock += 4_000;
      expect(await codeFrom(held.take(at, user))).toBe('given');
    },
  );

  test('EM29 it is not asked before it wants to be', async () => {
    const [at, held] = [anAccount(), tokens()];
    service.fail('throttled');
    await expect(held.take(at, user)).rejects.toMatchObject({ name: 'TokenLater', after: 90_000 });
    clock += 89_000;
    await expect(held.take(at, user)).rejects.toMatchObject({ after: 1_000 });
    expect(service.asked).toHaveLength(1);
    clock += 1_000;
    expect(await codeFrom(held.take(at, user))).toBe('given');
  });

  test.each<[string, (app: TokenService['app']) => void]>([
    ['oauth-secret', (app) => (app.secret = 'another')],
    ['oauth-secret-ended', (app) => (app.secretEnded = true)],
    ['oauth-app', (app) => (app.client = '00000000-0000-0000-0000-000000000001')],
    ['oauth-app', (app) => (app.enabled = false)],
    ['oauth-tenant', (app) => (app.tenant = '00000000-0000-0000-0000-000000000002')],
    ['oauth-refused', (app) => (app.scope = 'another')],
  ])('EM30 what it refuses is told as what it is: %s', async (code, change) => {
    const at = anAccount();
    change(service.app);
    const error = await tokens()
      .take(at, user)
      .catch((found: Error) => found);
    expect(error).toMatchObject({ name: 'CredentialsRefused', message: code });
    expect(JSON.stringify([error, String((error as Error).stack)])).not.toContain('secret-of-the-app');
  });

  test('EM30 its address is Microsoft’s own, and an inside one is not asked', async () => {
    expect(tokenHosts()).toEqual({
      global: 'https://login.microsoftonline.com',
      china: 'https://login.partner.microsoftonline.cn',
      google: 'https://oauth2.googleapis.com',
    });
    const stranger = emailAccount({ signIn: service.signIn.settings }, { secrets: service.signIn.secrets }).at;
    expect(await codeFrom(tokens().take(stranger, user))).toBe('oauth-later');
    expect(service.asked).toHaveLength(0);
  });
});

describe('a service account of Google', () => {
  const google = () => anAccount({ by: 'google' }, { serviceKey: service.google.file });

  test('EM28 signs for the mailbox that it acts for, and asks where Google is, whatever its file says', async () => {
    service.google.delegated.add(user);
    const [at, held] = [google(), tokens()];
    const token = await held.take(at, user);
    expect(service.opens(token, user, 'IMAP.AccessAsApp')).toBe(true);
    expect(service.opens(token, 'boss@example.org', 'IMAP.AccessAsApp')).toBe(false);
    expect(service.asked.map(({ path }) => path)).toEqual(['/token']);
    // Each mailbox has a token of its own.
    expect(await codeFrom(held.take(at, 'boss@example.org'))).toBe('CredentialsRefused oauth-delegation');
  });

  test('EM30 a key that is not its own is told', async () => {
    const other = await new TokenService().start();
    const at = anAccount({ by: 'google' }, { serviceKey: other.google.file });
    await other.stop();
    expect(await codeFrom(tokens().take(at, user))).toBe('CredentialsRefused oauth-key');
  });

  test('what is no key of a service account is refused when it is given', () => {
    expect(serviceKeyProblem(service.google.file)).toBeUndefined();
    for (const text of [
      '',
      '{}',
      'null',
      service.google.file.replace(/BEGIN PRIVATE/, 'BEGIN PUBLIC'),
      '{"client_email":"a","private_key":"b"}',
    ])
      expect(serviceKeyProblem(text)).toBe('the JSON file of a key of a service account');
  });
});
