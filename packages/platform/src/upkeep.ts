import { type Config, masterKeyFile } from './config.ts';
import type { Db, Queryable } from './db.ts';
import { createVault, type Vault } from './vault.ts';
import { inOwnLanguage } from './words.ts';

/** Tells one master key from another without telling anything of it. */
const markOf = (vault: Pick<Vault, 'derive'>): Buffer => vault.derive('key-mark/1');

/** Thrown where a server would run with another master key than its database was begun with. */
export class WrongKeyError extends Error {
  override name = 'WrongKeyError';
  constructor(dataDir: string) {
    super(
      inOwnLanguage(
        `${masterKeyFile(dataDir)} is not the master key that this database was begun with: files and secrets sealed by others could not be opened, nor theirs by them. Copy keys/master.key from a node that works, or from the backup, into the folder of RAPPORT_DATA, and start again; or see whether DATABASE_URL names the right database.`,
        `${masterKeyFile(dataDir)} 不是这个数据库最初使用的主密钥：其他节点加密的文件和机密在这里打不开，反之亦然。请从正常的节点或备份把 keys/master.key 复制到 RAPPORT_DATA 目录，再重新启动；或检查 DATABASE_URL 是否指向正确的数据库。`,
      ),
    );
  }
}

/** The mark of the key that the database was begun with. An operator empties it to go on without a key that is lost for good. */
async function keptMark(db: Queryable): Promise<Buffer | undefined> {
  return (await db.row<{ mark: Buffer }>('select mark from key_mark'))?.mark;
}

/** Whether the database was begun with this master key; undefined when no server has started on it yet. */
export async function isKeyOf(db: Queryable, vault: Pick<Vault, 'derive'>): Promise<boolean | undefined> {
  const mark = await keptMark(db);
  return mark === undefined || mark.length === 0 ? undefined : mark.equals(markOf(vault));
}

/**
 * The first server leaves its key's mark; a later one with another key is refused. `sealed`: something that a release from before
 * marks sealed with its key, if there is anything.
 * @throws WrongKeyError
 */
export async function takeKey(
  { db, vault, config }: { db: Db; vault: Vault; config: Pick<Config, 'dataDir'> },
  sealed: (db: Queryable) => Promise<Uint8Array | undefined>,
): Promise<void> {
  const mark = await keptMark(db);
  const old = mark === undefined ? await sealed(db) : undefined;
  if (old && !opens(vault, old)) throw new WrongKeyError(config.dataDir);
  await db.rows(`insert into key_mark (mark) values ($1) on conflict (one) do update set mark = $1 where key_mark.mark = ''`, [
    markOf(vault),
  ]);
  // Another node may have been quicker.
  if ((await isKeyOf(db, vault)) !== true) throw new WrongKeyError(config.dataDir);
}

function opens(vault: Vault, sealed: Uint8Array): boolean {
  try {
    vault.unwrap(sealed);
    return true;
  } catch {
    return false;
  }
}

/**
 * Before anything is done to a database: nothing is backed up or migrated with another key.
 * @throws WrongKeyError
 */
export async function assertKey(db: Queryable, { masterKey, dataDir }: Pick<Config, 'masterKey' | 'dataDir'>): Promise<void> {
  const table = await db.row<{ there: boolean }>(`select to_regclass('public.key_mark') is not null as there`);
  if (table?.there && (await isKeyOf(db, createVault(masterKey))) === false) throw new WrongKeyError(dataDir);
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
