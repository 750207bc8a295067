import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { CallFrame, closeCodes, Fault, problemOf } from '@rapport/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { networkOf } from '../net/network-of.ts';
import { callerAddress, type Networks } from '../net/networks.ts';
import type { Authenticate } from '../room.ts';
import type { Caller, Calls } from './calls.ts';
import { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import type { GuestSockets } from './guest-sockets.ts';
import { HeadCount } from './head-count.ts';
import { sessionCookie } from './http.ts';
import { isAllowedOrigin } from './origin.ts';
import { parseJson } from './plain-data.ts';

const maxFrameBytes = 1024 * 1024;
const maxCallsUnderWay = 64;
const maxConnectionsPerUser = 50;
const pingEvery = 30_000;
/** Who only listens makes no calls, at which a session is looked at: they are looked at after this long. */
const knownFor = 10 * 60_000;
/** So many at each round: a house full of listeners is looked at bit by bit. */
const looksAtOnce = 500;

export interface SocketOptions<A extends Caller> {
  server: Server;
  calls: Calls<A>;
  connections: Connections<A>;
  authenticate: Authenticate<A>;
  origins: readonly string[];
  logger: Logger;
  clock: Clock;
  proxies: Networks;
  /** Sockets that one address may hold. */
  mostPerAddress: number;
  parseCookies(header: string): Record<string, string | undefined>;
  /** The caller as of now: permissions may have changed since the socket opened. Undefined: cut. */
  refresh(actor: A): Promise<A | undefined>;
  /** The first frame of a connection. */
  hello(actor: A): Record<string, unknown>;
  opened(connection: Connection<A>): void;
  closed(connection: Connection<A>): void;
  guests: GuestSockets;
}

interface From {
  ip: string;
  userAgent: string;
}

function refuse(socket: Socket, status: string): void {
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // A peer that never closes its side would keep the socket open for ever: nothing else looks after it any more.
  socket.destroySoon();
}

/** As the HTTP side sees it. */
const addressOf = (request: IncomingMessage, proxies: Networks): string => {
  const forwarded = request.headers['x-forwarded-for'];
  return callerAddress(request.socket.remoteAddress ?? '', Array.isArray(forwarded) ? forwarded.join(',') : forwarded, proxies);
};

type Call = ReturnType<typeof CallFrame.parse>;

/** Serves `/api/v1/socket`: signed-in callers only, one JSON text frame per call. Other paths may be a room's door for guests. */
class SocketServer<A extends Caller> {
  private readonly options: SocketOptions<A>;
  private readonly wss = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });

  private stopping = false;
  private readonly crowd: HeadCount;

  constructor(options: SocketOptions<A>) {
    this.options = options;
    this.crowd = new HeadCount(options.mostPerAddress);
  }

  async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const { connections, origins, proxies, parseCookies, authenticate, guests } = this.options;
    socket.on('error', () => socket.destroy());
    if (this.stopping) return refuse(socket, '503 Service Unavailable');
    if (!isAllowedOrigin(request.headers, origins)) return refuse(socket, '403 Forbidden');
    const path = (request.url ?? '').split('?')[0]!;
    if (guests.takes(path, request, socket, head, addressOf(request, proxies))) return;
    if (path !== '/api/v1/socket') return refuse(socket, '404 Not Found');
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const cookie = parseCookies(request.headers.cookie ?? '')[sessionCookie];
    const from = { ip: addressOf(request, proxies), userAgent: (request.headers['user-agent'] ?? '').slice(0, 300) };
    const actor = await authenticate({ ...(bearer ? { bearer } : cookie ? { cookie } : {}), ...from });
    if (!actor) return refuse(socket, '401 Unauthorized');
    if ((connections.of(actor.user)?.size ?? 0) >= maxConnectionsPerUser) return refuse(socket, '429 Too Many Requests');
    if (socket.destroyed) return;
    if (this.stopping) return refuse(socket, '503 Service Unavailable');
    // The answer to the handshake and the hello leave in one write.
    socket.cork();
    this.wss.handleUpgrade(request, socket, head, (ws) => this.accept(ws, socket, actor, from));
    socket.uncork();
  }

  private accept(ws: WebSocket, socket: Socket, actor: A, from: From): void {
    const { connections, logger, clock, hello, opened, closed } = this.options;
    const network = networkOf(from.ip);
    if (!this.crowd.enter(network)) return this.turnAway(ws);
    ws.on('close', () => this.crowd.leave(network));
    socket.setNoDelay(true);
    const connection = new Connection<A>(ws, socket, actor, actor.user, actor.session, clock.now());
    connections.add(connection);
    ws.on('message', (data, isBinary) => this.receive(connection, data as Buffer, isBinary, from));
    ws.on('pong', () => {
      connection.alive = true;
    });
    // Each ping is answered: whoever pings and does not read is a slow reader like any other (SY12).
    ws.on('ping', () => connection.cutIfSlow());
    ws.on('error', (error) => logger.debug({ reason: error.message }, 'a socket failed'));
    ws.on('close', (code) => {
      connections.ended(connection.cutWith ?? code);
      connections.remove(connection);
      closed(connection);
    });
    connection.send(hello(actor));
    connection.flush();
    opened(connection);
    void this.lookAgain(connection);
  }

  /** Browsers learn nothing of a refused handshake: they are let in and told why not. */
  private turnAway(ws: WebSocket): void {
    ws.on('error', () => ws.terminate());
    ws.close(closeCodes.crowded, 'crowded');
    this.options.connections.ended(closeCodes.crowded);
    setTimeout(() => ws.terminate(), 2_000).unref();
  }

  /** What ended while its caller was let in was told before anybody knew of this connection. */
  private async lookAgain(connection: Connection<A>): Promise<void> {
    try {
      const actor = await this.options.refresh(connection.actor);
      if (!actor) connection.close(closeCodes.revoked, 'revoked');
      else connection.actor = actor;
    } catch (error) {
      // At the next round, then.
      connection.knownAt = Number.NEGATIVE_INFINITY;
      this.options.logger.debug({ reason: (error as Error).message }, 'a new socket could not be looked at again');
    }
  }

  private receive(connection: Connection<A>, data: Buffer, isBinary: boolean, from: From): void {
    connection.alive = true;
    // Being closed: what still comes is not done any more.
    if (connection.socket.readyState !== connection.socket.OPEN) return;
    let call: Call;
    try {
      if (isBinary) throw new Error('binary');
      call = CallFrame.parse(parseJson(data.toString('utf8')));
    } catch {
      connection.close(closeCodes.badFrame, 'bad-frame');
      return;
    }
    if (connection.callsUnderWay >= maxCallsUnderWay) {
      connection.send({ id: call.id, error: problemOf('too-many-requests', { seconds: 1 }, connection.actor.language) });
      return;
    }
    connection.callsUnderWay++;
    this.answer(connection, call, from)
      .catch((error: unknown) => this.options.logger.error({ err: error }, 'a call over a socket failed'))
      .finally(() => {
        connection.callsUnderWay--;
      });
  }

  private async answer(connection: Connection<A>, call: Call, from: From): Promise<void> {
    const { calls, refresh } = this.options;
    const received = performance.now();
    try {
      const actor = await refresh(connection.actor);
      if (!actor) return connection.close(closeCodes.revoked, 'revoked');
      connection.actor = actor;
      connection.knownAt = this.options.clock.now();
      const method = calls.method(call.call);
      if (!method) throw new Fault('unknown-method', { method: call.call });
      const budget = calls.budget(method, actor, from.ip);
      if (!budget.allowed) throw new Fault('too-many-requests', { seconds: budget.reset });
      const result = await calls.run(call.call, actor, call.input ?? {}, {
        ...from,
        language: actor.language,
        via: 'socket',
        connection,
        received,
        traceparent: call.traceparent,
      });
      connection.send(`{"id":${call.id},"result":${JSON.stringify(result)}}`);
    } catch (error) {
      connection.send({ id: call.id, error: calls.problem(error, connection.actor.language) });
    }
  }

  /** Closes all; whoever comes back at once is not let in, or the server would never be done. */
  stop(): void {
    this.stopping = true;
    this.options.guests.stop();
    for (const connection of [...this.options.connections.all()]) connection.close(closeCodes.stopping, 'stopping');
  }

  /** Half-open sockets answer no ping: two rounds of silence and they are cut. */
  ping(): void {
    this.options.guests.ping();
    for (const connection of this.options.connections.all()) {
      if (connection.alive) {
        connection.alive = false;
        connection.socket.ping();
      } else connection.socket.terminate();
    }
  }

  /** Ends the sockets of sessions and tokens that ran out, or were ended unheard, although nobody calls over them. */
  async lookAtListeners(): Promise<void> {
    const { connections, refresh, clock } = this.options;
    const now = clock.now();
    let left = looksAtOnce;
    for (const connection of [...connections.all()]) {
      if (now - connection.knownAt < knownFor) continue;
      if (left-- === 0) return;
      connection.knownAt = now;
      const actor = await refresh(connection.actor);
      if (!actor) connection.close(closeCodes.revoked, 'revoked');
      else connection.actor = actor;
    }
  }
}

/** Joins sockets to an HTTP server; answers how to stop. */
export function serveSockets<A extends Caller>(options: SocketOptions<A>): () => void {
  const sockets = new SocketServer(options);
  options.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    sockets.upgrade(request, socket, head).catch((error: unknown) => {
      options.logger.error({ err: error }, 'a socket could not be opened');
      refuse(socket, '500 Internal Server Error');
    });
  });
  const pinger = setInterval(() => {
    sockets.ping();
    sockets.lookAtListeners().catch((error: unknown) => options.logger.warn({ err: error }, 'listeners could not be looked at'));
  }, pingEvery);
  pinger.unref();
  return () => {
    clearInterval(pinger);
    sockets.stop();
  };
}
