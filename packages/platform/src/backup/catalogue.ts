import type pg from 'pg';

export interface TableShape {
  name: string;
  /** What is kept of it: neither what the server computes, nor transaction ids, which mean nothing in another cluster. */
  columns: string[];
}

export interface SequencePlace {
  name: string;
  /** Null: never used. */
  last: string | null;
}

/**
 * What is made anew and not carried over: `migration` is written as migrations run, the epoch opens anew in another database (SY6a), the
 * snapshots of log readers speak of the old cluster's transactions (their places per stream are kept), and nodes are processes that ran
 * there. The last is a restore's own mark.
 */
const left = ['migration', 'epoch', 'log_reader', 'node', 'restore_under_way'];

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Every table of ours, whoever owns it. */
export async function tablesOf(client: pg.Client): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `select c.relname as name,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype
         order by a.attnum) as columns
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relpersistence <> 't' and c.relname <> all($1)
       and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     order by c.relname`,
    [left],
  );
  return rows;
}

/** Whether the database holds any table outside the system's own. */
export async function isEmptyDatabase(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' limit 1`,
  );
  return rows.length === 0;
}

export async function sequencesOf(client: pg.Client): Promise<SequencePlace[]> {
  const { rows } = await client.query<SequencePlace>(
    `select sequencename::text as name, last_value::text as last from pg_sequences where schemaname = 'public' order by 1`,
  );
  return rows;
}

export interface Obstacle {
  /** Takes it out of the way. */
  off: string;
  /** Puts it back, checked. */
  on: string;
}

/**
 * Triggers and foreign keys, which would judge rows that come in no particular order: taken off for the load and put back in the same
 * transaction, where a foreign key checks all rows at once.
 */
export async function obstaclesOf(client: pg.Client): Promise<Obstacle[]> {
  const triggers = await client.query<Obstacle>(
    `select format('alter table %s disable trigger %I', t.tgrelid::regclass, t.tgname) as off,
       format('alter table %s enable trigger %I', t.tgrelid::regclass, t.tgname) as on
     from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not t.tgisinternal and t.tgenabled = 'O' and t.tgparentid = 0`,
  );
  const keys = await client.query<Obstacle>(
    `select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as off,
       format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) as on
     from pg_constraint k
     where k.contype = 'f' and k.conparentid = 0 and k.connamespace = 'public'::regnamespace`,
  );
  return [...triggers.rows, ...keys.rows];
}

/** Waiting jobs, as their own function takes them: the queue's tables are another package's and change with it. */
export const jobsToKeep = `select t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key, j.priority,
    array(select jsonb_object_keys(j.flags)) as flags
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
  where j.attempts < j.max_attempts`;

export const jobTable =
  'create temp table kept_job (task text, payload json, queue text, run_at timestamptz, attempts int, key text, priority int, flags text[])';

export const enqueueKept = `select graphile_worker.add_job(task, payload, queue, run_at, attempts, key, priority, nullif(flags, '{}'))
  from kept_job order by run_at`;
