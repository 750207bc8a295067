import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import { Fault, type Method, problemOf } from '@rapport/contract';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { vitalsOf } from '../doctor/running.ts';
import type { Platform } from '../platform.ts';
import type { Authenticate } from '../room.ts';
import { type Caller, Calls, type Handlers } from './calls.ts';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { lineEnder } from './end-lines.ts';
import { type GuestDoor, GuestSockets } from './guest-sockets.ts';
import { cutHoldUps } from './hold-ups.ts';
import { languageOf, sendProblem, serveCalls } from './http.ts';
import { measureSockets } from './measure-sockets.ts';
import { openApiOf } from './openapi.ts';
import { parseJson } from './plain-data.ts';
import { referencePage } from './reference-page.ts';
import { serveSockets } from './socket.ts';

const maxBodyBytes = 1024 * 1024;
/** A connection on which nothing moves is cut; sockets have their pings instead. */
const stillFor = 5 * 60_000;
/** The longest a request may take to arrive: uploads that take longer go on where they were cut. */
const requestFor = 60 * 60_000;

/** Everything a page of ours may load: itself only. Inline styles are what the component kit sets on elements. */
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export interface GatewayOptions<A extends Caller> {
  platform: Platform;
  contract: Record<string, Method>;
  handlers: Handlers<A>;
  authenticate: Authenticate<A>;
  refresh(actor: A): Promise<A | undefined>;
  connections: Connections<A>;
  /** Routes for bytes, by room. */
  http: ((app: FastifyInstance) => void | Promise<void>)[];
  /** Sockets for people who do not sign in, by room. */
  guestDoors: readonly GuestDoor[];
  /** Folder of the built web client; absent while there is none. */
  webRoot?: string;
  epoch: () => string;
  opened(connection: Connection<A>): void;
  closed(connection: Connection<A>): void;
  /** What keeps the house from being ready; empty when it is. */
  notReady(): Promise<string[]>;
  checkAnswers: boolean;
}

export interface Gateway {
  /** Listens; answers the port. */
  listen(port: number, host: string): Promise<number>;
  /** Refuses new calls, lets those under way end, closes sockets. */
  close(): Promise<void>;
  app: FastifyInstance;
}

function health<A extends Caller>(app: FastifyInstance, options: GatewayOptions<A>): void {
  const { platform } = options;
  app.get('/healthz', async () => ({ status: 'ok', node: platform.node, version: platform.config.version }));
  app.get('/readyz', async (_request, reply) => {
    const reasons = await options.notReady();
    return reply.status(reasons.length === 0 ? 200 : 503).send({ status: reasons.length === 0 ? 'ready' : 'not-ready', reasons });
  });
  app.get('/metrics', async (request, reply) => {
    // Figures of the house are for its operator's scraper, not for passers-by, whom a proxy brings under its own address.
    const proxied = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
    if (proxied || !platform.config.metricsFrom.has(request.socket.remoteAddress ?? ''))
      return sendProblem(reply, problemOf('not-found', { what: 'page' }, 'en'));
    return reply.type(platform.metrics.contentType).send(await platform.metrics.text());
  });
}

/** The web client's one page: it finds its way by the address. */
const sendIndex = (reply: FastifyReply) =>
  reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').sendFile('index.html');

async function pages<A extends Caller>(app: FastifyInstance, options: GatewayOptions<A>): Promise<void> {
  const { contract, platform } = options;
  // Made once, as bytes that all answers share: they take long, are large, and anybody may ask for them and not read on.
  let api: Record<string, unknown> | undefined;
  let apiBytes: Buffer | undefined;
  let reference: Buffer | undefined;
  const description = () => {
    api ??= openApiOf(contract, platform.config.version, platform.config.url);
    return api;
  };
  app.get('/api/openapi.json', async (_request, reply) => {
    apiBytes ??= Buffer.from(JSON.stringify(description()));
    return reply.type('application/json; charset=utf-8').send(apiBytes);
  });
  app.get('/api/docs', async (_request, reply) => {
    reference ??= Buffer.from(referencePage(description()));
    return reply.type('text/html; charset=utf-8').send(reference);
  });
  const root = options.webRoot;
  if (!root || !existsSync(root)) return;
  app.get('/', (_request, reply) => sendIndex(reply));
  await app.register(fastifyStatic, {
    root,
    index: false,
    // The build leaves a .br and a .gz beside what is worth it.
    preCompressed: true,
    setHeaders(reply, path) {
      reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** JSON only, and only valid UTF-8. */
function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer);
      done(null, text === '' ? {} : parseJson(text));
    } catch {
      done(new Fault('invalid-json'));
    }
  });
}

const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'content-security-policy': pagePolicy,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'geolocation=(self), microphone=(self), camera=(self)',
};

/** The page for people from outside: found by no search engine, kept by no browser, told to no other site. */
const outsideHeaders = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' };

/** Last of all: who sends the page's file sets its own. */
function guardOutsidePage(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (request.url.split('?')[0] === '/countersign') reply.headers(outsideHeaders);
  });
}

/** The one edge for everything that goes wrong outside a call, and for paths nobody serves. */
function answerErrors<A extends Caller>(app: FastifyInstance, calls: Calls<A>, webRoot: string | undefined): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const language = languageOf(request);
    if (error.statusCode === 413) return sendProblem(reply, problemOf('too-large', { what: 'body', limit: '1 MiB' }, language));
    // A folder of the web client's files is no page.
    if (error.statusCode === 403) return sendProblem(reply, problemOf('not-found', { what: 'page' }, language));
    const theirs = error.statusCode !== undefined && error.statusCode < 500 && !(error instanceof Fault);
    return sendProblem(reply, theirs ? problemOf('invalid-json', {}, language) : calls.problem(error, language));
  });
  app.setNotFoundHandler((request, reply) => {
    // A page of ours; what looks like a file and is not there is missing, not a page.
    const path = request.url.split('?')[0]!;
    const isFile = /^\/(api|assets)(\/|$)|\.\w+$|\.\.|%2f/i.test(path);
    const isPage = request.method === 'GET' && !isFile;
    const wantsPage = isPage && webRoot && existsSync(webRoot);
    if (wantsPage) return sendIndex(reply);
    return sendProblem(reply, problemOf('not-found', { what: 'page' }, languageOf(request)));
  });
}

function openSockets<A extends Caller>(app: FastifyInstance, calls: Calls<A>, options: GatewayOptions<A>): () => void {
  const { platform, connections, authenticate, refresh, opened, closed } = options;
  const { config, logger } = platform;
  const mostPerAddress = config.socketsPerAddress === 0 ? Number.POSITIVE_INFINITY : config.socketsPerAddress * config.rateFactor;
  return serveSockets({
    guests: new GuestSockets(options.guestDoors, mostPerAddress, logger),
    server: app.server,
    calls,
    connections,
    authenticate,
    refresh,
    origins: [config.url, ...config.origins],
    logger,
    clock: platform.clock,
    proxies: config.proxies,
    mostPerAddress,
    parseCookies: (header) => app.parseCookie(header),
    hello: (actor) => ({
      type: 'hello',
      epoch: options.epoch(),
      user: actor.user,
      session: actor.session,
      node: platform.node,
      now: platform.clock.now(),
      version: config.version,
    }),
    opened,
    closed,
  });
}

/** One server: HTTP calls, sockets, health, API reference and the web client's files. */
export async function createGateway<A extends Caller>(options: GatewayOptions<A>): Promise<Gateway> {
  const { contract, handlers, checkAnswers, connections, authenticate, platform } = options;
  const { config, logger, metrics, clock, db, tracer } = platform;
  const app = fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: (address) => config.proxies.has(address),
    logger: false,
    forceCloseConnections: 'idle',
    connectionTimeout: stillFor,
    requestTimeout: requestFor,
    return503OnClosing: false,
  });
  const calls = new Calls<A>({ contract, handlers, clock, logger, metrics, tracer, rateFactor: config.rateFactor, checkAnswers });
  let stopping = false;
  cutHoldUps(app.server);
  const endLines = lineEnder(app.server);

  await app.register(fastifyCookie);
  readJson(app);
  const { front } = platform.keep(vitalsOf);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(safeHeaders);
    front.see(config, request.headers, request.socket.remoteAddress ?? '');
    if (!stopping) return;
    reply.header('connection', 'close');
    throw new Fault('stopping');
  });
  guardOutsidePage(app);
  answerErrors(app, calls, options.webRoot);
  health(app, options);
  const origins = [config.url, ...config.origins];
  serveCalls({ app, calls, authenticate, db, origins, secureCookies: config.url.startsWith('https:') });
  for (const add of options.http) await app.register(async (scope) => add(scope));
  await pages(app, options);
  const stopSockets = openSockets(app, calls, options);
  measureSockets(metrics, connections);

  return {
    app,
    async listen(port, host) {
      await app.listen({ port, host });
      return (app.server.address() as AddressInfo).port;
    },
    async close() {
      stopping = true;
      stopSockets();
      await endLines(app.close());
    },
  };
}
