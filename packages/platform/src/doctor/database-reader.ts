import type { Queryable } from '../db.ts';

export interface DatabaseFacts {
  version: string;
  number: number;
  encoding: string;
  mayCreate: boolean;
  readOnly: boolean;
  /** Bytes. */
  size: number;
  /** Age of the oldest transaction id that is not frozen. */
  age: number;
  /** Settings that must be on, and are off. */
  off: string[];
  connections: number;
  mostConnections: number;
  name: string;
  collation: string | null;
  collationNow: string | null;
  archives: boolean;
}

/** What the database says of itself. */
export async function databaseFacts(db: Queryable): Promise<DatabaseFacts> {
  const row = await db.row<DatabaseFacts>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
       current_setting('server_encoding') as encoding, has_schema_privilege('public', 'create') as "mayCreate",
       pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as "readOnly",
       pg_database_size(d.oid) as size, age(d.datfrozenxid)::bigint as age,
       array(select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off') as off,
       (select sum(numbackends)::int from pg_stat_database) as connections,
       current_setting('max_connections')::int as "mostConnections", d.datname as name, d.datcollversion as collation,
       pg_database_collation_actual_version(d.oid) as "collationNow", current_setting('archive_mode') <> 'off' as archives
     from pg_database d where d.datname = current_database()`,
  );
  return row!;
}

export interface HeldSnapshot {
  pid: number;
  program: string;
  state: string;
  seconds: number;
}

/** The transaction that keeps the oldest rows from being cleaned up. */
export const oldestSnapshot = (db: Queryable): Promise<HeldSnapshot | undefined> =>
  db.row<HeldSnapshot>(
    `select pid, coalesce(nullif(application_name, ''), usename, backend_type) as program, coalesce(state, backend_type) as state,
       extract(epoch from clock_timestamp() - xact_start)::float8 as seconds
     from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and (backend_xmin is not null or backend_xid is not null)
       and backend_type <> 'autovacuum worker'
     order by xact_start limit 1`,
  );

/** Transactions that wait for a second phase that nobody of ours knows. */
export const oldestPrepared = (db: Queryable): Promise<{ name: string; seconds: number } | undefined> =>
  db.row(
    `select gid as name, extract(epoch from clock_timestamp() - prepared)::float8 as seconds from pg_prepared_xacts
     where database = current_database() order by prepared limit 1`,
  );

export interface LockWaits {
  count: number;
  /** Seconds of the one that waits longest. */
  longest: number;
  holder: number | null;
  /** What the holder runs: the name that its statement carries, never its text. */
  statement: string | null;
}

/** Who waits for a lock of this database, and for whom. */
export async function lockWaits(db: Queryable): Promise<LockWaits> {
  const row = await db.row<LockWaits>(
    `with w as (select pid, extract(epoch from clock_timestamp() - waitstart)::float8 as seconds from pg_locks
       where not granted and waitstart is not null
         and pid in (select pid from pg_stat_activity where datname = current_database())),
     longest as (select pid, seconds from w order by seconds desc limit 1),
     holder as (select (pg_blocking_pids(pid))[1] as pid from longest)
     select (select count(*) from w)::int as count, coalesce((select seconds from longest), 0) as longest,
       (select pid from holder) as holder,
       (select coalesce(substring(a.query from '^/\\* ([\\w.]+) \\*/'), a.state) from pg_stat_activity a join holder h using (pid)) as statement`,
  );
  return row!;
}

export interface ArchiveFacts {
  failed: number;
  segment: string | null;
  failing: boolean;
  /** Seconds since the last segment left. */
  since: number | null;
}

export const archiveFacts = (db: Queryable): Promise<ArchiveFacts | undefined> =>
  db.row<ArchiveFacts>(
    `select failed_count as failed, last_failed_wal as segment,
       coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) as failing,
       extract(epoch from now() - last_archived_time)::float8 as since from pg_stat_archiver`,
  );

export interface ReplicationFacts {
  standbys: number;
  /** Bytes. */
  lag: number;
  idleSlot: string | null;
  idleBytes: number;
}

/** Standbys and slots; a standby itself says nothing of them. */
export const replicationFacts = (db: Queryable): Promise<ReplicationFacts | undefined> =>
  db.row<ReplicationFacts>(
    `with here as (select case when pg_is_in_recovery() then null else pg_current_wal_lsn() end as lsn),
     idle as (select slot_name::text as name, pg_wal_lsn_diff(lsn, restart_lsn)::float8 as bytes from pg_replication_slots, here
       where not active and restart_lsn is not null order by 2 desc nulls last limit 1)
     select (select count(*) from pg_stat_replication)::int as standbys,
       coalesce((select max(pg_wal_lsn_diff(lsn, replay_lsn)) from pg_stat_replication, here), 0)::float8 as lag,
       (select name from idle) as "idleSlot", coalesce((select bytes from idle), 0) as "idleBytes"`,
  );

export interface ReaderLag {
  name: string;
  streams: number;
  /** Age of the oldest change not read. */
  seconds: number;
}

/** Readers of the log that have not read all there is, of the kinds of streams that they read. */
export const readerLags = (db: Queryable): Promise<ReaderLag[]> =>
  db.rows<ReaderLag>(
    `select lr.name, count(*)::int as streams, extract(epoch from clock_timestamp() - min(l.at))::float8 as seconds
     from log_reader lr
     join stream st on st.last_tx >= pg_snapshot_xmin(lr.seen::pg_snapshot) and not pg_visible_in_snapshot(st.last_tx, lr.seen::pg_snapshot)
     left join log_reader_stream r on r.reader = lr.name and r.stream_id = st.id
     join log l on l.stream_id = st.id and l.ev = coalesce(r.ev, 0) + 1
     where exists (select 1 from log_reader_stream o join stream s on s.id = o.stream_id where o.reader = lr.name and s.kind = st.kind)
     group by lr.name order by seconds desc`,
  );

export interface JobFacts {
  waiting: number;
  running: number;
  failed: number;
  /** Seconds that the oldest due one waits. */
  oldest: number;
  lastFailed: string | null;
}

/** The queue of jobs; undefined before the first start. */
export async function jobFacts(db: Queryable): Promise<JobFacts | undefined> {
  const there = await db.row<{ there: boolean }>(`select to_regclass('graphile_worker.jobs') is not null as there`);
  if (!there?.there) return undefined;
  return db.row<JobFacts>(
    `select count(*) filter (where due)::int as waiting, count(*) filter (where locked_at is not null)::int as running,
       count(*) filter (where dead)::int as failed,
       coalesce(extract(epoch from clock_timestamp() - min(run_at) filter (where due)), 0)::float8 as oldest,
       (array_agg(task_identifier order by updated_at desc) filter (where dead))[1] as "lastFailed"
     from (select *, attempts >= max_attempts and locked_at is null as dead,
       attempts < max_attempts and locked_at is null and run_at <= now() as due from graphile_worker.jobs) j`,
  );
}

/** Bytes of this database. */
export const sizeOf = async (db: Queryable): Promise<number> =>
  (await db.row<{ size: number }>('select pg_database_size(current_database()) as size'))!.size;

/** The queue by what its jobs do. */
export async function jobsByTask(
  db: Queryable,
): Promise<{ task: string; waiting: number; running: number; failed: number; oldest: number }[]> {
  return db.rows(
    `select task_identifier as task, count(*) filter (where due)::int as waiting, count(*) filter (where locked_at is not null)::int as running,
       count(*) filter (where dead)::int as failed,
       greatest(0, coalesce(extract(epoch from clock_timestamp() - min(run_at) filter (where due)), 0))::float8 as oldest
     from (select *, attempts >= max_attempts and locked_at is null as dead,
       attempts < max_attempts and locked_at is null and run_at <= now() as due from graphile_worker.jobs) j
     group by task_identifier order by task_identifier`,
  );
}
