import { processorTimeOf } from '@rapport/dev/processor-time';
import { secretHash } from '@rapport/platform';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodPassword, type SmallHouse, smallHouse } from '../people.test-kit.ts';
import { countGuess } from './attempts.ts';
import { setUpLink } from './set-up.ts';

let house: SmallHouse;
beforeAll(async () => {
  house = await smallHouse();
});
afterAll(() => house.close());

const fails = (code: string) => expect.objectContaining({ code });
const tokenOf = (link: string): string => link.split('/').at(-1)!;

describe('set-up', () => {
  it('PE12 every set-up link that was printed works until one was used, and signs the owner in', async () => {
    const first = await setUpLink(house.platform);
    const link = await setUpLink(house.platform);
    expect(link).toMatch(/^http:\/\/localhost:\d+\/set-up\/rpl_/);
    const input = {
      organizationName: '沟通有录',
      name: '张三',
      email: 'Owner@Example.org',
      password: goodPassword,
      timeZone: 'Europe/Berlin',
    };
    const one = house.visitor();
    expect(await one.call('people.setUpState', {})).toMatchObject({ needed: true, organizationName: null, mail: false });
    await expect(one.call('people.setUp', { ...input, token: `rpl_${'x'.repeat(43)}` })).rejects.toEqual(fails('link-not-valid'));
    await expect(one.call('people.setUp', { ...input, password: 'aaaaaaaaaaaa', token: tokenOf(link!) })).rejects.toEqual(
      fails('weak-password'),
    );
    // The one that another start printed before.
    await one.call('people.setUp', { ...input, token: tokenOf(first!) });
    const me = await one.call('people.me', {});
    expect(me).toMatchObject({
      user: { name: '张三', email: 'owner@example.org', role: 'owner', timeZone: 'Europe/Berlin', heading: 'Z' },
      organization: { name: '沟通有录', defaultLanguage: 'zh-CN' },
    });
    expect(me.permissions).toContain('holds.manage');
    expect(me.organizationEv).toBe(1);
    await expect(house.visitor().call('people.setUp', { ...input, token: tokenOf(link!) })).rejects.toEqual(fails('set-up-done'));
    expect(await setUpLink(house.platform)).toBeUndefined();
    const stored = await house.platform.db.rows('select * from one_time_link where used_at is null and expires_at > made_at');
    expect(stored).toEqual([]);
  });
});

describe('sign-in', () => {
  it('PE4 answers unknown addresses, wrong passwords and bots alike, with the password hashed in all cases', async () => {
    const bo = await house.person('Bo');
    const wrong = house.visitor('198.51.100.1').call('people.signIn', { email: bo.email, password: 'wrong password' });
    await expect(wrong).rejects.toEqual(fails('wrong-credentials'));
    const unknown = house
      .visitor('198.51.100.1')
      .call('people.signIn', { email: 'nobody@example.org', password: 'wrong password' });
    await expect(unknown).rejects.toEqual(fails('wrong-credentials'));
    // What is hashed takes processor; a busy machine takes nothing but time.
    const cost = (email: string): Promise<number> =>
      processorTimeOf(() =>
        house
          .visitor('198.51.100.2')
          .call('people.signIn', { email, password: 'wrong password' })
          .catch(() => undefined),
      );
    await cost('warm@example.org');
    const [known, not] = [await cost(bo.email), await cost('nobody2@example.org')];
    expect(Math.abs(known - not)).toBeLessThan(Math.max(known, not) * 0.8 + 40);
  });

  it('PE4 locks an account from one address after five failures, with growing delays, and no other address', async () => {
    const li = await house.person('李四');
    const bad = () => house.visitor('203.0.113.5').call('people.signIn', { email: li.email, password: 'not this one' });
    for (let i = 0; i < 5; i++) await expect(bad()).rejects.toEqual(fails('wrong-credentials'));
    await expect(bad()).rejects.toMatchObject({ code: 'locked-out', params: { seconds: 15 } });
    const right = (ip: string) => house.visitor(ip).call('people.signIn', { email: li.email, password: goodPassword });
    await expect(right('203.0.113.5')).rejects.toEqual(fails('locked-out'));
    await expect(right('203.0.113.6')).resolves.toMatchObject({ user: li.id });
    house.clock.advance(15_001);
    await expect(bad()).rejects.toEqual(fails('wrong-credentials'));
    await expect(bad()).rejects.toMatchObject({ code: 'locked-out', params: { seconds: 30 } });
    house.clock.advance(30_001);
    await expect(right('203.0.113.5')).resolves.toMatchObject({ user: li.id });
    await expect(bad()).rejects.toEqual(fails('wrong-credentials'));
  });

  it('PE4 counts guesses sent together', async () => {
    const wu = await house.person('吴');
    const all = await Promise.allSettled(
      Array.from({ length: 12 }, () =>
        house.visitor('203.0.113.77').call('people.signIn', { email: wu.email, password: 'a wrong guess' }),
      ),
    );
    const codes = all.map((one) => (one.status === 'rejected' ? one.reason.code : 'signed in'));
    expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'locked-out')).toHaveLength(7);
  });

  it('PE4 locks an address that tries many accounts', async () => {
    const codes: string[] = [];
    for (let i = 0; i < 52; i++) {
      await house
        .visitor('2001:db8:1:2::1')
        .call('people.signIn', { email: `user${i}@example.org`, password: 'a wrong guess' })
        .catch((error: { code: string }) => codes.push(error.code));
    }
    expect(codes.slice(-2)).toEqual(['locked-out', 'locked-out']);
    const neighbour = house.visitor('2001:db8:1:2::ffff').call('people.signIn', { email: 'x@example.org', password: 'guess' });
    await expect(neighbour).rejects.toEqual(fails('locked-out'));
  });

  it('PE3 the same characters typed as another Unicode form are the same password', async () => {
    const { createUser } = await import('../index.ts');
    await createUser(house.platform, {
      name: 'José',
      email: 'jose@example.org',
      role: 'member',
      password: 'cafe\u0301 au lait 12',
    });
    await house.visitor().call('people.signIn', { email: 'JOSE@example.org', password: 'caf\u00e9 au lait 12' });
  });

  it('PE11 a second factor is asked for, each code works once, recovery codes too', async () => {
    const an = await house.person('安');
    await expect(an.call('people.startSecondFactor', { password: 'not it at all' })).rejects.toEqual(fails('wrong-credentials'));
    const { secret, url } = await an.call('people.startSecondFactor', { password: goodPassword });
    expect(url).toContain('otpauth://totp/');
    const app = new TOTP({ secret: Secret.fromBase32(secret), period: 30 });
    const code = () => app.generate({ timestamp: house.clock.now() });
    const stored = await house.platform.db.row<{ seed: Buffer }>('select seed from second_factor where user_id = $1', [an.id]);
    expect(stored!.seed.includes(Buffer.from(Secret.fromBase32(secret).bytes))).toBe(false);
    // Begun is not on.
    await house.visitor().call('people.signIn', { email: an.email, password: goodPassword });
    const { recoveryCodes } = await an.call('people.confirmSecondFactor', { code: code() });
    expect(new Set(recoveryCodes).size).toBe(10);
    const signIn = (extra: { code?: string; recoveryCode?: string }) =>
      house.visitor().call('people.signIn', { email: an.email, password: goodPassword, ...extra });
    await expect(signIn({})).rejects.toEqual(fails('second-factor-needed'));
    await expect(signIn({ code: code() })).rejects.toEqual(fails('wrong-code'));
    house.clock.advance(30_000);
    const fresh = code();
    await signIn({ code: `${fresh.slice(0, 3)} ${fresh.slice(3)}` });
    await expect(signIn({ code: fresh })).rejects.toEqual(fails('wrong-code'));
    await signIn({ recoveryCode: recoveryCodes[0]!.toUpperCase() });
    await expect(signIn({ recoveryCode: recoveryCodes[0]! })).rejects.toEqual(fails('wrong-code'));
    expect(await an.call('people.me', {})).toMatchObject({ secondFactor: true, recoveryCodes: 9 });
    const renewed = await an.call('people.renewRecoveryCodes', { password: goodPassword });
    await expect(signIn({ recoveryCode: recoveryCodes[1]! })).rejects.toEqual(fails('wrong-code'));
    await signIn({ recoveryCode: renewed.recoveryCodes[1]! });
    await an.call('people.disableSecondFactor', { password: goodPassword });
    await signIn({});
  });

  it('PE11 guessed codes of many accounts lock nobody else out', async () => {
    const guesser = await house.person('Guesser');
    for (let i = 0; i < 60; i++) await countGuess(house.platform, `codes of stranger ${i}`, 'anywhere');
    await expect(guesser.call('people.confirmSecondFactor', { code: '123456' })).rejects.toEqual(fails('conflict'));
  });

  it('PE11 guessed codes lock the account wherever they come from', async () => {
    const he = await house.person('何');
    const { secret } = await he.call('people.startSecondFactor', { password: goodPassword });
    const app = new TOTP({ secret: Secret.fromBase32(secret), period: 30 });
    await he.call('people.confirmSecondFactor', { code: app.generate({ timestamp: house.clock.now() }) });
    const codes: string[] = [];
    for (let i = 0; i < 6; i++) {
      await house
        .visitor(`192.0.2.${100 + i}`)
        .call('people.signIn', { email: he.email, password: goodPassword, code: '000000' })
        .catch((error: { code: string }) => codes.push(error.code));
    }
    expect(codes.at(-1)).toBe('locked-out');
  });
});

describe('sessions and tokens', () => {
  it('PE5 a revoked session is out at once, and its sockets are told', async () => {
    const fu = await house.person('傅');
    const phone = house.visitor();
    await phone.call('people.signIn', { email: fu.email, password: goodPassword });
    const { sessions } = await fu.call('people.sessions', {});
    expect(sessions).toHaveLength(2);
    expect(sessions[0]).toMatchObject({ device: 'Firefox on Linux', ip: '192.0.2.1' });
    const other = sessions.find(({ current }) => !current)!;
    expect(await house.actorOf(phone)).toMatchObject({ user: fu.id });
    await fu.call('people.revokeSession', { session: other.id });
    expect(await house.actorOf(phone)).toBeUndefined();
    expect(house.revoked.at(-1)).toEqual({ user: fu.id, sessions: [other.id] });
    const stranger = await house.person('陌生');
    await expect(stranger.call('people.revokeSession', { session: sessions.find((s) => s.current)!.id })).rejects.toEqual(
      fails('not-found'),
    );
    await fu.call('people.signOut', {});
    expect(fu.cookie).toBeUndefined();
  });

  it('PE5 a session slides while it is used, is written at most once a minute, and ends after thirty days without use', async () => {
    const gu = await house.person('顾');
    const seen = async (): Promise<number> =>
      (await house.platform.db.row<{ at: number }>('select seen_at as at from session where user_id = $1', [gu.id]))!.at;
    const first = await seen();
    house.clock.advance(30_000);
    await house.actorOf(gu);
    expect(await seen()).toBe(first);
    house.clock.advance(31_000);
    await house.actorOf(gu);
    // Nobody waits for the note.
    const noted = (at: number) => expect.poll(seen).toBe(at);
    await noted(first + 61_000);
    for (let i = 1; i <= 3; i++) {
      house.clock.advance(20 * 86_400_000);
      expect(await house.actorOf(gu)).toMatchObject({ user: gu.id });
      await noted(first + 61_000 + i * 20 * 86_400_000);
    }
    house.clock.advance(30 * 86_400_000);
    expect(await house.actorOf(gu)).toBeUndefined();
  });

  it('PE5 a changed password ends the other sessions and open reset links', async () => {
    const hu = await house.person('胡');
    const tablet = house.visitor();
    await tablet.call('people.signIn', { email: hu.email, password: goodPassword });
    await hu.call('people.changePassword', { password: goodPassword, newPassword: 'another fine 1 pass' });
    expect(await house.actorOf(tablet)).toBeUndefined();
    expect(await house.actorOf(hu)).toMatchObject({ user: hu.id });
    await expect(house.visitor().call('people.signIn', { email: hu.email, password: goodPassword })).rejects.toEqual(
      fails('wrong-credentials'),
    );
  });

  it('PE5 secrets are stored as hashes only; a token comes by header, a session by cookie', async () => {
    const ji = await house.person('季');
    await expect(ji.call('people.createToken', { password: 'not my password', name: 'ci' })).rejects.toEqual(
      fails('wrong-credentials'),
    );
    const { secret, token } = await ji.call('people.createToken', { password: goodPassword, name: 'ci', days: 1 });
    const program = house.visitor();
    program.bearer = secret;
    expect(await house.actorOf(program)).toMatchObject({ user: ji.id, session: token.id });
    const crossed = house.visitor();
    crossed.cookie = secret;
    expect(await house.actorOf(crossed)).toBeUndefined();
    crossed.cookie = undefined;
    crossed.bearer = ji.cookie;
    expect(await house.actorOf(crossed)).toBeUndefined();
    const dump = JSON.stringify(
      await house.platform.db.rows(`select t::text from access_token t union all select s::text from session s`),
    );
    expect(dump).not.toContain(secret.slice(8));
    expect(dump).not.toContain(ji.cookie!.slice(8));
    expect(dump).toContain(secretHash(secret).toString('hex'));
    house.clock.advance(86_400_001);
    expect(await house.actorOf(program)).toBeUndefined();
  });

  it('PE13 bots are made and given tokens by who may, and both are written down', async () => {
    const boss = await house.person('老板', 'admin');
    const kai = await house.person('凯');
    await expect(kai.call('people.createBot', { name: 'Robo' })).rejects.toEqual(fails('forbidden'));
    const { user } = await boss.call('people.createBot', { name: 'Robo' });
    const { secret, token } = await boss.call('people.createBotToken', { bot: user, name: 'deploy' });
    const bot = house.visitor();
    bot.bearer = secret;
    expect(await bot.call('people.me', {})).toMatchObject({ user: { kind: 'bot', name: 'Robo', email: null } });
    await expect(boss.call('people.createBotToken', { bot: kai.id as never, name: 'steal' })).rejects.toEqual(fails('not-found'));
    await expect(kai.call('people.revokeToken', { token: token.id })).rejects.toEqual(fails('not-found'));
    await boss.call('people.revokeToken', { token: token.id });
    expect(await house.actorOf(bot)).toBeUndefined();
    const { items } = await boss.call('access.auditList', { subject: user });
    expect(items.map(({ act }) => act)).toEqual(['token.revoked', 'token.created', 'bot.created']);
    expect(JSON.stringify(items)).not.toContain(secret.slice(8));
  });
});
