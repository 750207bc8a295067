import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type GuardedFetchOptions, guardedFetch, type Resolver } from './guarded-fetch.ts';
import { type NameServer, startNameServer } from './name-server.test-kit.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * 127.0.0.1 stands for the open
 * internet (a named exception, as an administrator would make it), 127.0.0.2 for the inside.
 */
let zone: NameServer['zone'];
let questions: NameServer['questions'];
let names: NameServer;
let resolver: Resolver;
let outside: Server;
let inside: Server;
let port: number;
let answer: RequestListener = (_, response) => response.end('outside');
const insideAsked: string[] = [];

beforeAll(async () => {
  names = await startNameServer();
  ({ zone, questions, resolver } = names);
  outside = createServer((request, response) => answer(request, response));
  await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
  port = (outside.address() as AddressInfo).port;
  inside = createServer((request, response) => {
    insideAsked.push(request.url ?? '');
    response.end('secret of the inside');
  });
  await new Promise<void>((done) => inside.listen(port, '127.0.0.2', done));
});
afterAll(() => {
  names.close();
  for (const server of [outside, inside]) {
    server.closeAllConnections();
    server.close();
  }
});
afterEach(() => {
  expect(insideAsked).toEqual([]);
  answer = (_, response) => response.end('outside');
  questions.clear();
});

const options = (more: Partial<GuardedFetchOptions> = {}): GuardedFetchOptions => ({
  maxBytes: 10_000,
  timeout: 30_000,
  resolver,
  ports: [80, 443, port],
  allow: (address, asked) => address === '127.0.0.1' && asked === port,
  ...more,
});
const outcomeOf = (url: string, given = options()): Promise<string> =>
  guardedFetch(url, given).then(
    (got) => `answered ${got.body.toString().slice(0, 40)}`,
    (error: { reason?: string }) => String(error.reason ?? error),
  );
const at = (host: string, path = '/') => `http://${host}:${port}${path}`;

it('NT15 a name that moves inside between look and connection is not followed there', async () => {
  zone.set('rebind.example', (asked) => [asked === 1 ? '127.0.0.1' : '127.0.0.2']);
  expect(await outcomeOf(at('rebind.example'))).toBe('answered outside');
  expect(questions.get('rebind.example/4')).toBe(1);
  expect(await outcomeOf(at('rebind.example'))).toBe('address');
  zone.set('mixed.example', () => ['127.0.0.1', '127.0.0.2']);
  expect(await outcomeOf(at('mixed.example'))).toBe('address');
  zone.set('both.example', () => ['127.0.0.1', '::1']);
  expect(await outcomeOf(at('both.example'))).toBe('address');
  zone.set('many.example', () => [...Array.from({ length: 20 }, () => '127.0.0.1'), '10.0.0.1']);
  expect(await outcomeOf(at('many.example'))).toBe('address');
});

it('NT15 a redirect to its own name, which has moved inside meanwhile, is refused', async () => {
  zone.set('back.example', (asked) => [asked === 1 ? '127.0.0.1' : '127.0.0.2']);
  answer = (_, response) => response.writeHead(302, { location: '/again' }).end();
  expect(await outcomeOf(at('back.example'))).toBe('address');
});

const inner6 = [
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:2',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b:1::10.0.0.1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  '100::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'ff02::1',
];
it.each(inner6)('NT16 a name that means %s leads nowhere, nor does the number', async (address) => {
  expect(isPublicAddress(address)).toBe(false);
  zone.set('six.example', () => [address]);
  expect(await outcomeOf(at('six.example'))).toBe('address');
  expect(await outcomeOf(`http://[${address.replace(/%.*/, '')}]:${port}/`)).toBe('address');
});

it.each([
  '2130706434',
  '0x7f000002',
  '0x7f.0.0.2',
  '017700000002',
  '0177.0.0.02',
  '127.2',
  '127.0.2',
  '127.0.0.2.',
  '0',
  '0.0.0.0',
  '127.000.000.002',
  '１２７.0.0.２',
  '127。0。0。2',
  '①②⑦.⓪.⓪.②',
  '[::ffff:127.0.0.2]',
  '[0:0:0:0:0:ffff:7f00:2]',
  'localhost',
  'localhost.',
  'LOCALHOST',
  'ｌｏｃａｌｈｏｓｔ',
  'inside.localhost',
  'metadata.google.internal',
])('NT17 the host %s, however it is written, is the inside', async (host) => {
  for (const name of ['localhost', 'localhost.', 'inside.localhost', 'metadata.google.internal'])
    zone.set(name, () => ['127.0.0.2']);
  const outcome = await outcomeOf(at(host));
  expect(['address', 'network', 'scheme'], outcome).toContain(outcome);
});

it.each([
  'http://outside.example@127.0.0.2:PORT/',
  'http://127.0.0.2:PORT\\@outside.example/',
  'http://outside.example:80@127.0.0.2:PORT/',
  'http://127.0.0.2:PORT#@outside.example/',
  'http://127.0.0.2:PORT?@outside.example/',
  'http:127.0.0.2:PORT/',
  'http:\\\\127.0.0.2:PORT\\',
  'http://[::1%25lo]:PORT/',
  'http://[fe80::1%eth0]:PORT/',
  'http://[::1]:PORT:80/',
  'http://127.0.0.2:PORT%2f@outside.example/',
  'http://127.0.0.2\t:PORT/',
  'http://127.0.\n0.2:PORT/',
  '//127.0.0.2:PORT/',
  'gopher://127.0.0.2:PORT/_x',
  'file://127.0.0.2/etc/passwd',
  'data:text/html,x',
  'javascript:alert(1)',
  'jar:http://127.0.0.2:PORT/!/',
  'unix:/var/run/x.sock',
  'http+unix://%2fvar%2frun%2fx.sock/',
])('NT17 the address %j leads nowhere, written down and as a redirect', async (shape) => {
  const url = shape.replace('PORT', String(port));
  zone.set('outside.example', () => ['127.0.0.1']);
  expect(['address', 'scheme', 'network']).toContain(await outcomeOf(url));
  answer = (_, response) => response.writeHead(302, { location: encodeURI(url).replace(/%25/g, '%') }).end();
  expect(['address', 'scheme', 'network', 'redirects']).toContain(await outcomeOf(at('outside.example')));
});

it('NT18 redirects go round no more than three times, through as many names as one likes', async () => {
  for (const name of ['a.example', 'b.example']) zone.set(name, () => ['127.0.0.1']);
  let asked = 0;
  answer = (request, response) => {
    asked++;
    const next = request.headers.host?.startsWith('a.') ? 'b.example' : 'a.example';
    response.writeHead([301, 302, 303, 307, 308][asked % 5]!, { location: at(next) }).end('x'.repeat(100_000));
  };
  expect(await outcomeOf(at('a.example'))).toBe('redirects');
  expect(asked).toBe(4);
  answer = (_, response) =>
    response.writeHead(302, { location: ` http://127.0.0.2:${port}/ `, refresh: `0;url=http://127.0.0.2:${port}/` }).end();
  expect(await outcomeOf(at('a.example'))).toBe('address');
  answer = (_, response) => response.writeHead(300, { refresh: `0;url=http://127.0.0.2:${port}/` }).end('choose');
  expect(await outcomeOf(at('a.example'))).toBe('answered choose');
});

/** A server that writes bytes as they are. */
async function withBytes(
  write: (socket: Socket) => void,
  act: (url: string, given: GuardedFetchOptions) => Promise<void>,
): Promise<void> {
  const server = createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => write(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const raw = (server.address() as AddressInfo).port;
  zone.set('raw.example', () => ['127.0.0.1']);
  try {
    await act(
      `http://raw.example:${raw}/`,
      options({ timeout: 1_500, allow: (address, asked) => address === '127.0.0.1' && asked === raw }),
    );
  } finally {
    server.close();
  }
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n';

const wrongs: [string, (socket: Socket) => void][] = [
  ['headers without end', (s) => void s.write(`${ok}X: ${'y'.repeat(200_000)}`)],
  [
    'continue without end',
    (s) => {
      const timer = setInterval(() => s.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)), 5);
      s.on('close', () => clearInterval(timer));
    },
  ],
  [
    'a header a second',
    (s) => {
      s.write(ok);
      const timer = setInterval(() => s.write('X: 1\r\n'), 200);
      s.on('close', () => clearInterval(timer));
    },
  ],
  ['no HTTP', (s) => void s.end('SSH-2.0-OpenSSH_9\r\n')],
  ['a body cut off', (s) => void s.end(`${ok}Content-Length: 5000\r\n\r\nshort`)],
  ['a length that lies by far', (s) => void s.end(`${ok}Content-Length: 999999999999\r\n\r\nx`)],
  ['packed bytes that are none', (s) => void s.end(`${ok}Content-Encoding: gzip\r\n\r\nnot packed at all`)],
  [
    'packed bytes cut off',
    (s) => {
      s.write(`${ok}Content-Encoding: gzip\r\n\r\n`);
      s.end(gzipSync(Buffer.alloc(100_000, 'x')).subarray(0, 60));
    },
  ],
  ['packed twice', (s) => void s.end(`${ok}Content-Encoding: gzip, gzip\r\n\r\nx`)],
  [
    'a bomb in brotli',
    (s) => {
      s.write(`${ok}Content-Encoding: br\r\n\r\n`);
      s.end(brotliCompressSync(Buffer.alloc(50_000_000)));
    },
  ],
];
it.each(wrongs)('NT19 %s ends in a refusal, in time', async (_what, write) => {
  await withBytes(write, async (url, given) => {
    expect(['network', 'time', 'bytes', 'type']).toContain(await outcomeOf(url, given));
  });
});
