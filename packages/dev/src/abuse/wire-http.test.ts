import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../test-house.ts';
import { statuses, type Talk, talk } from './raw-talk.test-kit.ts';

const secret = 'not for the web';
let kit: TestHouse;
let root: string;
let cookie: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rapport-pages-'));
  await mkdir(join(root, 'web', 'assets'), { recursive: true });
  await writeFile(join(root, 'web', 'index.html'), '<!doctype html><title>Rapport</title>');
  await writeFile(join(root, 'web', 'assets', 'app.js'), 'export {};');
  await writeFile(join(root, 'secret.txt'), secret);
  kit = await testHouse({ webRoot: join(root, 'web') });
  const signedIn = await fetch(`${kit.url}/api/v1/people.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: kit.owner.email, password: kit.owner.password }),
  });
  cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
});
afterAll(async () => {
  await kit.stop();
  await rm(root, { recursive: true, force: true });
});

const served = async () => expect((await fetch(`${kit.url}/healthz`)).status).toBe(200);
const request = (head: string, body = '') => `${head.replace(/\n/g, '\r\n')}\r\n\r\n${body}`;
const hidden = 'GET /healthz?hidden HTTP/1.1\r\nHost: x\r\n\r\n';
const start = 'POST /api/v1/people.setUpState HTTP/1.1\nHost: x\nContent-Type: application/json';

describe('requests in requests: what one proxy reads as a body is never a request here', () => {
  it.each([
    ['length and chunks', request(`${start}\nContent-Length: 4\nTransfer-Encoding: chunked`, `0\r\n\r\n${hidden}`)],
    ['chunks and length', request(`${start}\nTransfer-Encoding: chunked\nContent-Length: 60`, `0\r\n\r\n${hidden}`)],
    ['two lengths', request(`${start}\nContent-Length: 2\nContent-Length: 0`, `{}${hidden}`)],
    ['the same length twice', request(`${start}\nContent-Length: 0\nContent-Length: 0`, hidden)],
    ['a list of lengths', request(`${start}\nContent-Length: 0, 60`, hidden)],
    ['a length with a sign', request(`${start}\nContent-Length: +0`, hidden)],
    ['a length in hexadecimal', request(`${start}\nContent-Length: 0x0`, hidden)],
    ['a length below nothing', request(`${start}\nContent-Length: -1`, hidden)],
    ['a length beyond all numbers', request(`${start}\nContent-Length: 99999999999999999999999`, hidden)],
    ['a space before the colon', request(`${start}\nContent-Length : 60`, hidden)],
    ['a folded header', request(`${start}\nTransfer-Encoding:\n chunked`, `0\r\n\r\n${hidden}`)],
    ['a coding that only looks like chunks', request(`${start}\nTransfer-Encoding: xchunked`, `0\r\n\r\n${hidden}`)],
    ['a coding after the chunks', request(`${start}\nTransfer-Encoding: chunked, identity`, `0\r\n\r\n${hidden}`)],
    ['a coding with a vertical tab', request(`${start}\nTransfer-Encoding: \x0bchunked`, `0\r\n\r\n${hidden}`)],
    [
      'chunks announced twice',
      request(`${start}\nTransfer-Encoding: chunked\nTransfer-Encoding: identity`, `0\r\n\r\n${hidden}`),
    ],
    ['bare line feeds', `${start}\nContent-Length: 0\n\n${hidden}`],
    ['a bare carriage return', `${start.replace(/\n/g, '\r')}\rContent-Length: 0\r\r${hidden}`],
    ['a NUL in a header', request(`${start}\nX: a\0b\nContent-Length: 0`, hidden)],
    ['a header without a name', request(`${start}\n: x\nContent-Length: 0`, hidden)],
    ['a chunk of no size', request(`${start}\nTransfer-Encoding: chunked`, `\r\n\r\n${hidden}`)],
    ['a chunk below nothing', request(`${start}\nTransfer-Encoding: chunked`, `-1\r\n\r\n${hidden}`)],
    ['a chunk beyond all numbers', request(`${start}\nTransfer-Encoding: chunked`, `ffffffffffffffffff\r\n${hidden}`)],
    ['a chunk ended by a bare line feed', request(`${start}\nTransfer-Encoding: chunked`, `2\r\n{}\n0\r\n\r\n${hidden}`)],
    ['an old version', request('POST /api/v1/people.setUpState HTTP/0.9\nHost: x', hidden)],
    ['a version to come', request('POST /api/v1/people.setUpState HTTP/2.0\nHost: x', hidden)],
    ['no host', request('POST /api/v1/people.setUpState HTTP/1.1\nContent-Length: 0')],
  ])('%s', async (_what, bytes) => {
    const answer = await talk(kit.url, [bytes]);
    expect(answer.said).not.toContain('"status":"ok"');
    expect(statuses(answer).filter((status) => status < 400)).toEqual([]);
    expect(statuses(answer).length).toBeLessThanOrEqual(1);
    expect(answer.ended).toBe(true);
    await served();
  });

  it('chunks with extensions and trailers are one body; what they say is not believed', async () => {
    const chunks = `2;token=${'x'.repeat(200)}\r\n{}\r\n0\r\nX-Rapport: 1\r\n\r\n`;
    const both = (said: Talk): boolean => statuses(said).length === 2;
    const answer = await talk(kit.url, [request(`${start}\nTransfer-Encoding: chunked`, chunks), hidden], both);
    expect(statuses(answer)).toEqual([200, 200]);
  });

  it('endless extensions of a chunk, headers and trailers are cut', async () => {
    const chunk = request(`${start}\nTransfer-Encoding: chunked`, `2;${'x'.repeat(200_000)}`);
    for (const bytes of [
      chunk,
      `${start.replace(/\n/g, '\r\n')}\r\nX: ${'y'.repeat(100_000)}`,
      request(`${start}\n${Array.from({ length: 5_000 }, (_, i) => `x${i}: 1`).join('\n')}`),
      `GET /${'z'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      request(`${start}\nTransfer-Encoding: chunked`, `0\r\n${'T: 1\r\n'.repeat(20_000)}`),
    ]) {
      const answer = await talk(kit.url, [bytes]);
      expect(answer.ended).toBe(true);
      for (const status of statuses(answer)) expect([400, 413, 414, 431]).toContain(status);
    }
    await served();
  });
});

describe('what is asked for', () => {
  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..\\..\\secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/....//....//secret.txt',
    '/assets/%252e%252e/%252e%252e/secret.txt',
    '/assets/app.js%00.txt',
    '/assets/%c0%ae%c0%ae/secret.txt',
    '/%zz',
    '/%',
    '//secret.txt',
    '/;/secret.txt',
    '/api/files/..%2f..%2fsecret.txt/x',
    '/api/files/%00/preview/256',
    '/api/v1/..%2f..%2fhealthz',
    '/api/v1/people.me%00',
    '/api/v1/__proto__',
    '/api/files/upload/..%2f..%2fx',
    'http://evil.example/../secret.txt',
    '*',
    '/\x01',
    '/é',
  ])('the path %j gives no file away and is no accident', async (path) => {
    for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']) {
      const answer = await talk(kit.url, [
        `${method} ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      ]);
      expect(answer.said).not.toContain(secret);
      for (const status of statuses(answer)) expect(status, `${method} ${path}: ${answer.said.slice(0, 300)}`).toBeLessThan(500);
      expect(answer.said).not.toMatch(/ENOENT|at \/|node_modules/);
    }
  });

  it('methods nobody serves are refused, and TRACE repeats nothing', async () => {
    for (const method of ['TRACE', 'CONNECT', 'OPTIONS', 'PUT', 'PROPFIND', 'PURGE', 'LINK', 'QUERY', 'BREW', 'get']) {
      const answer = await talk(kit.url, [
        `${method} /api/v1/people.me HTTP/1.1\r\nHost: x\r\nX-Canary: kanarienvogel\r\nConnection: close\r\n\r\n`,
      ]);
      expect(answer.said).not.toContain('kanarienvogel');
      for (const status of statuses(answer)) expect([400, 404, 405, 501], method).toContain(status);
      expect(answer.said).not.toMatch(/access-control-allow/i);
    }
    const override = await fetch(`${kit.url}/api/v1/conversations.create`, {
      headers: { cookie, 'x-http-method-override': 'POST' },
    });
    expect(override.status).toBe(405);
  });

  it('links that are handed out bear the address of the house, whatever Host was asked', async () => {
    const person = await kit.person('Forgetful');
    const body = JSON.stringify({ user: person.user });
    const answer = await talk(kit.url, [
      `POST /api/v1/people.createResetLink HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\nForwarded: host=evil.example\r\n` +
        `Authorization: Bearer ${kit.owner.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    ]);
    expect(statuses(answer)).toEqual([200]);
    expect(answer.said).toContain(kit.url);
    expect(answer.said).not.toContain('evil.example');
  });
});

describe('forms of other sites', () => {
  const rename = JSON.stringify({ title: 'Changed by a form' });
  const title = async () => (await kit.call(kit.owner, 'people.me', {})).user.title;

  it.each([
    ['text/plain', rename],
    ['text/plain; charset=utf-8', rename],
    ['application/x-www-form-urlencoded', 'title=Changed+by+a+form'],
    ['application/x-www-form-urlencoded', rename],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nChanged by a form\r\n--x--'],
    ['text/json', rename],
    ['application/json-but-not', rename],
    ['text/plain; application/json', rename],
    [', application/json', rename],
    ['', rename],
  ])('a body of %j changes nothing, even from our own page', async (type, body) => {
    const response = await fetch(`${kit.url}/api/v1/people.changeProfile`, {
      method: 'POST',
      headers: { cookie, 'content-type': type },
      body: Buffer.from(body),
    });
    expect(response.status).toBe(400);
    expect(await title()).not.toContain('form');
  });

  it('a JSON body with a cookie from another site changes nothing', async () => {
    for (const more of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: kit.url.replace('127.0.0.1', 'localhost') },
    ] as Record<string, string>[]) {
      const headers = { cookie, 'content-type': 'application/json', ...more };
      const response = await fetch(`${kit.url}/api/v1/people.changeProfile`, { method: 'POST', headers, body: rename });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([403, 'origin-not-allowed']);
      const upload = await fetch(`${kit.url}/api/files/upload`, {
        method: 'POST',
        headers: { cookie, 'tus-resumable': '1.0.0', 'upload-length': '1', ...more },
      });
      expect(upload.status).toBe(403);
    }
    expect(await title()).not.toContain('form');
  });
});

it('a packed body is not unpacked: no bomb goes off', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
  for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip']) {
    const response = await fetch(`${kit.url}/api/v1/people.setUpState`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
      body: new Uint8Array(bomb),
    });
    expect(response.status).toBe(400);
    await response.text();
  }
  await served();
});

it('a session in the address is nobody', async () => {
  for (const where of [
    `?access_token=${kit.owner.token}`,
    `?token=${kit.owner.token}`,
    `?rapport_session=${cookie.split('=')[1]}`,
  ])
    expect((await fetch(`${kit.url}/api/v1/people.me${where}`)).status).toBe(401);
  const basic = Buffer.from(`x:${kit.owner.token}`).toString('base64');
  for (const authorization of [
    `Basic ${basic}`,
    `Bearer`,
    `Bearer  `,
    kit.owner.token,
    `Bearer ${kit.owner.token} x`,
    `Bearer ${cookie.split('=')[1]}`,
  ])
    expect((await fetch(`${kit.url}/api/v1/people.me`, { headers: { authorization } })).status, authorization).toBe(401);
  expect((await fetch(`${kit.url}/api/v1/people.me`, { headers: { cookie: `rapport_session=${kit.owner.token}` } })).status).toBe(
    401,
  );
});
