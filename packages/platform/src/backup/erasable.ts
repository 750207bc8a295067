/**
 * What must go from backups too once it was erased. Rows of these tables are written into a backup only under a key of their unit (a version of
 * a message, a stored file …); the keys lie in the key book beside the backups, and what has no key there any more stays gone
 * (decision 39). The rooms say what that is, SQL included: names come from code.
 */
export interface Erasable {
  /** Migrations without which nothing can be erased: a database in an older shape is backed up as it is. */
  needs: readonly string[];
  /** By ascending `kind`. */
  units: readonly ErasableUnits[];
  tables: readonly ErasableTable[];
  /** Made anew after a restore, or of no use then. `keep`: rows that a backup has nevertheless. */
  left: readonly { table: string; keep?: string }[];
}

/** Everything of one kind that has a key of its own. */
export interface ErasableUnits {
  /** 1 to 255; forever the same, since key books have it. */
  kind: number;
  /**
   * A query for its columns `id` (uuid), `n` (bigint), `gen` (int), `key` (bytea) and `dead` (boolean), in the order of the first two. `gen` rises
   * when what was there before must not be read any more. `key`: the stored key that the unit's is derived from, null where there is none:
   * then one is made that the book alone has. `dead`: erased, its key is to be forgotten.
   */
  sql: string;
}

export interface ErasableTable {
  table: string;
  kind: number;
  /** Joined to the table, which is called `t`. */
  join?: string;
  /** Expressions that name a row's unit. */
  id: string;
  n?: string;
  /** What nobody may read without the key. */
  columns: readonly string[];
  /** What stands in these columns when there is no key any more (null, or as `copy` reads it); without it the row goes. */
  blank?: Readonly<Record<string, string | null>>;
}

export const nothingErasable: Erasable = { needs: [], units: [], tables: [], left: [] };

/** How a unit stands in a key book: kind, id and number, 25 bytes that sort as they do in the database. */
export const placeLength = 25;

export function putPlace(into: Buffer, kind: number, id: string, n: string): Buffer {
  into[0] = kind;
  into.write(id.replaceAll('-', ''), 1, 'hex');
  into.writeBigUInt64BE(BigInt(n), 17);
  return into;
}
