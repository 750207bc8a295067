import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type GuardedFetchOptions, guardedFetch, type Resolver } from './guarded-fetch.ts';
import { KeptConnections } from './kept-connections.ts';

let server: Server;
let port: number;
let seen: { url: string; host: string; authorization: string | undefined; from: number | undefined; to: string | undefined }[] =
  [];
let answer: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({
      url: request.url ?? '',
      host: request.headers.host ?? '',
      authorization: request.headers.authorization,
      from: request.socket.remotePort,
      to: request.socket.localAddress,
    });
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  answer = (_, response) => response.end('hello');
});

const here: Resolver = async () => [{ address: '127.0.0.1', family: 4 }];
const allowed = (more: Partial<GuardedFetchOptions> = {}): GuardedFetchOptions => ({
  maxBytes: 1000,
  timeout: 30_000,
  resolver: here,
  allow: (address, asked) => address === '127.0.0.1' && asked === port,
  ...more,
});
const at = (path = '/', host = 'page.example') => `http://${host}:${port}${path}`;
const troubleOf = (url: string, options = allowed()) =>
  guardedFetch(url, options).catch((error: { reason?: string }) => error.reason);

it('NT4 answers body, status, type and address', async () => {
  answer = (_, response) => response.writeHead(200, { 'content-type': 'Text/HTML; charset=utf-8' }).end('hello');
  const got = await guardedFetch(at('/x'), allowed());
  expect(got).toMatchObject({ status: 200, type: 'text/html', url: at('/x'), cut: false });
  expect(got.body.toString()).toBe('hello');
  expect(seen[0]?.host).toBe(`page.example:${port}`);
});

it('NT5 a name that resolves inside is refused and nothing is sent', async () => {
  expect(await troubleOf(at(), allowed({ allow: () => false }))).toBe('address');
  expect(seen).toEqual([]);
});

it('NT6 one inside address among public ones refuses the name', async () => {
  const mixed: Resolver = async () => [
    { address: '93.184.216.34', family: 4 },
    { address: '10.0.0.1', family: 4 },
  ];
  expect(await troubleOf('http://mixed.example/', allowed({ resolver: mixed }))).toBe('address');
});

it('NT7 the connection goes to the checked address although the name now points elsewhere', async () => {
  let asked = 0;
  const rebinding: Resolver = async () => [{ address: ++asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
  expect((await guardedFetch(at(), allowed({ resolver: rebinding }))).status).toBe(200);
  expect(asked).toBe(1);
});

it('NT8 every redirect is checked anew', async () => {
  for (const location of ['http://169.254.169.254/latest/meta-data/', 'http://[::ffff:127.0.0.1]/', 'http://2130706433:1/']) {
    answer = (_, response) => response.writeHead(302, { location }).end();
    expect(await troubleOf(at())).toBe('address');
  }
  answer = (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end();
  expect(await troubleOf(at())).toBe('scheme');
});

it('NT9 three redirects are followed, four are not', async () => {
  answer = (request, response) => {
    const left = Number(new URL(request.url ?? '', 'http://x').searchParams.get('left'));
    if (left > 0) response.writeHead(301, { location: `/?left=${left - 1}` }).end();
    else response.end('there');
  };
  expect((await guardedFetch(at('/?left=3'), allowed())).body.toString()).toBe('there');
  expect(await troubleOf(at('/?left=4'))).toBe('redirects');
});

it('NT10 a redirect to another origin carries no secrets', async () => {
  answer = (request, response) => {
    if (request.url === '/') response.writeHead(302, { location: at('/other', 'other.example') }).end();
    else response.end();
  };
  await guardedFetch(at(), allowed({ headers: { Authorization: 'Bearer x' } }));
  expect(seen.map((s) => s.authorization)).toEqual(['Bearer x', undefined]);
});

it('NT11 too many bytes are refused, or cut when asked; a packed bomb counts unpacked', async () => {
  answer = (_, response) => response.end('x'.repeat(5000));
  expect(await troubleOf(at())).toBe('bytes');
  const cut = await guardedFetch(at(), allowed({ over: 'cut' }));
  expect([cut.body.length, cut.cut]).toEqual([1000, true]);
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  expect(await troubleOf(at(), allowed({ maxBytes: 1_000_000 }))).toBe('bytes');
  answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('small'));
  expect((await guardedFetch(at(), allowed())).body.toString()).toBe('small');
});

it('NT12 an endless body, a silent server and a slow resolver end in time', async () => {
  answer = (_, response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  };
  expect(await troubleOf(at(), allowed({ timeout: 200 }))).toBe('time');
  answer = () => undefined;
  expect(await troubleOf(at(), allowed({ timeout: 200 }))).toBe('time');
  expect(await troubleOf(at(), allowed({ timeout: 100, resolver: () => new Promise(() => undefined) }))).toBe('time');
});

it('NT13 other types, ports, schemes and user names are refused', async () => {
  answer = (_, response) => response.writeHead(200, { 'content-type': 'application/zip' }).end('PK');
  expect(await troubleOf(at(), allowed({ types: ['text/html', 'image/*'] }))).toBe('type');
  const outside: Resolver = async () => [{ address: '93.184.216.34', family: 4 }];
  expect(await troubleOf('http://page.example:22/', allowed({ resolver: outside }))).toBe('port');
  expect(await troubleOf('ftp://page.example/')).toBe('scheme');
  expect(await troubleOf('http://me:secret@page.example/')).toBe('scheme');
  expect(await troubleOf('nonsense')).toBe('scheme');
});

it('NT14 a broken connection is a network trouble', async () => {
  answer = (request) => request.socket.destroy();
  expect(await troubleOf(at())).toBe('network');
});

it('NT5 a connection is used again, and only for the very address that was checked for this call', async () => {
  const kept = new KeptConnections(4);
  let address = '127.0.0.1';
  const moving: Resolver = async () => [{ address, family: 4 }];
  const options = allowed({ kept, resolver: moving, allow: (one) => one === '127.0.0.1' || one === '127.0.0.2' });
  for (let n = 0; n < 2; n++) expect((await guardedFetch(at(), options)).body.toString()).toBe('hello');
  expect(seen[1]?.from).toBe(seen[0]?.from);
  address = '127.0.0.2';
  await guardedFetch(at(), options);
  expect(seen.map(({ to }) => to)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.2']);
  // The name resolves inside now: that there is a connection to where it was before changes nothing.
  address = '10.0.0.1';
  expect(await troubleOf(at(), options)).toBe('address');
  address = '127.0.0.1';
  expect(await troubleOf(at(), { ...options, allow: () => false })).toBe('address');
  expect(seen).toHaveLength(3);
});

it('a kept connection carries no answer that was not read to its end', async () => {
  const kept = new KeptConnections(1);
  answer = (_, response) => response.end('x'.repeat(100_000));
  const cut = await guardedFetch(at(), allowed({ kept, maxBytes: 10, over: 'cut' }));
  expect(cut).toMatchObject({ cut: true, body: Buffer.from('x'.repeat(10)) });
  answer = (_, response) => response.end('hello');
  expect((await guardedFetch(at(), allowed({ kept }))).body.toString()).toBe('hello');
  expect(seen[1]?.from).not.toBe(seen[0]?.from);
});
