import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { filePaths } from '@rapport/contract';

/** Requests of one connection that wait for answers: browsers and programs ask one after the other, or few. */
const mostAtOnce = 32;
/** The body of a call arrives within this time, in milliseconds; uploads alone may take longer. */
const bodyWithin = 2 * 60_000;

/**
 * Cuts connections that hold the server up: whoever asks on and on without reading an answer (each would be kept in memory until it
 * is), and whoever sends a body so slowly that it never comes.
 */
export function cutHoldUps(server: Server, within = bodyWithin): void {
  const waiting = new WeakMap<Socket, number>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const asked = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, asked);
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    if (asked > mostAtOnce) {
      socket.destroy();
      return;
    }
    if (request.method === 'GET' || request.url?.startsWith(filePaths.upload)) return;
    const timer = setTimeout(() => socket.destroy(), within).unref();
    request.once('close', () => clearTimeout(timer));
  });
}
