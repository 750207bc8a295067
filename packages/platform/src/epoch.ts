import type { Db, Queryable, Tx } from './db.ts';
import { newId } from './random.ts';

/** Every transaction id that any room keeps begins anew: the old cluster's numbers mean nothing here. */
async function resetTransactions(tx: Tx): Promise<void> {
  const columns = await tx.rows<{ sql: string }>(
    `select format('update %s set %I = pg_current_xact_id() where %I is not null', a.attrelid::regclass, a.attname, a.attname) as sql
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.atttypid = 'xid8'::regtype and not a.attisdropped`,
  );
  for (const { sql } of columns) await tx.rows(sql);
}

interface Identity {
  system: string;
  timeline: number;
  oid: number;
}

/**
 * What identifies the cluster now. The timeline is read where rows are written to: the control file tells of a promotion only
 * after the next checkpoint.
 */
const identityOf = (db: Queryable): Promise<Identity | undefined> =>
  db.row<Identity>(
    `select (select system_identifier::text from pg_control_system()) as system,
       ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline,
       (select oid::bigint from pg_database where datname = current_database()) as oid`,
  );

const knownEpoch = (db: Queryable): Promise<(Identity & { id: string }) | undefined> =>
  db.row(`select id, system_identifier as system, timeline, database_oid::bigint as oid from epoch`);

/** The name of the epoch that a server has opened; undefined where none has started yet. */
export const epochNow = async (db: Queryable): Promise<string | undefined> => (await knownEpoch(db))?.id;

const same = (one: Identity, other: Identity): boolean =>
  one.system === other.system && one.timeline === other.timeline && one.oid === other.oid;

/**
 * The epoch of this database (SY6a): kept with what identifies the cluster. When that is not what it was — a restored
 * backup, a promoted copy — a new epoch opens and every `last_tx` begins anew, because transaction ids do; clients then drop
 * what they hold and rebase.
 */
export async function openEpoch(db: Db): Promise<string> {
  return db.transaction(async (tx) => {
    await tx.rows('lock table epoch in exclusive mode');
    const here = await identityOf(tx);
    const known = await knownEpoch(tx);
    if (!here) throw new Error('The database does not say which cluster it is.');
    if (known && same(known, here)) return known.id;
    const id = newId();
    await tx.rows('delete from epoch');
    await tx.rows('insert into epoch (id, system_identifier, timeline, database_oid) values ($1, $2, $3, $4::bigint::oid)', [
      id,
      here.system,
      here.timeline,
      here.oid,
    ]);
    if (known) {
      await resetTransactions(tx);
      await tx.rows('delete from log_reader');
    }
    return id;
  });
}

/** Milliseconds between looks whether the database is still the one that this process opened. */
const watchEvery = 2_000;

/**
 * Watches that the database stays the one whose epoch was opened. A connection may lead to another one: a promoted standby
 * that lacks the last messages, a restored copy. Numbers begin anew there, so the process must too. Calls `ended` once.
 */
export function watchEpoch(db: Db, epoch: string, ended: () => void): () => void {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    clearInterval(timer);
  };
  const look = async (): Promise<void> => {
    const [here, known] = await Promise.all([identityOf(db), knownEpoch(db)]);
    if (stopped || (here && known && known.id === epoch && same(known, here))) return;
    stop();
    ended();
  };
  // A database that does not answer is for others to tell of.
  const timer = setInterval(() => void look().catch(() => undefined), watchEvery);
  timer.unref();
  return stop;
}
