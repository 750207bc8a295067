import { makeWorkerUtils, type Runner, run, type TaskList, Logger as WorkerLogger, type WorkerUtils } from 'graphile-worker';
import { assertTx, type Db, type Tx } from './db.ts';
import type { Logger } from './logger.ts';

export interface JobOptions {
  /** Unix ms; now when absent. */
  runAt?: number;
  /** A job with the same key replaces the one that waits. */
  key?: string;
  maxAttempts?: number;
  queue?: string;
}

/** A job's body. It may run again after a failure, so it must be idempotent. */
export type Job = (payload: never, context: { attempt: number; signal: AbortSignal | undefined }) => Promise<void>;

/** Work for later, in PostgreSQL: enqueued in the transaction that decides it, run once by some node. */
export interface Jobs {
  /** Declares what a job does; before `start`. */
  define(name: string, job: Job): void;
  /** Runs a job regularly; `cron` as in crontab(5), UTC. */
  every(cron: string, name: string, job: Job): void;
  enqueue(tx: Tx, name: string, payload: Record<string, unknown>, options?: JobOptions): Promise<void>;
  cancel(tx: Tx, key: string): Promise<void>;
  migrate(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createJobs(deps: { db: Db; logger: Logger }): Jobs {
  const tasks: TaskList = {};
  const crons: string[] = [];
  let runner: Runner | undefined;
  const logger = new WorkerLogger(() => (level, message) => {
    if (level === 'error') deps.logger.error({ jobs: true }, message);
    else if (level === 'warning') deps.logger.warn({ jobs: true }, message);
    else deps.logger.trace({ jobs: true }, message);
  });

  const define = (name: string, job: Job): void => {
    if (tasks[name]) throw new Error(`The job ${name} is defined twice.`);
    tasks[name] = (payload, helpers) => job(payload as never, { attempt: helpers.job.attempts, signal: helpers.abortSignal });
  };

  return {
    define,
    every(cron, name, job) {
      // A crontab line does not take dots in names.
      const task = name.replaceAll('.', ':');
      define(task, job);
      crons.push(`${cron} ${task} ?fill=1h`);
    },
    async enqueue(tx, name, payload, options = {}) {
      assertTx(tx);
      await tx.rows(
        `select graphile_worker.add_job($1, $2::json, queue_name => $3, run_at => to_timestamp($4::float8 / 1000),
           max_attempts => $5, job_key => $6)`,
        [
          name,
          JSON.stringify(payload),
          options.queue ?? null,
          options.runAt ?? null,
          options.maxAttempts ?? 12,
          options.key ?? null,
        ],
      );
    },
    async cancel(tx, key) {
      assertTx(tx);
      await tx.rows('select graphile_worker.remove_job($1)', [key]);
    },
    async migrate() {
      const tools: WorkerUtils = await makeWorkerUtils({ pgPool: deps.db.pool, logger });
      await tools.migrate();
      await tools.release();
    },
    async start() {
      runner = await run({
        pgPool: deps.db.pool,
        taskList: tasks,
        crontab: crons.join('\n'),
        concurrency: 4,
        pollInterval: 2_000,
        noHandleSignals: true,
        logger,
      });
      runner.promise.catch((error: unknown) => deps.logger.error({ err: error }, 'the job runner ended'));
    },
    async stop() {
      await runner?.stop().catch(() => undefined);
    },
  };
}
