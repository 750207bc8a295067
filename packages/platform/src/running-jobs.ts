import type { Db } from './db.ts';
import type { Logger } from './logger.ts';

/** Milliseconds between notes that jobs still run. */
const usual = 30 * 60_000;

/**
 * Jobs that run on this node. The queue takes a worker that has held its job for four hours for dead, and gives the job to another
 * (graphile-worker 0.16.6, `resetLockedAt.ts`): of what takes longer it is noted now and then that it runs.
 */
export class RunningJobs {
  private readonly db: Db;
  private readonly logger: Logger;
  private readonly ids = new Set<string>();
  private readonly every: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(deps: { db: Db; logger: Logger; renewEvery?: number }) {
    this.db = deps.db;
    this.logger = deps.logger;
    this.every = deps.renewEvery ?? usual;
  }

  /** Runs a job, and lets the queue know for as long as it does. `id`: as the queue has it. */
  async run(id: string, job: () => Promise<void>): Promise<void> {
    this.ids.add(id);
    this.timer ??= setInterval(() => void this.renew(), this.every).unref();
    try {
      await job();
    } finally {
      this.ids.delete(id);
      if (this.ids.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    }
  }

  private async renew(): Promise<void> {
    try {
      await this.db.rows(
        `with j as (
           update graphile_worker._private_jobs set locked_at = now() where id = any ($1::bigint[]) and locked_by is not null
           returning job_queue_id, locked_by)
         update graphile_worker._private_job_queues q set locked_at = now() from j where q.id = j.job_queue_id and q.locked_by = j.locked_by`,
        [[...this.ids]],
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'that jobs still run could not be noted; it is tried again');
    }
  }
}
