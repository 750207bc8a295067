import type { Queryable } from '../db.ts';

/** Seconds without a heartbeat after which a node is dead: five heartbeats and some delay. */
export const deadAfter = 6;

export interface NodeRow {
  id: string;
  version: string;
  address: string;
  /** How it hears other nodes. */
  line: 'alone' | 'heard' | 'away';
  /** Which store of files it uses; empty: it could not tell. */
  store: string;
  /** Highest number of its master keys, and the one that it seals with. */
  newestKey: number;
  currentKey: number;
  /** Seconds since it started, and since it was seen, by the database's clock. */
  age: number;
  unseen: number;
}

export interface Enrolment {
  id: string;
  version: string;
  address: string;
  line: NodeRow['line'];
  store: string;
  newestKey: number;
  currentKey: number;
  workers: readonly string[];
}

/** Whoever stands in the table, the dead of the last seconds too; oldest first. */
export const nodesNow = (q: Queryable): Promise<NodeRow[]> =>
  q.rows<NodeRow>(
    `select id, version, address, line, store, newest_key as "newestKey", current_key as "currentKey",
       extract(epoch from clock_timestamp() - started_at)::float8 as age,
       extract(epoch from clock_timestamp() - seen_at)::float8 as unseen from node order by started_at, id`,
  );

/** Writes a node's heartbeat; answers whether it was still in the table. */
export async function noteAlive(q: Queryable, node: Enrolment): Promise<boolean> {
  const { id, version, address, line, store, workers, newestKey, currentKey } = node;
  const row = await q.row<{ known: boolean }>(
    `insert into node (id, version, address, line, store, workers, newest_key, current_key) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (id) do update
     set seen_at = clock_timestamp(), address = excluded.address, line = excluded.line, store = excluded.store, workers = excluded.workers,
       newest_key = excluded.newest_key, current_key = excluded.current_key
     returning xmax <> 0 as known`,
    [id, version, address, line, store, workers, newestKey, currentKey],
  );
  return row?.known ?? false;
}

/** A row that nobody beats for goes; no more is written of this node. */
export const removeNode = (q: Queryable, id: string): Promise<unknown> => q.rows('delete from node where id = $1', [id]);

/** Takes the dead out of the table; answers their ids and the names their workers had. */
export const removeDead = (q: Queryable): Promise<{ id: string; workers: string[] }[]> =>
  q.rows(`delete from node where seen_at < clock_timestamp() - make_interval(secs => $1) returning id, workers`, [deadAfter]);

/**
 * Unlocks what the workers of dead nodes hold, and whatever others hold that no living node has: the queue itself would wait four
 * hours for them. A lock of the last seconds may be of a node that has not said yet who its workers are. Answers how many jobs
 * are free again.
 */
export async function unlockOrphans(q: Queryable, dead: readonly string[]): Promise<number> {
  const orphaned = `locked_by is not null and (locked_by = any ($2) or locked_at < clock_timestamp() - make_interval(secs => $1))
    and not exists (select 1 from node n where locked_by = any (n.workers))`;
  const jobs = await q.rows(
    `update graphile_worker._private_jobs set locked_at = null, locked_by = null where ${orphaned} returning id`,
    [deadAfter, dead],
  );
  await q.rows(`update graphile_worker._private_job_queues set locked_at = null, locked_by = null where ${orphaned}`, [
    deadAfter,
    dead,
  ]);
  // Wakes workers that would look only in a while.
  if (jobs.length > 0) await q.rows(`select pg_notify('jobs:insert', json_build_object('count', $1::int)::text)`, [jobs.length]);
  return jobs.length;
}
