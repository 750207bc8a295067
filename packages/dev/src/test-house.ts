import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type ClientOptions, createClient, memoryStore, type SocketLike } from '@rapport/client';
import type { ConversationId, Input, MethodName, Output } from '@rapport/contract';
import { createHouse, type House } from '@rapport/modules';
import { type Bus, createLogger, readConfig } from '@rapport/platform';
import WebSocket from 'ws';
import { cloneDatabase } from './test-database.ts';
import { type PersonKind, type Seat, seatPerson, setUpOrganization } from './test-people.ts';

/** A whole house on a database of its own, with an owner in it. */
export interface TestHouse {
  house: House;
  /** `http://127.0.0.1:port` */
  url: string;
  dataDir: string;
  databaseUrl: string;
  owner: Seat;
  /** Makes a person who can sign in; answers a seat with a bearer token. */
  person(name: string, kind?: PersonKind): Promise<Seat>;
  /** Calls a method over HTTP as someone (or as nobody); throws the problem on refusal. */
  call<M extends MethodName>(seat: Seat | null, name: M, input: Input<M>): Promise<Output<M>>;
  /** A group of the owner's with these people in it; answers its id. */
  group(...members: Seat[]): Promise<ConversationId>;
  /** Says something over HTTP, under a new client id unless one is given. */
  say(seat: Seat, conversation: string, text?: string, more?: Partial<Draft>): Promise<Output<'conversations.sendMessage'>>;
  /** A connected client of someone. */
  client(seat: Seat, options?: Pick<ClientOptions, 'store' | 'saveEvery' | 'openSocket' | 'onScheduled'>): Promise<Client>;
  stop(): Promise<void>;
  /** Stops the house and builds it again on the same database, port and data; `between` is done while it is stopped. */
  restart(between?: () => Promise<void>): Promise<void>;
}

type Draft = Input<'conversations.sendMessage'>['draft'];

export interface TestHouseOptions {
  rateFactor?: number;
  /** Folder of a built web client to serve. */
  webRoot?: string;
  widgetRoot?: string;
  /** Environment of the configuration, such as SMTP_URL. */
  env?: Record<string, string>;
  /** Faults between the house and its bus. */
  wrapBus?: (bus: Bus) => Bus;
}

/** Opens a socket as a program does: with a bearer token. */
export const socketOf =
  (token: string) =>
  (url: string): SocketLike =>
    new WebSocket(url, { headers: { authorization: `Bearer ${token}` } }) as SocketLike;

/** An error that a call was refused with. */
export class Refused extends Error {
  readonly problem: { code: string; status: number; detail: string; params?: Record<string, unknown> };
  constructor(problem: Refused['problem']) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}

/** Builds a house on a database; `port` 0 takes a free one. */
async function buildHouse(dataDir: string, databaseUrl: string, port: number, options: TestHouseOptions): Promise<House> {
  const config = readConfig({
    RAPPORT_DATA: dataDir,
    PORT: String(port),
    HOST: '127.0.0.1',
    RAPPORT_LOG: 'error',
    // Texts of tests hold links; nobody is to be asked for them.
    RAPPORT_LINK_PREVIEWS: '0',
    RAPPORT_RATE_FACTOR: String(options.rateFactor ?? 1000),
    ...options.env,
  });
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? 'fatal');
  return createHouse({
    config,
    databaseUrl,
    checkAnswers: true,
    poolSize: 8,
    logger,
    ...(options.webRoot ? { webRoot: options.webRoot } : {}),
    ...(options.widgetRoot ? { widgetRoot: options.widgetRoot } : {}),
    ...(options.wrapBus ? { wrapBus: options.wrapBus } : {}),
  });
}

/** One call over HTTP; throws `Refused` with the problem. */
export async function callOverHttp<M extends MethodName>(
  url: string,
  seat: Seat | null,
  name: M,
  input: Input<M>,
): Promise<Output<M>> {
  const response = await fetch(`${url}/api/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(seat ? { authorization: `Bearer ${seat.token}` } : {}) },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Refused(body as Refused['problem']);
  return body as Output<M>;
}

async function makeGroup(url: string, owner: Seat, members: readonly Seat[]): Promise<ConversationId> {
  const made = await callOverHttp(url, owner, 'conversations.create', {
    name: 'group',
    members: members.map((m) => m.user as never),
  });
  return made.id;
}

export async function testHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rapport-house-'));
  const database = await cloneDatabase();
  let house = await buildHouse(dataDir, database.url, 0, options);
  const port = await house.listen();
  const url = `http://127.0.0.1:${port}`;
  house.platform.config.url = url;
  const clients: Client[] = [];
  const owner = await setUpOrganization(house.platform);

  return {
    get house() {
      return house;
    },
    url,
    dataDir,
    databaseUrl: database.url,
    owner,
    person: (name, kind = 'member') => seatPerson(house.platform, name, kind),
    call: (seat, name, input) => callOverHttp(url, seat, name, input),
    group: (...members) => makeGroup(url, owner, members),
    say: (seat, conversation, text = 'hello', more = {}) =>
      callOverHttp(url, seat, 'conversations.sendMessage', {
        conversation: conversation as ConversationId,
        draft: { clientId: randomUUID(), text, ...more },
      }),
    async client(seat, own = {}) {
      const client = createClient({ url, token: seat.token, store: memoryStore(), openSocket: socketOf(seat.token), ...own });
      clients.push(client);
      await client.connect();
      await until(() => client.state.synced && client.state.status === 'online');
      return client;
    },
    async stop() {
      await Promise.all(clients.map((c) => c.close()));
      await house.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
    async restart(between) {
      await house.stop();
      await between?.();
      house = await buildHouse(dataDir, database.url, port, options);
      await house.listen();
      house.platform.config.url = url;
    },
  };
}

/** Waits until something holds; throws after `within` milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, within = 60_000): Promise<void> {
  const end = Date.now() + within;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`This did not come true within ${within} ms: ${holds.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
