import { LogReader, type Platform, streamLookOf } from '@rapport/platform';
import { reckonDigests } from '../files/index.ts';
import { openLedger } from './open-ledger.ts';
import { goOn, LedgerForkedError, publish, type Step } from './publish.ts';
import { sequence } from './sequence.ts';
import { TileFolder } from './tile-folder.ts';

/** Milliseconds between checkpoints: at a fixed interval, so that sizes tell no more than they must. */
const every = 1_000;
/** Turns after which a ledger that is kept elsewhere is looked at again. */
const patience = 10;

/** Lines of the log in one transaction: each waits for the disk, so there are fewer of them than of other readers. */
const page = 500;

/** Keeps the ledger on this node: opens it, puts the log into its tree, brings it outside. Several may; the database lets one go first. */
export class Keeper {
  readonly folder: TileFolder;
  private readonly platform: Platform;
  private readonly step: (name: Step) => Promise<void>;
  private reader: LogReader | undefined;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = true;
  private heard = false;
  private grown = true;
  /** When the oldest event that is not shown yet was added, Unix ms. */
  private grownAt: number | undefined;
  private standingBy = false;
  /** Why it cannot go on. */
  private trouble: unknown;
  private resting = 0;
  private unsubscribe: (() => void) | undefined;

  /** `step` is told where the work stands: tests end the process there. */
  constructor(platform: Platform, step: (name: Step) => Promise<void> = goOn) {
    this.platform = platform;
    this.step = step;
    this.measure();
    this.folder = new TileFolder(platform.config.dataDir);
  }

  private measure(): void {
    const { metrics, clock } = this.platform;
    metrics.gauge('rapport_ledger_keeping', '1 while this server keeps the ledger and nothing holds it up', () =>
      this.reader && this.trouble === undefined ? 1 : 0,
    );
    metrics.gauge('rapport_ledger_unshown_seconds', 'Since the oldest event in the ledger that no shown checkpoint holds', () =>
      this.grownAt === undefined ? 0 : (clock.now() - this.grownAt) / 1_000,
    );
  }

  /** Does not wait: after an upgrade the whole log has to be read. */
  start(): void {
    this.stopped = false;
    // What another node wrote it does not sequence unless it keeps the ledger, too.
    this.unsubscribe = this.platform.bus.subscribe('stream', (_hint, from) => {
      if (from !== 'here') this.heard = true;
    });
    this.wind(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.unsubscribe?.();
    await this.working;
    await this.close();
  }

  /** The tree has grown, as was committed: what is new comes outside at the next turn. */
  noteGrowth(): void {
    this.grown = true;
    this.grownAt ??= this.platform.clock.now();
  }

  /**
   * Resolves once everything committed before the call stands in a checkpoint that is shown.
   * @throws where it does not come to that: the ledger is stopped, stands by, or cannot go on
   */
  async caughtUp(): Promise<void> {
    for (let tries = 200; tries > 0 && !this.stopped; tries--) {
      await this.work();
      if (this.standingBy) break;
      if (this.reader) {
        await this.reader.caughtUp();
        this.grown = true;
        await this.work();
        if (!this.grown && this.reader?.behind.streams === 0) return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const why = this.stopped ? 'it is stopped' : this.standingBy ? 'it stands by' : 'it cannot go on';
    throw new Error(`The ledger does not catch up: ${why}.`, { cause: this.trouble });
  }

  private wind(after: number): void {
    this.timer = setTimeout(() => {
      void this.work().then(() => {
        if (!this.stopped) this.wind(every);
      });
    }, after);
    this.timer.unref();
  }

  /** One thing at a time; what fails is tried again at the next turn. */
  private work(): Promise<void> {
    this.working = this.working
      .then(() => this.turn())
      .then(
        () => {
          this.trouble = undefined;
        },
        (error: unknown) => this.failed(error),
      );
    return this.working;
  }

  /** Said once, until it goes on: it is tried again every second. */
  private async failed(error: unknown): Promise<void> {
    if (this.stopped) return;
    if (this.trouble === undefined)
      this.platform.logger.error({ err: error }, 'the ledger cannot go on; it tries again every second');
    this.trouble = error;
    if (error instanceof LedgerForkedError) await this.close();
  }

  private async turn(): Promise<void> {
    if (this.stopped) return;
    if (!this.reader && !(await this.open())) return;
    if (this.heard) {
      this.heard = false;
      await this.platform.keep(streamLookOf).look();
    }
    if (!this.grown) return;
    this.grown = false;
    const since = this.grownAt;
    this.grownAt = undefined;
    let done = false;
    try {
      done = await publish(this.platform, this.folder, this.step);
    } finally {
      if (!done) {
        this.grown = true;
        this.grownAt = since ?? this.grownAt;
      }
    }
  }

  private async open(): Promise<boolean> {
    if (this.resting-- > 0) return false;
    const act = await openLedger(this.platform, this.folder);
    if (act === 'stand-by') {
      if (!this.standingBy)
        this.platform.logger.warn({}, 'the ledger is kept in the data folder of another server; this one stands by');
      this.standingBy = true;
      this.resting = patience;
      return false;
    }
    this.standingBy = false;
    this.resting = 0;
    this.grown = true;
    // Before any page is read: readers of the log take turns, and bytes of files would hold up all of them.
    await reckonDigests(this.platform, () => !this.stopped);
    if (!this.stopped) this.read();
    return true;
  }

  private read(): void {
    const { platform } = this;
    const reader = new LogReader(platform, {
      name: 'records',
      kinds: ['conversation', 'organization'],
      page,
      handle: async (tx, entries) => {
        const added = await sequence(platform, tx, entries);
        if (added > 0) await this.step('added');
        if (added > 0) tx.afterCommit(() => this.noteGrowth());
      },
    });
    this.reader = reader;
    // Not waited for: there may be much to read.
    reader.start().catch((error: unknown) => {
      if (this.stopped) return;
      platform.logger.error({ err: error }, 'the ledger could not begin to read; it tries again');
      void this.close();
    });
  }

  private async close(): Promise<void> {
    const reader = this.reader;
    this.reader = undefined;
    this.resting = 0;
    await reader?.stop();
  }
}

export const keeperOf = (platform: Platform): Keeper => new Keeper(platform);
