import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { filePaths } from '@rapport/contract';

/** Requests of one connection that wait for answers: browsers and programs ask one after the other, or few. */
const mostAtOnce = 32;
/** The body of a call arrives within this time, in milliseconds; uploads alone may take longer. */
const bodyWithin = 2 * 60_000;

/**
 * Cuts connections that hold the server up: whoever asks on and on without waiting for an answer (each would be made, and kept in
 * memory until it is read), and whoever sends a body so slowly that it never comes. Stands before whatever serves requests.
 */
export function cutHoldUps(server: Server, within = bodyWithin): void {
  const waiting = new WeakMap<Socket, number>();
  const served = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { socket } = request;
    const asked = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, asked);
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    if (asked > mostAtOnce) {
      socket.destroy();
      return;
    }
    if (request.method !== 'GET' && !request.url?.startsWith(filePaths.upload)) {
      const timer = setTimeout(() => socket.destroy(), within).unref();
      request.once('close', () => clearTimeout(timer));
    }
    for (const serve of served) serve(request, response);
  });
}
