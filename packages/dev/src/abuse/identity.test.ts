import { randomUUID } from 'node:crypto';
import { createTokenFor } from '@rapport/modules';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BareSocket } from '../matrix.test-kit.ts';
import { type TestHouse, testHouse, until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import { overHttp, overSocket } from './abuse-call.test-kit.ts';
import { uploadFile } from './everything.test-kit.ts';

const password = 'orange-kettle-7-lantern';
let kit: TestHouse;
let database: pg.Client;
let file: string;
beforeAll(async () => {
  kit = await testHouse();
  database = new pg.Client({ connectionString: kit.databaseUrl });
  await database.connect();
  file = await uploadFile(kit, kit.owner, 'mine.txt', Buffer.from('mine'));
});
afterAll(async () => {
  await database.end();
  await kit.stop();
});
afterEach(() => {
  vi.useRealTimers();
});

const post = (name: string, input: unknown, headers: Record<string, string> = {}, url = kit.url) =>
  fetch(`${url}/api/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(input),
  });
const codeOf = async (response: Response) => (response.ok ? 'ok' : ((await response.json()) as { code: string }).code);

/** Signs in; answers the cookie. */
async function signIn(seat: Seat, secret = password): Promise<string> {
  const response = await post('people.signIn', { email: seat.email, password: secret });
  expect(response.status, await response.clone().text()).toBe(200);
  return response.headers.get('set-cookie')!.split(';')[0]!;
}

/** Everything a session opens: calls, bytes, uploads, sockets. */
async function doorsOf(headers: Record<string, string>): Promise<(number | string)[]> {
  const upload = { ...headers, 'tus-resumable': '1.0.0', 'upload-length': '1' };
  return [
    (await post('people.me', {}, headers)).status,
    (await fetch(`${kit.url}/api/v1/people.me`, { headers })).status,
    (await fetch(`${kit.url}/api/files/${file}/mine.txt`, { headers })).status,
    (await fetch(`${kit.url}/api/files/upload`, { method: 'POST', headers: upload })).status,
    await BareSocket.open(kit.url, headers).then(
      (socket) => {
        socket.close();
        return 'open';
      },
      (error: Error) => error.message,
    ),
  ];
}
const open = [200, 200, 200, 201, 'open'];
const shut = [401, 401, 401, 401, '401'];

describe('secrets that are over open nothing', () => {
  it('PE5 a session stolen before its owner signed out', async () => {
    const cookie = await signIn(kit.owner);
    expect(await doorsOf({ cookie })).toEqual(open);
    await post('people.signOut', {}, { cookie });
    expect(await doorsOf({ cookie })).toEqual(shut);
  });

  it('PE5 a token after its last day, and one that was revoked', async () => {
    const { secret, token } = await createTokenFor(kit.house.platform, { user: kit.owner.user, name: 'short', days: 1 });
    const headers = { authorization: `Bearer ${secret}` };
    expect(await doorsOf(headers)).toEqual(open);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_001 });
    expect(await doorsOf(headers)).toEqual(shut);
    vi.useRealTimers();
    await kit.call(kit.owner, 'people.revokeToken', { token: token.id });
    expect(await doorsOf(headers)).toEqual(shut);
  });

  it('PE5 whoever only listens is cut too, once the token has run out or was ended unheard', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    const other = await testHouse();
    try {
      const made = await createTokenFor(other.house.platform, { user: other.owner.user, name: 'short', days: 1 });
      const [short, steady] = await Promise.all(
        [made.secret, other.owner.token].map((token) => BareSocket.open(other.url, { authorization: `Bearer ${token}` })),
      );
      vi.setSystemTime(Date.now() + 86_400_001);
      vi.advanceTimersByTime(30_000);
      expect(await short!.closed).toBe(4003);
      expect((await overSocket(steady!, 'people.me', {})).code).toBe('ok');
      steady!.close();
    } finally {
      vi.useRealTimers();
      await other.stop();
    }
  });

  it('PE5 a revoked session is cut at once: what it sends from then on is not done, and it hears nothing more', async () => {
    const [cookie, thief] = [await signIn(kit.owner), await signIn(kit.owner)];
    const socket = await BareSocket.open(kit.url, { cookie: thief });
    const group = await kit.group();
    const mine = ((await (await post('people.me', {}, { cookie: thief })).json()) as { session: string }).session;
    const { sessions } = await (await post('people.sessions', {}, { cookie }))
      .json()
      .then((body) => body as { sessions: { id: string }[] });
    expect(sessions.map((s) => s.id)).toContain(mine);
    const revoked = post('people.revokeSession', { session: mine }, { cookie });
    expect((await revoked).status).toBe(200);
    const late = socket.call('conversations.sendMessage', {
      conversation: group,
      draft: { clientId: randomUUID(), text: 'from the thief' },
    });
    expect(await socket.closed).toBe(4003);
    expect((await late).code).toBe('closed');
    const page = await kit.call(kit.owner, 'conversations.history', { conversation: group });
    expect(page.messages.map((m) => m.text)).not.toContain('from the thief');
    expect(await doorsOf({ cookie: thief })).toEqual(shut);
    expect(await doorsOf({ cookie })).toEqual(open);
  });

  it('PE5 what is revoked while a socket is being let in opens none that goes on listening', async () => {
    const { secret, token } = await createTokenFor(kit.house.platform, { user: kit.owner.user, name: 'racing', days: 1 });
    await database.query('begin');
    await database.query('delete from access_token where id = $1', [token.id]);
    const opening = BareSocket.open(kit.url, { authorization: `Bearer ${secret}` });
    // It was found, and waits to note its first use.
    await until(async () => {
      const { rows } = await database.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    kit.house.platform.bus.publish('revoked', { user: kit.owner.user, sessions: [token.id] });
    await database.query('commit');
    const ended = await opening.then(
      (socket) => socket.closed,
      (error: Error) => error.message,
    );
    expect([4003, '401']).toContain(ended);
  });

  it('PE5 a new password by a link ends every session, and the link opens once, however often it is used at once', async () => {
    const forgetful = await kit.person('Forgetful');
    const { link } = await kit.call(kit.owner, 'people.createResetLink', { user: forgetful.user as never });
    const token = link.split('/').at(-1)!;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => post('people.resetPassword', { token, password: `orange-kettle-${i}-candle` })),
    );
    const codes = await Promise.all(answers.map(codeOf));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'link-not-valid')).toHaveLength(11);
    const cookie = await signIn(forgetful, `orange-kettle-${codes.indexOf('ok')}-candle`);
    const socket = await BareSocket.open(kit.url, { cookie });
    const again = await kit.call(kit.owner, 'people.createResetLink', { user: forgetful.user as never });
    await post('people.resetPassword', { token: again.link.split('/').at(-1)!, password: 'orange-kettle-77-candle' });
    expect(await socket.closed).toBe(4003);
    expect((await post('people.me', {}, { cookie })).status).toBe(401);
  });

  it('PE5 an account closed while it is used is out everywhere at once', async () => {
    const gone = await kit.person('Gone');
    const sockets = await Promise.all([1, 2].map(() => BareSocket.open(kit.url, { authorization: `Bearer ${gone.token}` })));
    const group = await kit.group(gone);
    await kit.call(kit.owner, 'people.deactivate', { user: gone.user as never });
    const said = await Promise.all(
      Array.from({ length: 10 }, () =>
        overHttp(kit.url, gone.token, 'conversations.sendMessage', {
          conversation: group,
          draft: { clientId: randomUUID(), text: 'still here' },
        }),
      ),
    );
    expect(new Set(said.map((s) => s.code))).toEqual(new Set(['not-signed-in']));
    for (const socket of sockets) expect(await socket.closed).toBe(4003);
  });
});

describe('what one person did answers nobody else', () => {
  it('an Idempotency-Key is one’s own: with the same key and body another does their own thing', async () => {
    const [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
    const headers = (seat: Seat) => ({ authorization: `Bearer ${seat.token}`, 'idempotency-key': 'shared' });
    const make = async (seat: Seat) =>
      (await (await post('conversations.create', { name: 'Mine' }, headers(seat))).json()) as { id: string };
    const [first, second] = [await make(ann), await make(bob)];
    expect(second.id).not.toBe(first.id);
    expect((await make(ann)).id).toBe(first.id);
    expect(
      await codeOf(await post('conversations.get', { conversation: first.id }, { authorization: `Bearer ${bob.token}` })),
    ).toBe('not-found');
  });

  it('a client id is one’s own: another’s message under it is another message', async () => {
    const [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
    const group = await kit.group(ann, bob);
    const clientId = randomUUID();
    const [first, second] = [
      await kit.say(ann, group, 'from Ann', { clientId }),
      await kit.say(bob, group, 'from Bob', { clientId }),
    ];
    expect(second).toMatchObject({ seq: first.seq + 1, repeated: false });
  });
});

describe('guesses', () => {
  it('PE4 a hundred guesses at once, from as many forged addresses, check no more than the free ones', async () => {
    const victim = kit.owner;
    const guess = (i: number) =>
      post(
        'people.signIn',
        { email: i % 2 ? victim.email.toUpperCase() : ` ${victim.email}`, password: `guess-number-${i}` },
        {
          'x-forwarded-for': `198.51.100.${i}`,
          forwarded: `for=198.51.100.${i}`,
          'x-real-ip': `198.51.100.${i}`,
        },
      );
    await database.query('delete from sign_in_attempt');
    const codes = await Promise.all((await Promise.all(Array.from({ length: 100 }, (_, i) => guess(i)))).map(codeOf));
    expect(codes.filter((code) => code === 'wrong-credentials').length).toBeLessThanOrEqual(5);
    expect(codes.filter((code) => code === 'locked-out').length).toBeGreaterThanOrEqual(95);
    expect(await codeOf(await post('people.signIn', { email: victim.email, password: victim.password }))).toBe('locked-out');
    await database.query('delete from sign_in_attempt');
  });

  it('budgets hold under parallel calls: of links, of calls over both roads, of uploads', async () => {
    const strict = await testHouse({ rateFactor: 1 });
    try {
      const began = Date.now();
      const links = await Promise.all(
        Array.from({ length: 150 }, (_, i) =>
          post(
            'people.invitation',
            { token: `${'x'.repeat(30)}${i}` },
            { 'x-forwarded-for': `198.51.100.${i}` },
            strict.url,
          ).then(codeOf),
        ),
      );
      const minutes = () => (Date.now() - began) / 60_000;
      expect(links.filter((code) => code !== 'too-many-requests').length).toBeLessThanOrEqual(7.5 + 30 * minutes() + 1);
      const seat = await strict.person('Busy');
      const socket = await BareSocket.open(strict.url, { authorization: `Bearer ${seat.token}` });
      const answered = await Promise.all(
        Array.from({ length: 400 }, async (_, i) => {
          const input = { name: `folder ${i}` };
          const name = 'conversations.changeFolder';
          return (i % 8 ? await overHttp(strict.url, seat.token, name, input) : await overSocket(socket, name, input)).code;
        }),
      );
      expect(answered.filter((code) => code !== 'too-many-requests').length).toBeLessThanOrEqual(150 + 600 * minutes() + 1);
      socket.close();
      const uploads = await Promise.all(
        Array.from({ length: 300 }, () =>
          fetch(`${strict.url}/api/files/upload`, {
            method: 'POST',
            headers: { authorization: `Bearer ${strict.owner.token}`, 'tus-resumable': '1.0.0', 'upload-length': '9' },
          }).then((r) => r.status),
        ),
      );
      expect(uploads.filter((status) => status === 201).length).toBeLessThanOrEqual(150 + 600 * minutes() + 1);
      for (const status of uploads) expect([201, 422, 429]).toContain(status);
    } finally {
      await strict.stop();
    }
  });
});

it('PE5 sockets of others stay while one is cut', async () => {
  const [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
  const sockets = await Promise.all(
    [ann, bob].map((seat) => BareSocket.open(kit.url, { authorization: `Bearer ${seat.token}` })),
  );
  await kit.call(kit.owner, 'people.deactivate', { user: ann.user as never });
  await until(() => kit.house.connections.of(ann.user) === undefined);
  expect((await overSocket(sockets[1]!, 'people.me', {})).code).toBe('ok');
  sockets[1]!.close();
});
