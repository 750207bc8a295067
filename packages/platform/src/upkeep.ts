import type { Db, Queryable } from './db.ts';

/** `at` in Unix ms. Backups older than a year are forgotten. */
export async function noteBackup(
  db: Db,
  /** `place`: the folder it was put in. */
  made: { at: number; version: string; bytes: number; place?: string },
): Promise<void> {
  await db.rows(
    `insert into backup_made (at, version, bytes, place) values (to_timestamp($1::float8 / 1000), $2, $3, $4) on conflict do nothing`,
    [made.at, made.version, made.bytes, made.place ?? ''],
  );
  await db.rows(`delete from backup_made where at < now() - interval '1 year'`);
}

/** When the last backup was made (Unix ms). */
export async function lastBackup(db: Queryable): Promise<number | undefined> {
  const row = await db.row<{ at: number | null }>('select max(at) as at from backup_made');
  return row?.at ?? undefined;
}

/** Folders in which backups were put, the last used first. */
export const placesOfBackups = async (db: Queryable, limit: number): Promise<string[]> =>
  (
    await db.rows<{ place: string }>(
      `select place from backup_made where place <> '' group by place order by max(at) desc limit $1`,
      [limit],
    )
  ).map(({ place }) => place);
