import type { Config } from '../config.ts';
import type { Db, Queryable } from '../db.ts';
import { createVault, type Vault } from '../vault.ts';
import { inOwnLanguage } from '../words.ts';
import { keyFileOf } from './key-source.ts';

type Keys = Pick<Vault, 'markOf' | 'numbers'>;
type Place = Pick<Config, 'dataDir' | 'masterKey' | 'keyCommand'>;

const placeOf = (place: Place): string => keyFileOf(place) ?? 'RAPPORT_MASTER_KEY';

/** Thrown where a server would run with other master keys than its database is sealed with. */
export class WrongKeyError extends Error {
  override name = 'WrongKeyError';
  constructor(place: Place) {
    const where = placeOf(place);
    super(
      inOwnLanguage(
        `${where} is not the master key that this database was begun with, or lacks a later one: files and secrets sealed by others could not be opened, nor theirs by them. Copy keys/master.key from a node that works, or from the backup, into the folder of RAPPORT_DATA, and start again; or see whether DATABASE_URL names the right database.`,
        `${where}不是这个数据库最初使用的主密钥，或缺少后来的主密钥：其他节点加密的文件和机密在这里打不开，反之亦然。请从正常的节点或备份把keys/master.key复制到RAPPORT_DATA目录，再重新启动；或检查DATABASE_URL是否指向正确的数据库。`,
      ),
    );
  }
}

interface Mark {
  n: number;
  mark: Buffer;
}

/** Marks of the keys that something in this database may be sealed with, the newest last. An operator empties them to go on without a key that is lost for good. */
const keptMarks = (db: Queryable): Promise<Mark[]> => db.rows<Mark>(`select n, mark from key_mark where mark <> '' order by n`);

const fits = (marks: readonly Mark[], vault: Keys): boolean =>
  marks.every(({ n, mark }) => vault.markOf(n)?.equals(mark) ?? false);

/** Whether these are the database's master keys; undefined when no server has started on it yet. */
export async function isKeyOf(db: Queryable, vault: Keys): Promise<boolean | undefined> {
  const marks = await keptMarks(db);
  return marks.length === 0 ? undefined : fits(marks, vault);
}

/** Number of the master key that seals; undefined when no server has started yet. */
export const currentKey = async (db: Queryable): Promise<number | undefined> => (await keptMarks(db)).at(-1)?.n;

/** Lets a vault seal with the key that the database names, and answers its number. Where that is not at hand it goes on with the one before. */
export async function useCurrentKey(db: Queryable, vault: Vault): Promise<number | undefined> {
  const number = await currentKey(db);
  if (number !== undefined && number !== vault.current && vault.markOf(number)) vault.use(number);
  return number;
}

/**
 * The first server leaves its key's mark; a later one with another key is refused. `sealed`: something that a release from before
 * marks sealed with its key, if there is anything.
 * @throws WrongKeyError
 */
export async function takeKey(
  { db, vault, config }: { db: Db; vault: Vault; config: Place },
  sealed: (db: Queryable) => Promise<Uint8Array | undefined>,
): Promise<void> {
  const good = await db.transaction(async (tx) => {
    // Another node may come at the same moment.
    await tx.rows('lock table key_mark in exclusive mode');
    const marks = await keptMarks(tx);
    if (marks.length > 0) return fits(marks, vault);
    // Emptied marks: the key is given up, whatever was sealed with it.
    const begun = (await tx.row('select 1 from key_mark')) !== undefined;
    const old = begun ? undefined : await sealed(tx);
    if (old && !opens(vault, old)) return false;
    const number = Math.max(...vault.numbers());
    await tx.rows('delete from key_mark');
    await tx.rows('insert into key_mark (n, mark) values ($1, $2)', [number, vault.markOf(number)]);
    return true;
  });
  if (!good) throw new WrongKeyError(config);
  await useCurrentKey(db, vault);
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
export async function assertKey(db: Queryable, config: Pick<Config, 'keys'> & Place): Promise<void> {
  const columns = await db.rows<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = to_regclass('public.key_mark') and attnum > 0 and not attisdropped`,
  );
  if (columns.length === 0) return;
  const vault = createVault(config.keys);
  // Before there could be several keys there was key 1.
  const marks = columns.some(({ name }) => name === 'n')
    ? await keptMarks(db)
    : await db.rows<Mark>(`select 1 as n, mark from key_mark where mark <> ''`);
  if (!fits(marks, vault)) throw new WrongKeyError(config);
}
