import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { closeCodes } from '@rapport/contract';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createLogger } from '../logger.ts';
import { type GuestLine, GuestSockets } from './guest-sockets.ts';

const opened: (Server | WebSocket)[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) {
    if (one instanceof WebSocket) one.terminate();
    else one.close();
  }
});

interface Door {
  url: string;
  sockets: GuestSockets;
  lines: GuestLine[];
  heard: unknown[];
  gone: number;
}

/** A door `/guests/<n>` that keeps what it hears; `hear` may be slow or fail. */
async function aDoor(hear: (frame: unknown) => Promise<void> = async () => undefined, most = 10): Promise<Door> {
  const door: Door = { url: '', lines: [], heard: [], gone: 0, sockets: undefined as never };
  door.sockets = new GuestSockets(
    [
      {
        path: /^\/guests\/(\d+)$/,
        enter(line, [, n]) {
          door.lines.push(line);
          line.send({ room: n });
          return {
            async hear(frame) {
              await hear(frame);
              door.heard.push(frame);
            },
            gone() {
              door.gone++;
            },
          };
        },
      },
    ],
    most,
    createLogger('fatal'),
  );
  const server = createServer();
  server.on('upgrade', (request, socket: Socket, head: Buffer) => {
    if (!door.sockets.takes(request.url!, request, socket, head, '192.0.2.7')) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  door.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return door;
}

function guest(url: string): WebSocket {
  const socket = new WebSocket(url);
  opened.push(socket);
  return socket;
}
const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));
const first = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));

it('a room’s door is found by its path, and what is said comes one after another', async () => {
  const pauses = [30, 0, 10];
  const door = await aDoor(async () => new Promise((resolve) => setTimeout(resolve, pauses.pop())));
  const socket = guest(`${door.url}/guests/7`);
  expect(await first(socket)).toBe('{"room":"7"}');
  for (const n of [1, 2, 3]) socket.send(JSON.stringify({ n }));
  await expect.poll(() => door.heard).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  socket.close();
  await expect.poll(() => door.gone).toBe(1);
  const nowhere = guest(`${door.url}/other`);
  expect(await new Promise((resolve) => nowhere.once('error', () => resolve('refused')))).toBe('refused');
});

it('what is no JSON, too large, too much or cannot be done closes the socket, each with its own code', async () => {
  const door = await aDoor(async (frame) => {
    if ((frame as { fail?: boolean }).fail) throw new Error('planted');
  });
  const codes: number[] = [];
  for (const say of [
    (s: WebSocket) => s.send('{'),
    (s: WebSocket) => s.send(Buffer.from([1, 2])),
    (s: WebSocket) => s.send(JSON.stringify({ text: 'x'.repeat(70_000) })),
    (s: WebSocket) => s.send('{"fail":true}'),
    (s: WebSocket) => {
      for (let n = 0; n < 60; n++) s.send('{}');
    },
  ]) {
    const socket = guest(`${door.url}/guests/1`);
    await first(socket);
    const end = closed(socket);
    say(socket);
    codes.push(await end);
  }
  const { badFrame, failed, tooFast } = closeCodes;
  expect(codes).toEqual([badFrame, badFrame, 1009, failed, tooFast]);
});

it('so many an address, and no more; who stops the house tells every guest', async () => {
  const door = await aDoor(undefined, 2);
  const [one, two] = [guest(`${door.url}/guests/1`), guest(`${door.url}/guests/1`)];
  await Promise.all([first(one), first(two)]);
  expect(await closed(guest(`${door.url}/guests/1`))).toBe(closeCodes.crowded);
  const end = Promise.all([closed(one), closed(two)]);
  door.sockets.stop();
  expect(await end).toEqual([closeCodes.stopping, closeCodes.stopping]);
});

it('who answers no ping is cut at the next but one', async () => {
  const door = await aDoor();
  const socket = new WebSocket(`${door.url}/guests/1`, { autoPong: false });
  opened.push(socket);
  await first(socket);
  const end = closed(socket);
  door.sockets.ping();
  await new Promise((resolve) => socket.once('ping', resolve));
  door.sockets.ping();
  expect(await end).toBe(1006);
});
