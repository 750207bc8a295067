import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Settings } from '../config.ts';
import type { Db, Queryable } from '../db.ts';
import { knownMigrations, type MigrationSource, pendingMigrations } from '../migrate.ts';
import { findBinaries, OLDEST_MAJOR } from '../postgres/find-binaries.ts';
import {
  archiveFacts,
  type DatabaseFacts,
  databaseFacts,
  lockWaits,
  oldestPrepared,
  oldestSnapshot,
  replicationFacts,
} from './database-reader.ts';
import type { Finding } from './findings.ts';
import { type Found, found, type Params } from './found.ts';

/** From where on something is worth a word. */
export interface Limits {
  slowMilliseconds: number;
  snapshotSeconds: number;
  lockSeconds: number;
  slotBytes: number;
  lagBytes: number;
  skewMilliseconds: number;
  readerSeconds: number;
  jobSeconds: number;
  backupDays: number;
  nodeSeconds: number;
}
const mebibyte = 2 ** 20;
export const usualLimits: Limits = {
  slowMilliseconds: 50,
  snapshotSeconds: 600,
  lockSeconds: 5,
  slotBytes: 1024 * mebibyte,
  lagBytes: 256 * mebibyte,
  skewMilliseconds: 1_000,
  readerSeconds: 60,
  jobSeconds: 120,
  backupDays: 3,
  nodeSeconds: 10,
};

const minutes = (seconds: number): number => Math.round(seconds / 60);
const mebibytes = (bytes: number): number => Math.round(bytes / mebibyte);

/** Which PostgreSQL the first start would take. */
export async function checkBinaries(settings: Pick<Settings, 'pgBin'>): Promise<Found> {
  const place = await mkdtemp(join(tmpdir(), 'rapport-doctor-'));
  try {
    const { version, folder } = await findBinaries({ bin: settings.pgBin, user: undefined, place });
    return found('database-not-yet', { version, folder });
  } catch (error) {
    return found('database-no-programs', { reason: (error as Error).message });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

export const hasOwnCluster = ({ dataDir }: Pick<Settings, 'dataDir'>): boolean =>
  existsSync(join(dataDir, 'postgres', 'cluster'));

/** Why it does not answer, with the cure that fits who runs it. */
export function databaseAway(settings: Pick<Settings, 'databaseUrl' | 'dataDir'>, reason: string): Found {
  if (settings.databaseUrl) return found('database-away', { reason });
  return found('database-stopped', { reason, file: join(settings.dataDir, 'postgres', 'postgres.log') });
}

function judgeDatabase(facts: DatabaseFacts, milliseconds: number, limits: Limits): Found[] {
  const { version, encoding } = facts;
  const wrong: Found[] = [];
  const add = (holds: boolean, finding: Finding, params: Params) => holds && wrong.push(found(finding, params));
  add(facts.number < OLDEST_MAJOR * 10_000, 'database-old', { version, oldest: OLDEST_MAJOR });
  add(encoding !== 'UTF8', 'database-encoding', { encoding });
  add(!facts.mayCreate, 'database-rights', {});
  add(facts.readOnly, 'database-read-only', {});
  add(facts.age > 1_000_000_000, 'database-wrapping', { age: Math.round(facts.age / 1_000_000) });
  add(milliseconds > limits.slowMilliseconds, 'database-slow', { milliseconds: Math.round(milliseconds) });
  if (wrong.length > 0) return wrong;
  const size = (facts.size / 1024 / mebibyte).toFixed(2);
  return [found('database-good', { version, milliseconds: milliseconds.toFixed(1), size })];
}

function judgeSettings(facts: DatabaseFacts): Found[] {
  const { connections: used, mostConnections: most, collation: kept, collationNow: actual } = facts;
  const changed = kept !== null && actual !== null && kept !== actual;
  return [
    found(facts.off.length > 0 ? 'durability-off' : 'durability-on', { names: facts.off.join(', ') }),
    found(changed ? 'collation-changed' : 'collation-good', { kept: kept ?? '', actual: actual ?? '', database: facts.name }),
    found(used > most * 0.9 ? 'connections-few' : 'connections-enough', { used, most }),
  ];
}

async function checkSnapshots(db: Queryable, { snapshotSeconds }: Limits): Promise<Found> {
  const held = await oldestSnapshot(db);
  if (held && held.seconds > snapshotSeconds)
    return found('snapshot-held', { minutes: minutes(held.seconds), pid: held.pid, program: held.program, state: held.state });
  const prepared = await oldestPrepared(db);
  if (prepared && prepared.seconds > snapshotSeconds)
    return found('snapshot-prepared', { minutes: minutes(prepared.seconds), name: prepared.name });
  return found('snapshot-fresh');
}

async function checkLocks(db: Queryable, { lockSeconds }: Limits): Promise<Found> {
  const { count, longest, holder, statement } = await lockWaits(db);
  if (longest <= lockSeconds) return found('locks-free');
  return found('locks-waited', { count, seconds: Math.round(longest), holder: holder ?? '?', statement: statement ?? '?' });
}

async function checkArchive(db: Queryable, facts: DatabaseFacts): Promise<Found> {
  if (!facts.archives) return found('archive-none');
  const archive = await archiveFacts(db);
  if (archive?.failing) return found('archive-failing', { failed: archive.failed, segment: archive.segment ?? '?' });
  return found('archive-good', { minutes: minutes(archive?.since ?? 0) });
}

async function checkReplication(db: Queryable, limits: Limits): Promise<Found> {
  const facts = await replicationFacts(db);
  if (facts?.idleSlot && facts.idleBytes > limits.slotBytes)
    return found('replication-slot-idle', { slot: facts.idleSlot, lag: mebibytes(facts.idleBytes) });
  if (!facts || facts.standbys === 0) return found('replication-none');
  const lag = mebibytes(facts.lag);
  return found(facts.lag > limits.lagBytes ? 'replication-behind' : 'replication-good', { standbys: facts.standbys, lag });
}

/** The best of three, in ms: one may be late for reasons of this process. */
async function roundTrip(db: Db): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 3; n++) {
    const begun = performance.now();
    await db.rows('select 1 as one');
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

/** PostgreSQL itself: version, settings, what is held and waited for, archive and standbys. Throws when it does not answer. */
export async function checkDatabase(db: Db, limits: Limits): Promise<Found[]> {
  const milliseconds = await roundTrip(db);
  const facts = await databaseFacts(db);
  return [
    ...judgeDatabase(facts, milliseconds, limits),
    ...judgeSettings(facts),
    await checkSnapshots(db, limits),
    await checkLocks(db, limits),
    await checkArchive(db, facts),
    await checkReplication(db, limits),
  ];
}

export async function checkMigrations(db: Db, sources: readonly MigrationSource[]): Promise<Found> {
  const table = await db.row<{ there: boolean }>(`select to_regclass('public.migration') is not null as there`);
  const ran = table?.there ? await db.rows<{ id: string }>(`select owner || '/' || name as id from migration order by at`) : [];
  const known = new Set(knownMigrations(sources).map(({ id }) => id));
  const newer = ran.find(({ id }) => !known.has(id));
  if (newer) return found('migrations-newer', { first: newer.id });
  const pending = await pendingMigrations(db, sources);
  if (pending.length === 0) return found('migrations-done');
  return found('migrations-pending', { count: pending.length, first: pending[0]! });
}

export async function checkClock(db: Db, clock: Clock, { skewMilliseconds }: Limits): Promise<Found> {
  const before = clock.now();
  const row = await db.row<{ now: number }>('select clock_timestamp() as now');
  const skew = Math.round(row!.now - (before + clock.now()) / 2);
  if (Math.abs(skew) <= skewMilliseconds) return found('clock-good', { skew: Math.abs(skew) });
  return found(skew < 0 ? 'clock-behind' : 'clock-ahead', { skew: Math.abs(skew) });
}
