import { cloneDatabase, type TestDatabase, until } from '@rapport/dev';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDb, type Db } from './db.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createLogger } from './logger.ts';

const logger = createLogger('silent');
let database: TestDatabase;
let admin: pg.Client;
let db: Db;
let jobs: Jobs;

beforeEach(async () => {
  database = await cloneDatabase();
  admin = new pg.Client({ connectionString: database.url, application_name: 'admin' });
  await admin.connect();
  db = createDb({ url: database.url, max: 8, logger });
  jobs = createJobs({ db, logger });
});
afterEach(async () => {
  await jobs.stop();
  await db.close();
  await admin.end();
  await database.drop();
});

const enqueue = (n: number) => admin.query(`select graphile_worker.add_job('test.note', $1::json)`, [JSON.stringify({ n })]);
const waiting = async (): Promise<number[]> => {
  // Inside a transaction what others do is shown as of the first look.
  await admin.query('select pg_stat_clear_snapshot()');
  const { rows } = await admin.query(
    `select pid from pg_stat_activity where datname = current_database() and application_name = 'rapport' and wait_event_type = 'Lock'`,
  );
  return rows.map(({ pid }) => pid as number);
};

it('workers whose connection broke before they could write "done" are followed by others', async () => {
  const ran: number[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  jobs.define('test.note', async ({ n }: { n: number }) => {
    ran.push(n);
    await gate;
  });
  await jobs.migrate();
  await jobs.start();
  const first = jobs.workers();
  expect(first).toHaveLength(4);
  for (let n = 0; n < 4; n++) await enqueue(n);
  await until(() => ran.length === 4);
  await admin.query('begin');
  await admin.query('lock table graphile_worker._private_jobs in exclusive mode');
  open();
  await until(async () => (await waiting()).length === 4);
  await admin.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [await waiting()]);
  await admin.query('rollback');
  await enqueue(4);
  await until(() => ran.includes(4));
  // Nobody takes the ended ones for living any more: what they had locked is free for others.
  await until(() => jobs.workers().length === 4 && jobs.workers().every((name) => !first.includes(name)));
});

it('a job whose worker lost the answer to "which one?" is not held by it', async () => {
  const ran: number[] = [];
  jobs.define('test.note', async ({ n }: { n: number }) => void ran.push(n));
  await jobs.migrate();
  await jobs.start();
  const before = jobs.workers();
  // As if the database had answered one of them, and the answer had not arrived.
  await admin.query(`select graphile_worker.add_job('test.note', '{"n":1}'::json, run_at => now() + interval '1 hour')`);
  await admin.query('update graphile_worker._private_jobs set locked_by = $1, locked_at = now(), run_at = now()', [before[0]]);
  await admin.query('begin');
  await admin.query('lock table graphile_worker._private_jobs in access exclusive mode');
  await until(async () => (await waiting()).length > 0);
  await admin.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [await waiting()]);
  await admin.query('commit');
  await until(() => ran.length === 1);
});

it('a job that runs for hours is not given to another worker, nor is the next of its queue', async () => {
  await jobs.stop();
  jobs = createJobs({ db, logger, renewEvery: 50 });
  const ran: number[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  jobs.define('test.note', async ({ n }: { n: number }) => {
    ran.push(n);
    if (n === 1) await gate;
  });
  await jobs.migrate();
  await jobs.start();
  const queued = (n: number) =>
    admin.query(`select graphile_worker.add_job('test.note', $1::json, queue_name => 'long')`, [JSON.stringify({ n })]);
  await queued(1);
  await until(() => ran.length === 1);
  await queued(2);
  for (const table of ['_private_jobs', '_private_job_queues'])
    await admin.query(`update graphile_worker.${table} set locked_at = now() - interval '5 hours' where locked_by is not null`);
  const late = async () => {
    const { rows } = await admin.query(
      `select locked_at from graphile_worker._private_jobs where locked_at < now() - interval '1 hour'
       union all select locked_at from graphile_worker._private_job_queues where locked_at < now() - interval '1 hour'`,
    );
    return rows.length;
  };
  await until(async () => (await late()) === 0);
  expect(ran).toEqual([1]);
  open();
  await until(() => ran.length === 2);
  expect(ran).toEqual([1, 2]);
});

it('regular jobs run once for all nodes, made up for when nobody was there; a database that is away ends nothing', async () => {
  const ran: string[] = [];
  const other = createJobs({ db, logger });
  for (const [name, one] of [
    ['here', jobs],
    ['there', other],
  ] as const)
    one.every(halfAnHourAgo(), 'test.regular', async () => void ran.push(name));
  await jobs.migrate();
  await admin.query(
    `insert into graphile_worker._private_known_crontabs (identifier, known_since) values ('test:regular', now() - interval '1 day')`,
  );
  await jobs.start();
  await other.start();
  await until(() => ran.length > 0);
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'rapport'`,
  );
  await enqueueRegular();
  await until(() => ran.length > 1);
  await other.stop();
  expect(ran).toHaveLength(2);
});

function halfAnHourAgo(): string {
  const then = new Date(Date.now() - 30 * 60_000);
  return `${then.getUTCMinutes()} ${then.getUTCHours()} * * *`;
}

/** As when it falls due. */
const enqueueRegular = () => admin.query(`select graphile_worker.add_job('test:regular', '{}'::json)`);
