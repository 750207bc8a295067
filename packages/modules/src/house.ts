import { fileURLToPath } from 'node:url';
import { contract } from '@rapport/contract';
import {
  type Bus,
  type Clock,
  type Config,
  Connections,
  createBlobs,
  createDb,
  createGateway,
  createJobs,
  createLocalBus,
  createLog,
  createLogger,
  createMailer,
  createMetrics,
  createNatsBus,
  createTrust,
  createVault,
  forgetOldKeys,
  type Gateway,
  keeper,
  type Logger,
  type MigrationSource,
  measureDb,
  measureHouse,
  migrate,
  type NodeBus,
  Nodes,
  newId,
  openEpoch,
  type Platform,
  type Room,
  renewOwnBook,
  storeIdOf,
  systemClock,
  Tracer,
  takeKey,
  vitalsOf,
  watchEpoch,
  watchKeys,
} from '@rapport/platform';
import { accessRoom, authenticate, refresh } from './access/index.ts';
import { archiveRoom } from './archive/index.ts';
import { channelsRoom } from './channels/index.ts';
import { contactsRoom } from './contacts/index.ts';
import { conversationsRoom, someSealedKey } from './conversations/index.ts';
import { createDelivery } from './delivery/index.ts';
import { erasable } from './erasable.ts';
import { filesRoom } from './files/index.ts';
import { healthRoom } from './health/index.ts';
import { inboxRoom } from './inbox/index.ts';
import { order } from './order.ts';
import { type Actor, peopleRoom } from './people/index.ts';
import { policyRoom } from './policy/index.ts';
import { recordsRoom } from './records/index.ts';
import { retentionRoom } from './retention/index.ts';
import { searchRoom } from './search/index.ts';
import { signingRoom } from './signing/index.ts';
import { stopInOrder } from './stop-in-order.ts';
import { templatesRoom } from './templates/index.ts';

export interface HouseOptions {
  config: Config;
  /** A database that runs already (see `startPostgres`). */
  databaseUrl: string;
  clock?: Clock;
  logger?: Logger;
  /** Folder of the built web client. */
  webRoot?: string;
  /** Folder of the built widget. */
  widgetRoot?: string;
  /** Check every answer against the contract: tests and development. */
  checkAnswers?: boolean;
  /** Run jobs and readers of the log; off for short commands. */
  background?: boolean;
  poolSize?: number;
  progress?: (line: string) => void;
  /** Tests put faults between the house and its bus. */
  wrapBus?: (bus: Bus) => Bus;
}

export interface House {
  platform: Platform;
  gateway: Gateway;
  connections: Connections<Actor>;
  epoch: string;
  /** Resolves when the database is no longer the one that was opened (SY6a): the process must begin anew. */
  epochEnded: Promise<void>;
  /** Listens; answers the port. */
  listen(): Promise<number>;
  /** Drains what is under way and stops everything but the database server. */
  stop(): Promise<void>;
}

/** Every folder of migrations, in building order. Sources stand beside the built files, so one path serves both. */
export function migrationSources(): MigrationSource[] {
  const sources: MigrationSource[] = [
    { owner: 'platform', folder: fileURLToPath(import.meta.resolve('@rapport/platform/migrations')) },
  ];
  for (const room of order)
    sources.push({ owner: room, folder: fileURLToPath(new URL(`../src/${room}/migrations`, import.meta.url)) });
  return sources;
}

/** Where hints go: to other nodes where there may be some. */
function busOf({ config, wrapBus }: HouseOptions, node: string, logger: Logger): { bus: Bus; remote: NodeBus | undefined } {
  const onError = (error: unknown): void => logger.error({ err: error }, 'a listener of the bus failed');
  const remote = config.natsUrl ? createNatsBus({ servers: config.natsUrl, node, logger, onError }) : undefined;
  const bus = remote ?? createLocalBus(onError);
  return { bus: wrapBus?.(bus) ?? bus, remote };
}

/** The ground floor on a running database. */
export function createPlatform(options: HouseOptions): Platform {
  const { config } = options;
  const logger = options.logger ?? createLogger(config.logLevel);
  const db = createDb({
    url: options.databaseUrl,
    logger,
    slowStatement: config.slowQuery,
    ...(options.poolSize ? { max: options.poolSize } : {}),
  });
  const metrics = createMetrics();
  measureDb(db, metrics);
  const node = newId();
  const { bus, remote } = busOf(options, node, logger);
  const jobs = createJobs({ db, logger });
  const clock = options.clock ?? systemClock;
  const vault = createVault(config.keys);
  const platform: Platform = {
    config,
    db,
    bus,
    logger,
    log: createLog(bus),
    clock,
    jobs,
    blobs: createBlobs(config),
    vault,
    mailer: createMailer(config),
    metrics,
    tracer: new Tracer({ config, node, metrics, logger }),
    node,
    nodes: new Nodes({
      id: node,
      databaseUrl: options.databaseUrl,
      version: config.version,
      port: config.port,
      store: () => storeIdOf(config),
      bus,
      remote,
      jobs,
      vault,
      logger,
      metrics,
    }),
    trusts: createTrust(bus, clock),
    keep: keeper(() => platform),
  };
  measureHouse(platform);
  return platform;
}

/** Brings the database up to date. */
export async function migrateHouse(platform: Platform, progress?: (line: string) => void): Promise<string[]> {
  const ran = await migrate(platform.db, migrationSources(), progress);
  await platform.jobs.migrate();
  return ran;
}

async function closePlatform(platform: Platform): Promise<void> {
  await platform.tracer.close();
  platform.keep(vitalsOf).stop();
  await platform.bus.close();
  await platform.db.close();
}

/** In building order. */
const roomsOf = (epoch: string, delivery: Room<Actor>, { widgetRoot }: HouseOptions): Room<Actor>[] => [
  peopleRoom,
  accessRoom,
  filesRoom,
  templatesRoom,
  contactsRoom,
  policyRoom,
  conversationsRoom(() => epoch),
  channelsRoom(widgetRoot),
  inboxRoom,
  recordsRoom,
  signingRoom,
  searchRoom,
  retentionRoom,
  archiveRoom,
  delivery,
  healthRoom(migrationSources),
];

/** Starts jobs and readers; answers how to stop them, the last first. */
async function startRooms(platform: Platform, rooms: readonly Room<Actor>[]): Promise<(() => Promise<void>)[]> {
  const stops: (() => Promise<void>)[] = [];
  for (const room of rooms) {
    const stop = await room.start?.(platform);
    if (stop) stops.unshift(stop);
  }
  platform.jobs.every('17 * * * *', 'platform.forgetOldKeys', () => platform.db.transaction(forgetOldKeys));
  await platform.jobs.start();
  await platform.nodes.beat();
  return stops;
}

/** The database up to date, with our key, in its epoch; what was opened is closed where it cannot be. */
async function openHouse(platform: Platform, progress?: (line: string) => void): Promise<string> {
  try {
    await migrateHouse(platform, progress);
    await takeKey(platform, someSealedKey);
    return await openEpoch(platform.db);
  } catch (error) {
    await closePlatform(platform);
    throw error;
  }
}

/** Looks whether the database was restored under us, and for other master keys. */
function watchHouse(platform: Platform, epoch: string): { ended: Promise<void>; stop(): void } {
  let stopEpoch = () => {};
  const ended = new Promise<void>((resolve) => {
    stopEpoch = watchEpoch(platform.db, epoch, resolve);
  });
  const stopKeys = watchKeys(platform);
  return {
    ended,
    stop() {
      stopEpoch();
      stopKeys();
    },
  };
}

/** Listens, and lets the other nodes know where. */
async function listenAt({ config, nodes }: Platform, gateway: Gateway): Promise<number> {
  const port = await gateway.listen(config.port, config.host);
  nodes.port = port;
  return port;
}

/** Builds the whole house on a running database: migrates, opens the epoch, starts rooms in building order. */
export async function createHouse(options: HouseOptions): Promise<House> {
  const platform = createPlatform(options);
  const epoch = await openHouse(platform, options.progress);
  if (options.background !== false) await platform.nodes.enter(epoch);
  const watched = watchHouse(platform, epoch);
  const connections = new Connections<Actor>();
  const delivery = createDelivery(platform, connections);
  const rooms = roomsOf(epoch, delivery.room, options);
  const signIn = authenticate(platform);
  const gateway = await createGateway<Actor>({
    platform,
    contract,
    handlers: Object.assign({}, ...rooms.map((room) => room.routes?.(platform) ?? {})),
    authenticate: signIn,
    refresh: refresh(platform),
    connections,
    http: rooms.flatMap((room) => (room.http ? [(app) => room.http?.(app, platform, signIn)] : [])),
    guestDoors: rooms.flatMap((room) => room.guestDoors?.(platform) ?? []),
    ...(options.webRoot ? { webRoot: options.webRoot } : {}),
    epoch: () => epoch,
    opened: delivery.opened,
    closed: delivery.closed,
    notReady: async () => (platform.nodes.alive && (await platform.db.answers()) ? [] : ['database']),
    checkAnswers: options.checkAnswers ?? false,
  });
  const stops = options.background === false ? [] : await startRooms(platform, rooms);
  if (options.background !== false) stops.unshift(renewOwnBook(platform, options.databaseUrl, erasable));
  return {
    platform,
    gateway,
    connections,
    epoch,
    epochEnded: watched.ended,
    listen: () => listenAt(platform, gateway),
    async stop() {
      watched.stop();
      await stopInOrder(platform.logger, [
        // Calls only enqueue jobs: both may take their seconds at once.
        { name: 'calls and jobs', stop: () => Promise.all([gateway.close(), platform.jobs.stop()]) },
        ...stops.map((stop, i) => ({ name: `room ${stops.length - i}`, stop })),
        { name: 'node', stop: () => platform.nodes.leave() },
        { name: 'ground', stop: () => closePlatform(platform) },
      ]);
    },
  };
}
