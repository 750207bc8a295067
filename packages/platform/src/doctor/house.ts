import type { Clock } from '../clock.ts';
import type { Db } from '../db.ts';
import { isKeyOf } from '../keys/key-mark.ts';
import { type NodeRow, nodesNow } from '../nodes/node-table.ts';
import { lastBackup } from '../upkeep.ts';
import type { Vault } from '../vault.ts';
import { checkBackupPlaces } from './backup-places.ts';
import type { Limits } from './database.ts';
import { archiveFacts, jobFacts, readerLags } from './database-reader.ts';
import { type Found, found } from './found.ts';

const hour = 3_600_000;

async function checkReaders(db: Db, { readerSeconds }: Limits): Promise<Found> {
  const [worst] = await readerLags(db);
  if (!worst || worst.seconds <= readerSeconds) return found('readers-up');
  return found('readers-behind', { name: worst.name, streams: worst.streams, seconds: Math.round(worst.seconds) });
}

async function checkJobs(db: Db, { jobSeconds }: Limits): Promise<Found> {
  const facts = (await jobFacts(db)) ?? { waiting: 0, failed: 0, oldest: 0, lastFailed: null };
  const { waiting, failed, oldest } = facts;
  if (failed > 0) return found('jobs-failed', { count: failed, name: facts.lastFailed ?? '?' });
  return found(oldest > jobSeconds ? 'jobs-late' : 'jobs-good', { waiting, seconds: Math.round(oldest) });
}

async function checkBackup(db: Db, clock: Clock, { backupDays }: Limits): Promise<Found> {
  const last = await lastBackup(db);
  const age = last === undefined ? Number.POSITIVE_INFINITY : clock.now() - last;
  if (age <= backupDays * 24 * hour) return found('backup-good', { hours: Math.max(0, Math.round(age / hour)) });
  const archive = await archiveFacts(db);
  if (archive && !archive.failing && archive.since !== null) return found('backup-archived');
  return last === undefined ? found('backup-none') : found('backup-old', { days: Math.floor(age / hour / 24) });
}

/** The servers of this house: who does not beat any more, who is of another version, who does not hear the others. */
async function checkNodes(db: Db, { nodeSeconds }: Limits): Promise<Found[]> {
  const all = await nodesNow(db);
  const dead = all.filter(({ unseen }) => unseen > nodeSeconds);
  const alive = all.filter(({ unseen }) => unseen <= nodeSeconds);
  const versions = [...new Set(alive.map(({ version }) => version))];
  const nodes: Found[] = [];
  if (dead.length > 0) {
    const seconds = Math.round(Math.min(...dead.map(({ unseen }) => unseen)));
    nodes.push(found('nodes-dead', { count: dead.length, seconds, names: dead.map(({ address }) => address).join(', ') }));
  }
  if (versions.length > 1) nodes.push(found('nodes-versions', { versions: versions.join(', ') }));
  if (nodes.length === 0) nodes.push(found(alive.length > 0 ? 'nodes-good' : 'nodes-none', { count: alive.length }));
  return [...nodes, ...checkLines(alive), ...checkStores(alive)];
}

function checkLines(alive: readonly NodeRow[]): Found[] {
  const away = alive.filter(({ line }) => line === 'away');
  if (away.length > 0) return [found('bus-away', { names: away.map(({ address }) => address).join(', ') })];
  const apart = alive.filter(({ line }) => line === 'alone');
  if (alive.length > 1 && apart.length > 0) return [found('bus-none', { count: alive.length })];
  return [found(alive.length > 1 ? 'bus-connected' : 'bus-local')];
}

/** Whether every node finds the files that another one took. */
function checkStores(alive: readonly NodeRow[]): Found[] {
  const stores = new Set(alive.flatMap(({ store }) => (store ? [store] : [])));
  if (stores.size < 2) return [];
  return [found('files-apart', { count: stores.size, names: alive.map(({ address }) => address).join(', ') })];
}

/** What the house keeps in its database: its key, its readers, its jobs, its backups. Wants every migration to have run. */
export async function checkHouse(
  deps: { db: Db; clock: Clock; vault: Pick<Vault, 'markOf' | 'numbers'> | undefined; keyFile: string; dataDir: string },
  limits: Limits,
): Promise<Found[]> {
  const { db, clock, vault, keyFile, dataDir } = deps;
  const ours = vault ? await isKeyOf(db, vault) : undefined;
  return [
    ...(ours === false ? [found('key-other', { file: keyFile })] : []),
    ...(await checkNodes(db, limits)),
    await checkReaders(db, limits),
    await checkJobs(db, limits),
    await checkBackup(db, clock, limits),
    ...(await checkBackupPlaces(db, dataDir)),
  ];
}
