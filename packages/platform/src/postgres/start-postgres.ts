import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inOwnLanguage } from '../words.ts';
import { clusterMajor, createCluster, readPassword, writeSettings } from './cluster.ts';
import { type DatabaseUser, databaseUser, makeTraversable } from './database-user.ts';
import { type Binaries, chooseBinaries } from './find-binaries.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { addressOf, launchServer } from './launch-server.ts';
import { type CarryDatabase, finishMove, moveCluster } from './move-cluster.ts';
import { endOrphans } from './orphans.ts';

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
  /**
   * Fills a new cluster when the server to run is of a newer major version than the present one. Without it the present cluster stays and is
   * opened by a server of its own version.
   */
  carry?: CarryDatabase | undefined;
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
  cluster: string;
  password: string;
  binaries: Binaries;
  user: DatabaseUser | undefined;
}

const quietly = (): void => undefined;

async function letUserPass(options: StartPostgres, dataDir: string, cluster: string): Promise<DatabaseUser | undefined> {
  const user = await databaseUser(cluster);
  if (user === undefined) return undefined;
  for (const path of await makeTraversable(dataDir, user))
    options.log?.warn({ path }, `the database's user ${user.name} may now pass through this folder`);
  return user;
}

async function prepare(options: StartPostgres, dataDir: string): Promise<Prepared> {
  const cluster = join(dataDir, 'cluster');
  const progress = options.progress ?? quietly;
  await finishMove(dataDir, progress);
  const user = await letUserPass(options, dataDir, cluster);
  const major = await clusterMajor(cluster);
  const { run, opens } = await chooseBinaries({ bin: options.bin || undefined, major, user, place: dataDir });
  const settings = { durable: options.durable ?? true, maxConnections: options.maxConnections ?? 100 };
  const password = await readPassword(dataDir);
  if (major === undefined) {
    progress(inOwnLanguage(`Creating the database (PostgreSQL ${run.version})`, `正在创建数据库（PostgreSQL ${run.version}）`));
    await createCluster(run, cluster, password, { user, durable: settings.durable, progress });
  } else {
    await endOrphans(cluster, progress);
  }
  if (opens !== undefined && options.carry !== undefined)
    await moveCluster({ dataDir, opens, run, user, password, ...settings, carry: options.carry, progress });
  await writeSettings(cluster, settings);
  return { cluster, password, binaries: options.carry === undefined ? (opens ?? run) : run, user };
}

async function launch({ cluster, password, binaries, user }: Prepared, options: StartPostgres, dataDir: string) {
  const portFile = join(dataDir, 'port');
  const logFile = join(dataDir, 'postgres.log');
  const kept = Number.parseInt(await readFile(portFile, 'utf8').catch(() => ''), 10);
  const port = Number.isNaN(kept) ? undefined : kept;
  const progress = options.progress ?? quietly;
  const launched = await launchServer({ binaries, cluster, logFile, user, password, port, progress });
  await writeFile(portFile, `${launched.port}\n`);
  return launched;
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
    const { server, port } = await launch(prepared, options, dataDir);
    const { binaries, user } = prepared;
    options.log?.info({ version: binaries.version, binaries: binaries.folder, port, user: user?.name }, 'database started');
    let stopping: Promise<void> | undefined;
    return {
      url: addressOf(prepared.password, port),
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

/**
 * Whether the next start that carries (`carry`) would move the database to a newer major version: the versions of both servers.
 * @throws PostgresNotFoundError when nothing here opens the cluster
 */
export async function plannedMove(
  options: Pick<StartPostgres, 'dataDir' | 'bin'>,
): Promise<{ from: string; to: string } | undefined> {
  const cluster = join(resolve(options.dataDir), 'cluster');
  const major = await clusterMajor(cluster);
  const search = { bin: options.bin || undefined, major, user: await databaseUser(cluster), place: resolve(options.dataDir) };
  const { run, opens } = await chooseBinaries(search);
  return opens && { from: opens.version, to: run.version };
}
