import type { Db, Tx } from './db.ts';
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

/**
 * The epoch of this database (SY6a): kept with what identifies the cluster. When that is not what it was — a restored
 * backup, a promoted copy — a new epoch opens and every `last_tx` begins anew, because transaction ids do; clients then drop
 * what they hold and rebase.
 */
export async function openEpoch(db: Db): Promise<string> {
  return db.transaction(async (tx) => {
    await tx.rows('lock table epoch in exclusive mode');
    const here = await tx.row<{ system: string; timeline: number; oid: number }>(
      `select (select system_identifier::text from pg_control_system()) as system,
         (select timeline_id from pg_control_checkpoint()) as timeline,
         (select oid::bigint from pg_database where datname = current_database()) as oid`,
    );
    const known = await tx.row<{ id: string; system: string; timeline: number; oid: number }>(
      `select id, system_identifier as system, timeline, database_oid::bigint as oid from epoch`,
    );
    if (!here) throw new Error('The database does not say which cluster it is.');
    if (known && known.system === here.system && known.timeline === here.timeline && known.oid === here.oid) return known.id;
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
