import type { Db, Queryable } from './db.ts';
import type { Vault } from './vault.ts';

/** Tells one master key from another without telling anything of it. */
const markOf = (vault: Pick<Vault, 'derive'>): Buffer => vault.derive('key-mark/1');

/** Whether the database was begun with this master key; undefined when no server has started on it yet. */
export async function isKeyOf(db: Queryable, vault: Pick<Vault, 'derive'>): Promise<boolean | undefined> {
  const row = await db.row<{ mark: Buffer }>('select mark from key_mark');
  return row ? row.mark.equals(markOf(vault)) : undefined;
}

/** The first server leaves its key's mark; a later one with another key is told (it could not read what the others sealed). */
export async function markKey(db: Db, vault: Pick<Vault, 'derive'>): Promise<boolean> {
  await db.rows('insert into key_mark (mark) values ($1) on conflict do nothing', [markOf(vault)]);
  return (await isKeyOf(db, vault)) === true;
}

/** `at` in Unix ms. Backups older than a year are forgotten. */
export async function noteBackup(db: Db, made: { at: number; version: string; bytes: number }): Promise<void> {
  await db.rows(
    `insert into backup_made (at, version, bytes) values (to_timestamp($1::float8 / 1000), $2, $3) on conflict do nothing`,
    [made.at, made.version, made.bytes],
  );
  await db.rows(`delete from backup_made where at < now() - interval '1 year'`);
}

/** When the last backup was made (Unix ms). */
export async function lastBackup(db: Queryable): Promise<number | undefined> {
  const row = await db.row<{ at: number | null }>('select max(at) as at from backup_made');
  return row?.at ?? undefined;
}
