import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contract, type Input, type MethodName, type Output } from '@rapport/contract';
import {
  createBlobs,
  createDb,
  createJobs,
  createLocalBus,
  createLog,
  createLogger,
  createMetrics,
  createTrust,
  createVault,
  type Handlers,
  type Hints,
  keeper,
  type Mail,
  manualClock,
  migrate,
  Nodes,
  newBytes,
  newId,
  type Origin,
  type Platform,
  readConfig,
  Tracer,
} from '@rapport/platform';
import { inject } from 'vitest';
import { accessRoom, authenticate } from '../access/index.ts';
import { type Actor, createUser, peopleRoom } from './index.ts';

export interface Visitor {
  /** What the cookie holds after a sign-in. */
  cookie: string | undefined;
  bearer: string | undefined;
  ip: string;
  call<M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>>;
}

export interface SmallHouse {
  platform: Platform;
  clock: ReturnType<typeof manualClock>;
  mails: Mail[];
  revoked: Hints['revoked'][];
  /** Somebody with a browser and no session yet. */
  visitor(ip?: string): Visitor;
  /** Somebody signed in, made on the way. */
  person(name: string, role?: 'owner' | 'admin' | 'member' | 'guest'): Promise<Visitor & { id: string; email: string }>;
  actorOf(visitor: Visitor): Promise<Actor | undefined>;
  close(): Promise<void>;
}

export const goodPassword = 'correct horse 9 battery';

/** Checks as the gateway does: input and answer against the contract, auth by credentials. */
function visitorOf(platform: Platform, handlers: Handlers<Actor>, ip: string): Visitor {
  const who = authenticate(platform);
  const visitor: Visitor = {
    cookie: undefined,
    bearer: undefined,
    ip,
    async call(name, input) {
      const method = contract[name];
      const parsed = method.input.parse(input);
      const { bearer, cookie } = visitor;
      const given = bearer ? { bearer } : cookie ? { cookie } : {};
      const actor = await who({ ...given, ip, userAgent: 'test' });
      if (method.auth === 'user' && !actor) throw new Error('not-signed-in');
      const origin: Origin = {
        ip,
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        language: 'en',
        via: 'http',
        setSession: (secret) => {
          visitor.cookie = secret ?? undefined;
        },
      };
      const result = await handlers[name]!(actor as Actor, parsed as never, origin);
      return method.output.parse(result) as Output<typeof name>;
    },
  };
  return visitor;
}

/** The ground floor with `people` and `access` on a database of its own, a clock that stands still, and mail that is kept. */
export async function smallHouse(options: { mail?: boolean } = {}): Promise<SmallHouse> {
  const admin = createDb({ url: inject('testPostgres'), max: 1, logger: createLogger('silent') });
  const name = `people_${newBytes(6).toString('hex')}`;
  await admin.rows(`create database ${name}`);
  const url = new URL(inject('testPostgres'));
  url.pathname = `/${name}`;
  // The job runner's own connections complain when their database is dropped.
  const logger = createLogger(options.mail ? 'silent' : 'error');
  const db = createDb({ url: url.href, logger });
  const folder = (path: string) => new URL(path, import.meta.url).pathname;
  await migrate(db, [
    { owner: 'platform', folder: folder('../../../platform/migrations') },
    { owner: 'people', folder: folder('migrations') },
    { owner: 'access', folder: folder('../access/migrations') },
  ]);
  const dataDir = mkdtempSync(join(tmpdir(), 'rapport-people-'));
  const config = readConfig({ RAPPORT_DATA: dataDir });
  const bus = createLocalBus((error) => logger.error({ err: error }, 'a listener failed'));
  const clock = manualClock(Date.now());
  const mails: Mail[] = [];
  const revoked: Hints['revoked'][] = [];
  bus.subscribe('revoked', (hint) => revoked.push(hint));
  const vault = createVault(config.keys);
  const jobs = createJobs({ db, logger });
  const metrics = createMetrics();
  const node = newId();
  const platform: Platform = {
    config,
    db,
    bus,
    clock,
    logger,
    vault,
    log: createLog(bus),
    jobs,
    blobs: createBlobs(config),
    mailer: {
      available: options.mail ?? false,
      failures: { count: 0 },
      sent: 0,
      send: async (mail) => void mails.push(mail),
      verify: async () => undefined,
    },
    metrics,
    tracer: new Tracer({ config, node, metrics, logger }),
    node,
    nodes: new Nodes({
      id: node,
      databaseUrl: url.href,
      version: '0',
      port: 0,
      store: async () => '',
      bus,
      remote: undefined,
      jobs,
      vault,
      logger,
      metrics,
    }),
    trusts: createTrust(bus, clock),
    keep: keeper(() => platform),
  };
  await platform.jobs.migrate();
  await peopleRoom.start?.(platform);
  if (options.mail) await platform.jobs.start();
  const handlers = { ...peopleRoom.routes!(platform), ...accessRoom.routes!(platform) };
  const visitor = (ip = '192.0.2.1') => visitorOf(platform, handlers, ip);
  return {
    platform,
    clock,
    mails,
    revoked,
    visitor,
    async person(personName, role = 'member') {
      const email = `p${newBytes(5).toString('hex')}@example.org`;
      const id = await createUser(platform, { name: personName, email, role, password: goodPassword });
      const one = visitor();
      await one.call('people.signIn', { email, password: goodPassword });
      return Object.assign(one, { id, email });
    },
    actorOf: (one) =>
      authenticate(platform)({
        ...(one.bearer ? { bearer: one.bearer } : one.cookie ? { cookie: one.cookie } : {}),
        ip: one.ip,
        userAgent: 'test',
      }),
    async close() {
      if (options.mail) await platform.jobs.stop();
      await bus.close();
      await db.close();
      await admin.rows(`drop database ${name} with (force)`);
      await admin.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
