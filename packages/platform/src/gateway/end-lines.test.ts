import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { lineEnder } from './end-lines.ts';

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** Longer than a test may last. */
const never = 600_000;

/** A server that is told to stop once a line has said its words; answers what came back until it had. */
async function stopAfter(listener: RequestListener, words: string, within: number, read = true): Promise<string> {
  const server = createServer({ keepAliveTimeout: never, headersTimeout: 60_000 }, listener);
  const end = lineEnder(server, within);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const arrived = once(server, 'connection') as Promise<[Socket]>;
  const line = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let came = '';
  if (read) line.on('data', (chunk) => (came += chunk));
  line.on('error', () => undefined);
  line.write(words);
  const [theirs] = await arrived;
  while (theirs.bytesRead < words.length) await sleep(5);
  await sleep(20);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await end(closed);
  line.destroy();
  return came;
}

it('whoever is answered while the server stops has the whole answer, and the line ends with it', async () => {
  const late: RequestListener = (_request, response) => void setTimeout(() => response.end('answered'), 300);
  const came = await stopAfter(late, get, never);
  expect(came).toContain('answered');
  expect(came).toContain('keep-alive');
});

it('a line that never asked anything is not waited for', async () => {
  expect(await stopAfter(() => undefined, '', never)).toBe('');
});

it('half a request, an answer that never comes and one that nobody takes are waited for so long and no longer', async () => {
  const silent: RequestListener = () => undefined;
  const flood: RequestListener = (_request, response) => void response.write(Buffer.alloc(64 << 20));
  for (const words of [get.slice(0, -4), get]) expect(await stopAfter(silent, words, 300)).toBe('');
  await stopAfter(flood, get, 300, false);
});

it('a line on its way to become a socket is not waited for either', async () => {
  const upgrade = get.replace('Host: x', 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket');
  const server = createServer();
  server.on('upgrade', () => undefined);
  const end = lineEnder(server, 200);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const line = connect((server.address() as AddressInfo).port, '127.0.0.1', () => line.write(upgrade));
  line.on('error', () => undefined);
  await once(server, 'upgrade');
  await end(new Promise<void>((resolve) => server.close(() => resolve())));
  await once(line, 'close');
});
