import { contract } from '@rapport/contract';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('calls over HTTP', () => {
  let kit: TestHouse;
  beforeAll(async () => {
    kit = await testHouse();
  });
  afterAll(() => kit.stop());

  const post = (name: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${kit.url}/api/v1/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${kit.owner.token}`, ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    });
  const group = (name: string) => ({ name, members: [] });

  it('an Idempotency-Key makes a command happen once: the first answer is given again', async () => {
    const headers = { 'idempotency-key': 'make-a-group-1' };
    const [first, second] = [
      await post('conversations.create', group('once'), headers),
      await post('conversations.create', group('once'), headers),
    ];
    const [a, b] = [await first.text(), await second.text()];
    expect(first.status).toBe(200);
    expect(second.status).toBe(200);
    expect(b).toBe(a);
    const mine = await kit.call(kit.owner, 'conversations.list', {});
    expect(mine.items.filter((c) => c.name === 'once')).toHaveLength(1);
  });

  it('the same key with another request is refused; a refused call leaves its key free', async () => {
    const headers = { 'idempotency-key': 'make-a-group-2' };
    await post('conversations.create', group('first'), headers);
    const other = await post('conversations.create', group('other'), headers);
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: 'idempotency-key-reused' });
    const free = { 'idempotency-key': 'make-a-group-3' };
    expect((await post('conversations.create', { name: '' }, free)).status).toBe(400);
    expect((await post('conversations.create', group('then'), free)).status).toBe(200);
  });

  it('two requests with one key at the same time: one happens', async () => {
    const headers = { 'idempotency-key': 'make-a-group-4' };
    const answers = await Promise.all([1, 2, 3].map(() => post('conversations.create', group('at once'), headers)));
    expect(answers.map((a) => a.status).filter((s) => s !== 200 && s !== 409)).toEqual([]);
    const mine = await kit.call(kit.owner, 'conversations.list', {});
    expect(mine.items.filter((c) => c.name === 'at once')).toHaveLength(1);
  });

  it('queries are called by GET too, commands are not', async () => {
    const auth = { authorization: `Bearer ${kit.owner.token}` };
    const list = await fetch(`${kit.url}/api/v1/conversations.list?limit=1`, { headers: auth });
    expect(list.status).toBe(200);
    expect(((await list.json()) as { items: unknown[] }).items).toHaveLength(1);
    const made = await fetch(`${kit.url}/api/v1/conversations.create?name=x`, { headers: auth });
    expect(made.status).toBe(405);
    expect(made.headers.get('allow')).toBe('POST');
  });

  it('every answer carries its budget; an empty one says when to come back', async () => {
    const answer = await post('conversations.list', {});
    expect(Number(answer.headers.get('ratelimit-limit'))).toBeGreaterThan(0);
    expect(Number(answer.headers.get('ratelimit-remaining'))).toBeGreaterThanOrEqual(0);
    expect(Number(answer.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    const strict = await testHouse({ rateFactor: 1 });
    try {
      const tries = [];
      for (let i = 0; i < 9; i++) {
        tries.push(
          await fetch(`${strict.url}/api/v1/people.requestReset`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{"email":"a@b.example"}',
          }),
        );
      }
      const refused = tries.find((t) => t.status === 429)!;
      expect(refused).toBeDefined();
      expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'too-many-requests', params: { seconds: expect.any(Number) } });
    } finally {
      await strict.stop();
    }
  });

  it.each([
    ['half a JSON', '{"conversation":', 400, 'invalid-json'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, 'invalid-json'],
    ['an array', [], 400, 'invalid-input'],
    ['an unknown field', { nonsense: 1 }, 400, 'invalid-input'],
    ['more than a mebibyte', { text: 'x'.repeat(1_100_000) }, 413, 'too-large'],
    ['very deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'invalid-json'],
  ])('%s is refused with a problem', async (_what, body, status, code) => {
    const answer = await post('conversations.list', body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ type: `urn:rapport:error:${code}`, status, code });
  });

  it('a problem names the field, in the language of whoever calls', async () => {
    const call = async (language: string) =>
      (
        await fetch(`${kit.url}/api/v1/people.signIn`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'accept-language': language },
          body: '{}',
        })
      ).json();
    expect(await call('zh-CN,zh;q=0.9')).toMatchObject({
      code: 'invalid-input',
      detail: expect.stringMatching(/^邮箱填写有误：必须填写。$/),
    });
    expect(await call('en-GB')).toMatchObject({
      code: 'invalid-input',
      detail: expect.stringMatching(/^Field email is not valid: /),
    });
  });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])('a page of %s cannot call with a cookie', async (origin) => {
    const answer = await fetch(`${kit.url}/api/v1/people.signIn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: '{}',
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'origin-not-allowed' });
  });

  it('the API describes itself: every method, OpenAPI 3.1, and a page without scripts', async () => {
    const api = (await (await fetch(`${kit.url}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, { post: { operationId: string; responses: object } }>;
    };
    expect(api.openapi).toBe('3.1.0');
    expect(Object.keys(api.paths).sort()).toEqual(
      Object.keys(contract)
        .map((name) => `/api/v1/${name}`)
        .sort(),
    );
    for (const { post } of Object.values(api.paths))
      expect(Object.keys(post.responses)).toEqual(expect.arrayContaining(['200', '400', '429', '500']));
    const page = await (await fetch(`${kit.url}/api/docs`)).text();
    expect(page).toContain('conversations.sendMessage');
    expect(page).not.toMatch(/<script|https?:\/\/(?!localhost|127)/);
  });

  it('health is told to anyone, figures only to this machine', async () => {
    expect(await (await fetch(`${kit.url}/healthz`)).json()).toMatchObject({ status: 'ok' });
    expect(await (await fetch(`${kit.url}/readyz`)).json()).toEqual({ status: 'ready', reasons: [] });
    expect(await (await fetch(`${kit.url}/metrics`)).text()).toContain('rapport_sockets');
    expect((await fetch(`${kit.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(404);
  });
});
