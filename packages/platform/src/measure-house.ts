import { jobsByTask, lockWaits, oldestSnapshot, replicationFacts, sizeOf } from './doctor/database-reader.ts';
import { roomAt } from './doctor/machine.ts';
import { readersOf } from './log/reader.ts';
import type { Platform } from './platform.ts';

/** The database is looked at for figures at most so often (ms), however many scrape; its size, which is dear, more rarely. */
const lookEvery = 5_000;
const sizeEvery = 60_000;
/** Whoever scrapes is not kept waiting for a database that does not answer. */
const patience = 2_000;

interface Sampled {
  up: number;
  lockWaits: number;
  longestLockWait: number;
  snapshotAge: number;
  replicationLag: number;
  standbys: number;
  size: number;
  jobs: { task: string; waiting: number; running: number; failed: number; oldest: number }[];
  free: number;
}

const nothing: Sampled = {
  up: 0,
  lockWaits: 0,
  longestLockWait: 0,
  snapshotAge: 0,
  replicationLag: 0,
  standbys: 0,
  size: 0,
  jobs: [],
  free: 0,
};

/** What is too dear to follow, looked at when somebody asks for figures: held locks, snapshots, the queue of jobs, sizes. */
class DatabaseSample {
  figures: Sampled = nothing;
  private readonly platform: Platform;
  private looking: Promise<void> | undefined;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private sizedAt = Number.NEGATIVE_INFINITY;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  /** Never throws; answers within `patience`, with what was last known. */
  async look(): Promise<void> {
    const now = performance.now();
    if (now - this.lookedAt > lookEvery && !this.looking) {
      this.lookedAt = now;
      this.looking = this.take(now)
        .catch(() => {
          this.figures = { ...this.figures, up: 0 };
        })
        .finally(() => {
          this.looking = undefined;
        });
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([this.looking, late]);
    clearTimeout(timer);
  }

  private async take(now: number): Promise<void> {
    const { db, config } = this.platform;
    const locks = await lockWaits(db);
    const snapshot = await oldestSnapshot(db);
    const replication = await replicationFacts(db);
    const jobs = await jobsByTask(db);
    let { size } = this.figures;
    if (now - this.sizedAt > sizeEvery) {
      size = await sizeOf(db);
      this.sizedAt = now;
    }
    const { free } = await roomAt(config.dataDir);
    this.figures = {
      up: 1,
      lockWaits: locks.count,
      longestLockWait: locks.longest,
      snapshotAge: snapshot?.seconds ?? 0,
      replicationLag: replication?.lag ?? 0,
      standbys: replication?.standbys ?? 0,
      size,
      jobs,
      free,
    };
  }
}

/** Figures of the ground floor that nobody else registers: readers of the log, jobs, mail, and what the database tells. */
export function measureHouse(platform: Platform): void {
  const { metrics, mailer, keep } = platform;
  const sample = new DatabaseSample(platform);
  metrics.before(() => sample.look());
  const read = (figure: keyof Sampled) => () => Number(sample.figures[figure]);
  metrics.gauge('rapport_database_up', '1 when the database answered the last look', read('up'));
  metrics.gauge('rapport_database_bytes', 'Size of the database', read('size'));
  metrics.gauge('rapport_lock_waits', 'Statements that wait for a lock', read('lockWaits'));
  metrics.gauge('rapport_lock_wait_longest_seconds', 'Wait of the one that waits longest', read('longestLockWait'));
  metrics.gauge(
    'rapport_snapshot_age_seconds',
    'Age of the oldest open snapshot: nothing it sees is cleaned up',
    read('snapshotAge'),
  );
  metrics.gauge('rapport_standbys', 'Standbys that replicate', read('standbys'));
  metrics.gauge('rapport_replication_lag_bytes', 'What the slowest standby has not replayed', read('replicationLag'));
  metrics.gauge('rapport_data_free_bytes', 'Room left where the data folder lies', read('free'));
  const jobs = (figure: 'waiting' | 'running' | 'failed' | 'oldest') => () =>
    sample.figures.jobs.map((one) => [one.task, one[figure]] as const);
  metrics.gauges('rapport_jobs_waiting', 'Jobs that are due', 'task', jobs('waiting'));
  metrics.gauges('rapport_jobs_running', 'Jobs that some node works on', 'task', jobs('running'));
  metrics.gauges('rapport_jobs_failed', 'Jobs that were given up', 'task', jobs('failed'));
  metrics.gauges('rapport_jobs_oldest_seconds', 'How long the oldest due job waits', 'task', jobs('oldest'));
  const readers = () => [...keep(readersOf)];
  metrics.gauges('rapport_reader_behind_streams', 'Streams that a reader of the log has still to read', 'reader', () =>
    readers().map((reader) => [reader.name, reader.behind.streams]),
  );
  metrics.gauges(
    'rapport_reader_behind_seconds',
    'Since the oldest change that it has still to read was heard of',
    'reader',
    () => readers().map((reader) => [reader.name, reader.behind.seconds]),
  );
  metrics.countedBy('rapport_reader_entries_total', 'Changes that a reader of the log has handled', 'reader', () =>
    readers().map((reader) => [reader.name, reader.entriesRead]),
  );
  metrics.countedBy('rapport_mails_total', 'Mails by outcome', 'outcome', () => [
    ['sent', mailer.sent],
    ['failed', mailer.failures.count],
  ]);
}
