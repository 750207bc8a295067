import { EventEmitter } from 'node:events';
import {
  makeWorkerUtils,
  runTaskList,
  type TaskList,
  type WorkerEvents,
  Logger as WorkerLogger,
  type WorkerPool,
  type WorkerUtils,
} from 'graphile-worker';
import { assertTx, type Db, type Tx } from './db.ts';
import type { Logger } from './logger.ts';
import { RegularJobs } from './regular-jobs.ts';
import { RunningJobs } from './running-jobs.ts';

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

/** Milliseconds before others take over: what broke the connection may still hold. */
const pause = 500;
/** Milliseconds that workers have to end what they do. */
const patience = 10_000;

interface JobDeps {
  db: Db;
  logger: Logger;
  /** Milliseconds between notes that jobs still run; half an hour by itself. */
  renewEvery?: number;
}

/** Workers that began together. */
interface Crew {
  pool: WorkerPool;
  names: string[];
}

/** PostgreSQL's own queue (graphile-worker). */
class WorkerJobs implements Jobs {
  private readonly db: Db;
  private readonly logger: Logger;
  private readonly workerLogger: WorkerLogger;
  private readonly tasks: TaskList = {};
  private readonly crons: string[] = [];
  private readonly names = new Set<string>();
  private readonly regular: RegularJobs;
  private readonly running: RunningJobs;
  private crew: Crew | undefined;
  private replacing: Promise<void> | undefined;
  private stopped = false;

  constructor(deps: JobDeps) {
    this.db = deps.db;
    this.logger = deps.logger;
    this.regular = new RegularJobs(deps);
    this.running = new RunningJobs(deps);
    this.workerLogger = new WorkerLogger(() => (level, message) => {
      if (level === 'error') this.logger.error({ jobs: true }, message);
      else if (level === 'warning') this.logger.warn({ jobs: true }, message);
      else this.logger.trace({ jobs: true }, message);
    });
  }

  define(name: string, job: Job): void {
    if (this.tasks[name]) throw new Error(`The job ${name} is defined twice.`);
    this.tasks[name] = (payload, { job: { id, attempts: attempt }, abortSignal: signal }) =>
      this.running.run(id, () => job(payload as never, { attempt, signal }));
  }

  every(cron: string, name: string, job: Job): void {
    // A crontab line does not take dots in names.
    const task = name.replaceAll('.', ':');
    this.define(task, job);
    this.crons.push(`${cron} ${task}`);
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
    this.crew = this.hire();
    this.regular.start(this.crons);
  }

  private hire(): Crew {
    const events: WorkerEvents = new EventEmitter();
    const names: string[] = [];
    const options = { concurrency: 4, pollInterval: 2_000, noHandleSignals: true, logger: this.workerLogger, events };
    events.on('worker:create', ({ worker }) => {
      names.push(worker.workerId);
      this.names.add(worker.workerId);
    });
    events.on('worker:stop', ({ worker }) => this.names.delete(worker.workerId));
    events.on('worker:fatalError', () => this.replace(crew));
    events.on('worker:getJob:error', () => this.replace(crew));
    const crew: Crew = { names, pool: runTaskList(options, this.tasks, this.db.pool) };
    void crew.pool.promise.then(
      () => this.replace(crew),
      () => this.replace(crew),
    );
    return crew;
  }

  /**
   * A worker that cannot write down what became of its job ends, and the queue puts nobody in its place: some lost connections
   * later nobody would be left. One that got no answer when it asked for a job may hold one without knowing. So others take
   * over as soon as the database is there, and what those before them still hold is free again.
   */
  private replace(crew: Crew): void {
    if (this.stopped || this.replacing || this.crew !== crew) return;
    this.replacing = (async () => {
      do await new Promise((resolve) => setTimeout(resolve, pause));
      while (!this.stopped && !(await this.db.answers()));
      if (!this.stopped) this.crew = this.hire();
      this.replacing = undefined;
      if (this.crew !== crew) await this.dismiss(crew);
    })();
  }

  /** Lets workers end what they do; gives free what they hold after that. */
  private async dismiss({ pool, names }: Crew): Promise<void> {
    const ended = await Promise.race([
      pool.gracefulShutdown().then(
        () => true,
        () => true,
      ),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patience).unref()),
    ]);
    if (!ended) return this.logger.warn('workers of jobs do not end; their jobs are given to others once they are late');
    for (const name of names) this.names.delete(name);
    await this.db
      .rows('select graphile_worker.force_unlock_workers($1::text[])', [names])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'jobs of workers that ended could not be freed'));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.regular.stop();
    await this.replacing;
    if (this.crew) await this.dismiss(this.crew);
  }
}

export const createJobs = (deps: JobDeps): Jobs => new WorkerJobs(deps);
