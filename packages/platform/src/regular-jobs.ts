import { type ParsedCronItem, parseCrontab } from 'graphile-worker';
import type { Db } from './db.ts';
import type { Logger } from './logger.ts';

const minute = 60_000;
/** Minutes for which a job that fell due while nobody was there is made up for. */
const madeUpFor = 60;

/** The newest minute of the last hour at which an item was due, Unix ms. */
function lastDue(item: ParsedCronItem, now: number): number | undefined {
  const newest = now - (now % minute);
  for (let back = 0; back < madeUpFor; back++) {
    const at = newest - back * minute;
    const day = new Date(at);
    const digest = {
      min: day.getUTCMinutes(),
      hour: day.getUTCHours(),
      date: day.getUTCDate(),
      month: day.getUTCMonth() + 1,
      dow: day.getUTCDay(),
    };
    if (item.match(digest)) return at;
  }
  return undefined;
}

/**
 * Enqueues regular jobs when they fall due: once for all nodes, by the queue's own table of crontabs. The queue's own timekeeper is
 * not used: a database that is away at the turn of a minute ends it, and with it the process (an unhandled rejection,
 * graphile-worker 0.16.6, `runner.ts`).
 */
export class RegularJobs {
  private readonly db: Db;
  private readonly logger: Logger;
  private items: readonly ParsedCronItem[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(deps: { db: Db; logger: Logger }) {
    this.db = deps.db;
    this.logger = deps.logger;
  }

  /** `crontab`: lines of minute, hour, day, month, weekday and a task. UTC. */
  start(crontab: readonly string[]): void {
    this.items = parseCrontab(crontab.join('\n'));
    if (this.items.length > 0) this.look();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private look(): void {
    this.looking = this.enqueueDue(Date.now()).catch((error: unknown) =>
      this.logger.warn({ err: error }, 'regular jobs could not be enqueued; the next minute makes up for it'),
    );
    void this.looking.then(() => {
      if (this.stopped) return;
      this.timer = setTimeout(() => this.look(), minute - (Date.now() % minute) + 1);
      this.timer.unref();
    });
  }

  private async enqueueDue(now: number): Promise<void> {
    for (const item of this.items) {
      const due = lastDue(item, now);
      await this.db.transaction(async (tx) => {
        await tx.rows(
          'insert into graphile_worker._private_known_crontabs (identifier, known_since) values ($1, now()) on conflict do nothing',
          [item.identifier],
        );
        if (due === undefined) return;
        const mine = await tx.row(
          `update graphile_worker._private_known_crontabs set last_execution = to_timestamp($2::float8 / 1000)
           where identifier = $1 and coalesce(last_execution, known_since) < to_timestamp($2::float8 / 1000) returning 1`,
          [item.identifier, due],
        );
        if (mine) await tx.rows(`select graphile_worker.add_job($1, '{}'::json)`, [item.task]);
      });
    }
  }
}
