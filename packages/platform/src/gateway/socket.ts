import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { CallFrame, closeCodes, Fault, problemOf } from '@rapport/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../logger.ts';
import type { Authenticate } from '../room.ts';
import type { Caller, Calls } from './calls.ts';
import { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { sessionCookie } from './http.ts';
import { isAllowedOrigin } from './origin.ts';

const maxFrameBytes = 1024 * 1024;
const maxCallsUnderWay = 64;
const maxConnectionsPerUser = 50;
const pingEvery = 30_000;

export interface SocketOptions<A extends Caller> {
  server: Server;
  calls: Calls<A>;
  connections: Connections<A>;
  authenticate: Authenticate<A>;
  origins: readonly string[];
  logger: Logger;
  trustProxy: boolean;
  parseCookies(header: string): Record<string, string | undefined>;
  /** The caller as of now: permissions may have changed since the socket opened. Undefined: cut. */
  refresh(actor: A): Promise<A | undefined>;
  /** The first frame of a connection. */
  hello(actor: A): Record<string, unknown>;
  opened(connection: Connection<A>): void;
  closed(connection: Connection<A>): void;
}

function refuse(socket: Socket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const addressOf = (request: IncomingMessage, trustProxy: boolean): string => {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded)?.split(',').at(-1)?.trim();
  return last || request.socket.remoteAddress || '';
};

/** Serves `/api/v1/socket`: signed-in callers only, one JSON text frame per call. Answers how to stop. */
export function serveSockets<A extends Caller>(options: SocketOptions<A>): () => void {
  const { calls, connections, logger } = options;
  const wss = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false, clientTracking: false });

  async function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '').split('?')[0];
    if (path !== '/api/v1/socket') return refuse(socket, '404 Not Found');
    if (!isAllowedOrigin(request.headers, options.origins)) return refuse(socket, '403 Forbidden');
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const cookie = options.parseCookies(request.headers.cookie ?? '')[sessionCookie];
    const ip = addressOf(request, options.trustProxy);
    const userAgent = (request.headers['user-agent'] ?? '').slice(0, 300);
    const actor = await options.authenticate({ ...(bearer ? { bearer } : cookie ? { cookie } : {}), ip, userAgent });
    if (!actor) return refuse(socket, '401 Unauthorized');
    if ((connections.of(actor.user)?.size ?? 0) >= maxConnectionsPerUser) return refuse(socket, '429 Too Many Requests');
    if (socket.destroyed) return;
    wss.handleUpgrade(request, socket, head, (ws) => accept(ws, socket, actor, ip, userAgent));
  }

  function accept(ws: WebSocket, socket: Socket, actor: A, ip: string, userAgent: string): void {
    socket.setNoDelay(true);
    const connection = new Connection<A>(ws, socket, actor, actor.user, actor.session);
    connections.add(connection);
    ws.on('message', (data, isBinary) => receive(connection, data as Buffer, isBinary, ip, userAgent));
    ws.on('pong', () => {
      connection.alive = true;
    });
    ws.on('error', (error) => logger.debug({ reason: error.message }, 'a socket failed'));
    ws.on('close', () => {
      connections.remove(connection);
      options.closed(connection);
    });
    connection.send(options.hello(actor));
    options.opened(connection);
  }

  function receive(connection: Connection<A>, data: Buffer, isBinary: boolean, ip: string, userAgent: string): void {
    connection.alive = true;
    let frame: CallFrame;
    try {
      if (isBinary) throw new Error('binary');
      frame = CallFrame.parse(JSON.parse(data.toString('utf8')));
    } catch {
      connection.close(closeCodes.badFrame, 'bad-frame');
      return;
    }
    if (connection.callsUnderWay >= maxCallsUnderWay) {
      connection.send({ id: frame.id, error: problemOf('too-many-requests', { seconds: 1 }, connection.actor.language) });
      return;
    }
    connection.callsUnderWay++;
    answer(connection, frame, ip, userAgent)
      .catch((error: unknown) => logger.error({ err: error }, 'a call over a socket failed'))
      .finally(() => {
        connection.callsUnderWay--;
      });
  }

  async function answer(connection: Connection<A>, frame: CallFrame, ip: string, userAgent: string): Promise<void> {
    const actor = await options.refresh(connection.actor);
    if (!actor) {
      connection.close(closeCodes.revoked, 'revoked');
      return;
    }
    connection.actor = actor;
    try {
      const method = calls.method(frame.call);
      if (!method) throw new Fault('unknown-method', { method: frame.call });
      const budget = calls.budget(method, actor, ip);
      if (!budget.allowed) throw new Fault('too-many-requests', { seconds: budget.reset });
      const origin = { ip, userAgent, language: actor.language, via: 'socket' as const, connection };
      const result = await calls.run(frame.call, actor, frame.input ?? {}, origin);
      connection.send(`{"id":${frame.id},"result":${JSON.stringify(result)}}`);
    } catch (error) {
      connection.send({ id: frame.id, error: calls.problem(error, actor.language) });
    }
  }

  options.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    upgrade(request, socket, head).catch((error: unknown) => {
      logger.error({ err: error }, 'a socket could not be opened');
      refuse(socket, '500 Internal Server Error');
    });
  });

  // Half-open sockets answer no ping: two rounds of silence and they are cut.
  const pinger = setInterval(() => {
    for (const connection of connections.all()) {
      if (!connection.alive) connection.socket.terminate();
      else {
        connection.alive = false;
        connection.socket.ping();
      }
    }
  }, pingEvery);
  pinger.unref();

  return () => {
    clearInterval(pinger);
    for (const connection of [...connections.all()]) connection.close(closeCodes.stopping, 'stopping');
  };
}

type CallFrame = ReturnType<typeof CallFrame.parse>;
