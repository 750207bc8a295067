import { hostname } from 'node:os';
import { cloneDatabase, type TestDatabase, until } from '@rapport/dev';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLocalBus } from '../bus/local.ts';
import type { Bus } from '../bus.ts';
import { createDb, type Db } from '../db.ts';
import { createJobs, type Jobs } from '../jobs.ts';
import { createLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { newId } from '../random.ts';
import { nodesNow } from './node-table.ts';
import { Nodes } from './nodes.ts';

const logger = createLogger('silent');
let database: TestDatabase;
let db: Db;
let bus: Bus;
let jobs: Jobs;
let node: Nodes;
let id: string;
let ran: number[];
/** Seconds ago of what is to count as of now, however long a busy machine takes until it is judged. */
const ahead = -3_600;

function nodeOf(more: { steadyAfter?: number } = {}): Nodes {
  return new Nodes({
    id,
    databaseUrl: database.url,
    version: '1.2.3',
    port: 8420,
    store: async () => 'folder:here',
    bus,
    remote: undefined,
    jobs,
    vault: { numbers: () => [1], current: 1 },
    logger,
    metrics: createMetrics(),
    ...more,
  });
}

beforeEach(async () => {
  database = await cloneDatabase();
  db = createDb({ url: database.url, max: 6, logger });
  bus = createLocalBus(() => undefined);
  jobs = createJobs({ db, logger });
  ran = [];
  jobs.define('test.note', async ({ n }: { n: number }) => void ran.push(n));
  await jobs.migrate();
  id = newId();
  node = nodeOf({ steadyAfter: 100 });
});
afterEach(async () => {
  await jobs.stop();
  await node.leave();
  await db.close();
  await database.drop();
});

/** Another node that was seen so many seconds ago, with a worker that holds a job. */
async function other(worker: string, n: number, seenAgo: number, lockedAgo = seenAgo): Promise<string> {
  const other = newId();
  await db.transaction(async (tx) => {
    await jobs.enqueue(tx, 'test.note', { n });
    await tx.rows(
      `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - make_interval(secs => $2)
       where (payload->>'n')::int = $3`,
      [worker, lockedAgo, n],
    );
  });
  await db.rows(
    `insert into node (id, version, address, workers, seen_at) values ($1, 'x', 'y', array[$2], clock_timestamp() - make_interval(secs => $3))`,
    [other, worker, seenAgo],
  );
  return other;
}

/** Heartbeats until this node was well for long enough to judge others: it takes those out that are dead. */
async function steadyBeat(): Promise<void> {
  const dead = newId();
  await db.rows(
    `insert into node (id, version, address, workers, seen_at) values ($1, 'x', 'judged', '{}', clock_timestamp() - interval '1 hour')`,
    [dead],
  );
  await until(async () => {
    await node.beat();
    return !(await nodesNow(db)).some((row) => row.id === dead);
  });
}

it('a node is in the table while it runs, with its workers, and out of it when it leaves', async () => {
  await node.enter('house');
  await jobs.start();
  await node.beat();
  expect(await nodesNow(db)).toMatchObject([{ id, version: '1.2.3', address: `${hostname()}:8420`, line: 'alone' }]);
  const rows = await db.rows<{ workers: string[] }>('select workers from node');
  expect(rows[0]!.workers).toEqual(jobs.workers());
  expect(jobs.workers().length).toBeGreaterThan(0);
  await node.leave();
  expect(await nodesNow(db)).toEqual([]);
});

it('the job that a dead node held is run by one that lives; what a living node holds is left alone', async () => {
  await jobs.start();
  await node.enter('house');
  const dead = await other('worker-dead', 1, 30, 1);
  const alive = await other('worker-alive', 2, ahead, 30);
  await steadyBeat();
  await until(() => ran.includes(1));
  expect((await nodesNow(db)).map((row) => row.id)).not.toContain(dead);
  expect((await nodesNow(db)).map((row) => row.id)).toContain(alive);
  expect(ran).toEqual([1]);
});

it('a lock of a worker that no node has is undone, but not one of the last seconds', async () => {
  await jobs.start();
  await node.enter('house');
  await other('worker-old', 1, 30);
  await other('worker-new', 2, 30, ahead);
  await db.rows('delete from node where id <> $1', [id]);
  await steadyBeat();
  await until(() => ran.includes(1));
  expect(ran).toEqual([1]);
});

it('the queue that a dead node held is free again; the one of a living node is not', async () => {
  await node.enter('house');
  await other('worker-dead', 1, 30, 1);
  await other('worker-alive', 2, ahead, 30);
  await db.rows(
    `insert into graphile_worker._private_job_queues (queue_name, locked_by, locked_at)
     values ('of-dead', 'worker-dead', now()), ('of-alive', 'worker-alive', now() - interval '30 seconds')`,
  );
  await steadyBeat();
  const locked = await db.rows<{ name: string }>(
    'select queue_name as name from graphile_worker._private_job_queues where locked_by is not null',
  );
  expect(locked).toEqual([{ name: 'of-alive' }]);
});

it('the port it listens on in the end is told with the next heartbeat', async () => {
  await node.enter('house');
  node.port = 8421;
  await node.beat();
  expect(await nodesNow(db)).toMatchObject([{ address: `${hostname()}:8421` }]);
});

it('nobody is judged by a node that was silent itself a moment ago', async () => {
  node = nodeOf({ steadyAfter: 3_600_000 });
  await node.enter('house');
  const silent = await other('worker-x', 1, 30);
  await node.beat();
  expect((await nodesNow(db)).map((row) => row.id)).toContain(silent);
});

it('a node that was taken for dead comes back; without heartbeats it does not say that it is well', async () => {
  await node.enter('house');
  expect(node.alive).toBe(true);
  await db.rows('delete from node');
  await node.beat();
  expect((await nodesNow(db)).map((row) => row.id)).toEqual([id]);
  await db.rows('alter table node rename to gone');
  await until(() => !node.alive);
  await db.rows('alter table gone rename to node');
  await until(() => node.alive);
});

it('without a bus between nodes another one is not heard, and that is told here', async () => {
  const told: boolean[] = [];
  bus.subscribe('line', ({ away }) => told.push(away));
  await node.enter('house');
  expect(node.away).toBe(false);
  const alive = await other('worker-y', 1, ahead);
  await node.beat();
  expect(node.away).toBe(true);
  await db.rows('delete from node where id = $1', [alive]);
  await node.beat();
  expect(node.away).toBe(false);
  expect(told).toEqual([true, false]);
});
