import { EventEmitter } from 'node:events';
import {
  makeWorkerUtils,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
  Logger as WorkerLogger,
  type WorkerUtils,
} from 'graphile-worker';
import { assertTx, type Db, type Tx } from './db.ts';
import type { Logger } from './logger.ts';

export interface JobOptions {
  /** Unix ms; now when absent. */
  runAt?: number;
  /** A job with the same key replaces the one that waits. */
  key?: string;
  maxAttempts?: number;
  queue?: string;
  /** With a `key` and a list as payload: joins the list of the job that waits, which keeps its time. */
  gather?: boolean;
}

/** A job's body. It may run again after a failure, so it must be idempotent. */
export type Job = (payload: never, context: { attempt: number; signal: AbortSignal | undefined }) => Promise<void>;

type JobPayload = Record<string, unknown> | readonly Record<string, unknown>[];

/** Work for later, in PostgreSQL: enqueued in the transaction that decides it, run once by some node. */
export interface Jobs {
  /** Declares what a job does; before `start`. */
  define(name: string, job: Job): void;
  /** Runs a job regularly; `cron` as in crontab(5), UTC. */
  every(cron: string, name: string, job: Job): void;
  enqueue(tx: Tx, name: string, payload: JobPayload, options?: JobOptions): Promise<void>;
  cancel(tx: Tx, key: string): Promise<void>;
  migrate(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Names under which this node's workers lock jobs; none before `start`. */
  workers(): string[];
}

/** Milliseconds before workers begin anew: what broke the connection may still hold. */
const renewPause = 500;

/** PostgreSQL's own queue (graphile-worker). */
class WorkerJobs implements Jobs {
  private readonly db: Db;
  private readonly logger: Logger;
  private readonly workerLogger: WorkerLogger;
  private readonly tasks: TaskList = {};
  private readonly crons: string[] = [];
  private readonly names = new Set<string>();
  private runner: Runner | undefined;
  private renewing: Promise<void> | undefined;
  private stopped = false;

  constructor(deps: { db: Db; logger: Logger }) {
    this.db = deps.db;
    this.logger = deps.logger;
    this.workerLogger = new WorkerLogger(() => (level, message) => {
      if (level === 'error') this.logger.error({ jobs: true }, message);
      else if (level === 'warning') this.logger.warn({ jobs: true }, message);
      else this.logger.trace({ jobs: true }, message);
    });
  }

  define(name: string, job: Job): void {
    if (this.tasks[name]) throw new Error(`The job ${name} is defined twice.`);
    this.tasks[name] = (payload, helpers) =>
      job(payload as never, { attempt: helpers.job.attempts, signal: helpers.abortSignal });
  }

  every(cron: string, name: string, job: Job): void {
    // A crontab line does not take dots in names.
    const task = name.replaceAll('.', ':');
    this.define(task, job);
    this.crons.push(`${cron} ${task} ?fill=1h`);
  }

  async enqueue(tx: Tx, name: string, payload: JobPayload, options: JobOptions = {}): Promise<void> {
    assertTx(tx);
    await tx.rows(
      `select graphile_worker.add_job($1, $2::json, queue_name => $3, run_at => to_timestamp($4::float8 / 1000),
         max_attempts => $5, job_key => $6, job_key_mode => $7)`,
      [
        name,
        JSON.stringify(payload),
        options.queue ?? null,
        options.runAt ?? null,
        options.maxAttempts ?? 12,
        options.key ?? null,
        options.gather ? 'preserve_run_at' : 'replace',
      ],
    );
  }

  async cancel(tx: Tx, key: string): Promise<void> {
    assertTx(tx);
    await tx.rows('select graphile_worker.remove_job($1)', [key]);
  }

  async migrate(): Promise<void> {
    const tools: WorkerUtils = await makeWorkerUtils({ pgPool: this.db.pool, logger: this.workerLogger });
    await tools.migrate();
    await tools.release();
  }

  workers(): string[] {
    return [...this.names];
  }

  async start(): Promise<void> {
    this.runner = await this.launch();
  }

  private async launch(): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:create', ({ worker }) => this.names.add(worker.workerId));
    events.on('worker:stop', ({ worker }) => this.names.delete(worker.workerId));
    events.on('worker:fatalError', () => {
      this.renewing ??= this.renew();
    });
    const runner = await run({
      pgPool: this.db.pool,
      taskList: this.tasks,
      crontab: this.crons.join('\n'),
      concurrency: 4,
      pollInterval: 2_000,
      noHandleSignals: true,
      logger: this.workerLogger,
      events,
    });
    runner.promise.catch((error: unknown) => this.logger.error({ err: error }, 'the job runner ended'));
    return runner;
  }

  /**
   * A worker that cannot write down what became of its job ends, and the queue puts nobody in its place: some lost connections
   * later nobody would be left. All begin anew; the job that is still locked under the ended one's name is freed as an orphan's.
   */
  private async renew(): Promise<void> {
    const old = this.runner;
    while (!this.stopped && this.runner === old) {
      await new Promise((resolve) => setTimeout(resolve, renewPause));
      if (this.stopped) break;
      this.runner = await this.launch().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'the job runner could not begin anew; it tries again');
        return old;
      });
    }
    this.renewing = undefined;
    if (this.runner !== old) await old?.stop().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.renewing;
    await this.runner?.stop().catch(() => undefined);
  }
}

export const createJobs = (deps: { db: Db; logger: Logger }): Jobs => new WorkerJobs(deps);
