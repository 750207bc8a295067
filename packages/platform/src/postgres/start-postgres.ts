import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { clusterMajor, createCluster, readPassword, SUPERUSER, writeSettings } from './cluster.ts';
import { type DatabaseUser, databaseUser, makeTraversable } from './database-user.ts';
import { type Binaries, findBinaries } from './find-binaries.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { endOrphans } from './orphans.ts';
import { freePort, launchPostmaster, type Postmaster } from './postmaster.ts';

/** The part of a logger that the launcher needs (pino's shape). */
export interface LauncherLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface StartPostgres {
  /** Folder of the database: the cluster, its password, port and log live in it. Made when missing. */
  dataDir: string;
  log?: LauncherLog | undefined;
  /** Told one line about each step that may take a while. */
  progress?: ((line: string) => void) | undefined;
  /** A folder with server binaries, the word `bundled`, or nothing to look around (setting RAPPORT_PG_BIN). */
  bin?: string | undefined;
  /** False only in tests: no fsync, so a power cut may lose everything. Default true. */
  durable?: boolean | undefined;
  /** Default 100. */
  maxConnections?: number | undefined;
}

export interface RunningPostgres {
  /** Superuser's address of the database `rapport`. Holds a secret: not for logs. */
  url: string;
  /** Version of the server, such as `15.18`. */
  version: string;
  /** Folder of the binaries that run. */
  binaries: string;
  bundled: boolean;
  port: number;
  pid: number;
  /** Account that runs it, when not our own. */
  user: string | undefined;
  /** Resolves when the server has ended; before stop() was called that is a failure the caller must act upon. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Fast shutdown, waits for the end, gives the folder free. May be called twice. */
  stop(): Promise<void>;
}

interface Prepared {
  dataDir: string;
  cluster: string;
  password: string;
  binaries: Binaries;
  user: DatabaseUser | undefined;
  options: StartPostgres;
}

const PORT_TRIES = 5;
const READY_MS = 10 * 60_000;

function address(prepared: Prepared, port: number, database: string): string {
  return `postgresql://${SUPERUSER}:${prepared.password}@127.0.0.1:${port}/${database}`;
}

async function prepare(options: StartPostgres, dataDir: string): Promise<Prepared> {
  const cluster = join(dataDir, 'cluster');
  const progress = options.progress ?? (() => undefined);
  const user = await databaseUser(cluster);
  if (user !== undefined) {
    for (const path of await makeTraversable(dataDir, user))
      options.log?.warn({ path }, `the database's user ${user.name} may now pass through this folder`);
  }
  const major = await clusterMajor(cluster);
  const binaries = await findBinaries({ bin: options.bin || undefined, major, user, place: dataDir });
  const durable = options.durable ?? true;
  const password = await readPassword(dataDir);
  if (major === undefined) {
    progress(`Creating the database (PostgreSQL ${binaries.version})`);
    await createCluster(binaries, cluster, password, { user, durable });
  } else {
    await endOrphans(cluster, progress);
  }
  await writeSettings(cluster, { durable, maxConnections: options.maxConnections ?? 100 });
  return { dataDir, cluster, password, binaries, user, options };
}

/** PostgreSQL's own codes: starting up, shutting down, recovery; anything else than these and a refusal is a real error. */
function isNotYet(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === '57P03' || code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '53300';
}

async function connectWhenReady(prepared: Prepared, server: Postmaster, port: number): Promise<pg.Client | undefined> {
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  const begun = Date.now();
  for (let told = false; !ended && Date.now() - begun < READY_MS; await sleep(40)) {
    const client = new pg.Client({ connectionString: address(prepared, port, 'postgres'), connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!isNotYet(error) && Date.now() - begun > 5_000) throw error;
    }
    if (!told && Date.now() - begun > 3_000) {
      told = true;
      prepared.options.progress?.('The database is recovering what it had not yet written to its tables');
    }
  }
  return undefined;
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_database where datname = 'rapport'");
  if (rowCount === 0) await client.query('create database rapport');
}

async function launch(prepared: Prepared): Promise<{ server: Postmaster; port: number }> {
  const { dataDir, cluster, binaries, user } = prepared;
  const portFile = join(dataDir, 'port');
  const logFile = join(dataDir, 'postgres.log');
  let said = '';
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const kept = attempt === 0 ? Number.parseInt(await readFile(portFile, 'utf8').catch(() => ''), 10) : Number.NaN;
    const port = await freePort(Number.isNaN(kept) ? undefined : kept);
    const server = launchPostmaster({ binaries, cluster, logFile, port, user });
    const client = await connectWhenReady(prepared, server, port).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    if (client !== undefined) {
      await createDatabase(client).finally(() => client.end());
      await writeFile(portFile, `${port}\n`);
      return { server, port };
    }
    await server.stop();
    said = server.said();
    // Another process took the port in between, or the last server's memory is just being given back: worth another try.
    if (!/could not bind|in use|pre-existing shared memory/.test(said)) break;
    await sleep(300);
  }
  throw new Error(`The database did not start (its log: ${logFile}):\n${said}`);
}

async function takeFolder(dataDir: string): Promise<FolderLock> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o711 });
    return await lockFolder(dataDir, 'postgres.lock');
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new Error(
      `The data folder ${dataDir} is not writable for this account (uid ${process.getuid?.()}): start Rapport as its owner.`,
    );
  }
}

/**
 * Starts Rapport's own PostgreSQL on a data folder, creating it on first use and mending what a killed run left.
 * @throws FolderInUseError when another Rapport runs on the folder; PostgresNotFoundError when no fitting server is found
 */
export async function startPostgres(options: StartPostgres): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir);
  const lock = await takeFolder(dataDir);
  try {
    const prepared = await prepare(options, dataDir);
    const { server, port } = await launch(prepared);
    const { binaries, user } = prepared;
    options.log?.info({ version: binaries.version, binaries: binaries.folder, port, user: user?.name }, 'database started');
    let stopping: Promise<void> | undefined;
    return {
      url: address(prepared, port, 'rapport'),
      version: binaries.version,
      binaries: binaries.folder,
      bundled: binaries.bundled,
      port,
      pid: server.pid,
      user: user?.name,
      ended: server.ended,
      stop() {
        stopping ??= server.stop().then(() => lock.release());
        return stopping;
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
