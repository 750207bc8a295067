import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { lstat, open, readdir, readFile, readlink, rename, rm, stat, statfs, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inOwnLanguage } from '../words.ts';
import { clusterMajor, createCluster, writeSettings } from './cluster.ts';
import type { DatabaseUser } from './database-user.ts';
import type { Binaries } from './find-binaries.ts';
import { addressOf, launchServer } from './launch-server.ts';
import { removeCluster } from './orphans.ts';

/** Fills an empty database of a new cluster from the old one's; both are superusers' addresses. */
export type CarryDatabase = (from: string, to: string) => Promise<void>;

export interface Move {
  /** Folder of the database; its lock is held. */
  dataDir: string;
  /** Server that opens the present cluster. */
  opens: Binaries;
  /** Server that is to run from now on. */
  run: Binaries;
  user: DatabaseUser | undefined;
  password: string;
  durable: boolean;
  maxConnections: number;
  carry: CarryDatabase;
  progress(line: string): void;
}

/** Written when the copy is whole and both servers have ended: from here on the new cluster is the one. */
interface Journal {
  from: number;
  to: number;
  /** Name that the old cluster gets. */
  aside: string;
  /** SHA-256 of the old cluster's pg_control: it changes whenever a server runs on it. */
  control: string;
}

const placesOf = (dataDir: string) => ({
  cluster: join(dataDir, 'cluster'),
  fresh: join(dataDir, 'cluster.next'),
  journal: join(dataDir, 'moving.json'),
});

async function controlOf(cluster: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(cluster, 'global', 'pg_control')))
    .digest('hex');
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** Clusters belong to the database's user: a link put there must not lead a root process to somebody else's file. */
async function writeAnew(path: string, bytes: string | Buffer): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, bytes, { flag: 'wx', mode: 0o644 });
}

/** The operator's own settings go along. A link stays one, and is read by the database's user alone. */
export async function carrySettings(cluster: string, fresh: string): Promise<void> {
  const [from, to] = [join(cluster, 'local.conf'), join(fresh, 'local.conf')];
  const found = await lstat(from).catch(() => undefined);
  if (found?.isSymbolicLink()) {
    const leads = await readlink(from);
    await rm(to, { force: true });
    await symlink(leads, to);
  }
  if (!found?.isFile()) return;
  const handle = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    await writeAnew(to, await handle.readFile());
  } finally {
    await handle.close();
  }
}

async function readJournal(path: string): Promise<Journal | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Journal);
}

async function discard(fresh: string, progress: (line: string) => void): Promise<void> {
  for (const path of [fresh, `${fresh}.part`]) await removeCluster(path, progress);
  await rm(`${fresh}.secret`, { force: true });
}

const keptNote = ({ from, to }: Journal): string =>
  `Rapport's database as it was before it was moved from PostgreSQL ${from} to ${to}. Nothing uses it any more and Rapport never deletes it.
Remove this folder when you are sure that you do not want to go back. To go back: stop Rapport, put this folder in the place of
"cluster", remove this file, and start with RAPPORT_PG_BIN naming PostgreSQL ${from}. What was written since then is only in the new one.

Rapport的数据库从PostgreSQL ${from}迁移到${to}之前的原样。现在没有程序使用它，Rapport也不会自动删除它；确定不再需要时，可以自行删除。
`;

/**
 * Goes on with a move that was cut off, or clears away what one left: a copy that is not whole goes, one that is takes its place. Every state
 * in which a crash leaves the folder ends with one whole cluster. Call it first, with the folder's lock held.
 */
export async function finishMove(dataDir: string, progress: (line: string) => void): Promise<void> {
  const { cluster, fresh, journal } = placesOf(dataDir);
  const said = await readJournal(journal);
  if (said === undefined) return discard(fresh, progress);
  const aside = join(dataDir, said.aside);
  if (existsSync(fresh)) {
    if (existsSync(cluster)) {
      if ((await controlOf(cluster)) !== said.control) {
        // An older Rapport ran on it in between: what it wrote is not in the copy.
        progress(
          inOwnLanguage(
            'The old database was used since it was copied: it is copied again',
            '旧数据库在复制之后又被使用过：重新复制',
          ),
        );
        await rm(journal);
        return discard(fresh, progress);
      }
      await rename(cluster, aside);
      await syncPath(dataDir);
    }
    await rename(fresh, cluster);
    await syncPath(dataDir);
  }
  await writeAnew(join(aside, 'KEPT-BY-RAPPORT.txt'), keptNote(said));
  await rm(journal);
  progress(
    inOwnLanguage(
      `The database runs on PostgreSQL ${said.to} from now on; the old one is kept in ${aside}`,
      `数据库从现在起运行在PostgreSQL ${said.to}上；旧的保留在${aside}`,
    ),
  );
}

async function bytesIn(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    sum += entry.isDirectory() ? await bytesIn(path) : ((await stat(path).catch(() => undefined))?.size ?? 0);
  }
  return sum;
}

const gibibyte = 2 ** 30;

async function assertRoom({ dataDir, opens, run }: Move): Promise<void> {
  const size = await bytesIn(join(placesOf(dataDir).cluster, 'base'));
  // Its tables and indexes once more, an empty cluster, and the log that a load writes.
  const needed = size * 1.2 + Math.min(size, 2 * gibibyte) + 150 * 2 ** 20;
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize >= needed) return;
  const text = (bytes: number) => `${(bytes / gibibyte).toFixed(1)} GiB`;
  throw new Error(
    `To move the database from PostgreSQL ${opens.major} to ${run.major}, ${text(needed)} must be free in ${dataDir}; there are ${text(bavail * bsize)}. ` +
      `Make room, or stay with PostgreSQL ${opens.major}: RAPPORT_PG_BIN=${opens.bundled ? 'bundled' : opens.folder}. Nothing was changed.`,
  );
}

async function copyAll(move: Move): Promise<void> {
  const { dataDir, opens, run, user, password, progress } = move;
  const { cluster, fresh } = placesOf(dataDir);
  const logFile = join(dataDir, 'postgres.log');
  await createCluster(run, fresh, password, { user, durable: move.durable, progress });
  await carrySettings(cluster, fresh);
  for (const folder of [cluster, fresh]) await writeSettings(folder, move);
  const old = await launchServer({ binaries: opens, cluster, logFile, user, password, progress });
  try {
    const next = await launchServer({ binaries: run, cluster: fresh, logFile, user, password, progress });
    try {
      await move.carry(addressOf(password, old.port), addressOf(password, next.port));
    } finally {
      await next.server.stop();
    }
  } finally {
    await old.server.stop();
  }
}

/**
 * Moves the database to a newer major version of PostgreSQL: a new cluster beside the old one is filled by the two servers running side by
 * side, then takes its place; the old one is kept as `cluster-<major>-<date>`. When it fails, the old one is as it was.
 */
export async function moveCluster(move: Move): Promise<void> {
  const { dataDir, opens, run, progress } = move;
  const { cluster, fresh, journal } = placesOf(dataDir);
  await assertRoom(move);
  progress(
    inOwnLanguage(
      `Moving the database from PostgreSQL ${opens.version} to ${run.version}; the old one is kept`,
      `正在把数据库从PostgreSQL ${opens.version}迁移到${run.version}；旧的会保留`,
    ),
  );
  try {
    await copyAll(move);
  } catch (error) {
    await discard(fresh, progress);
    throw new Error(
      `The database could not be moved from PostgreSQL ${opens.major} to ${run.major}: ${(error as Error).message} ` +
        `It is as it was. To go on with it: RAPPORT_PG_BIN=${opens.bundled ? 'bundled' : opens.folder}.`,
      { cause: error },
    );
  }
  const date = new Date().toISOString().slice(0, 10);
  let aside = `cluster-${opens.major}-${date}`;
  for (let n = 2; existsSync(join(dataDir, aside)); n++) aside = `cluster-${opens.major}-${date}-${n}`;
  const said: Journal = {
    from: opens.major,
    to: (await clusterMajor(fresh)) ?? run.major,
    aside,
    control: await controlOf(cluster),
  };
  await writeFile(`${journal}.part`, JSON.stringify(said), { flush: true });
  await rename(`${journal}.part`, journal);
  await syncPath(dataDir);
  await finishMove(dataDir, progress);
}
