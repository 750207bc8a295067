import type pg from 'pg';
import type { Clock } from '../clock.ts';
import { formatKeyRing, type KeyRing, newestIn } from '../keys/key-ring.ts';
import { newId } from '../random.ts';
import { createVault } from '../vault.ts';
import { openCopyClient } from './copy-client.ts';
import type { Erasable } from './erasable.ts';
import { gatherKeys } from './gather-keys.ts';
import { type BookHeader, BookReader, BookWriter } from './key-book.ts';
import { bookFile, clearWay, installBook, ownBook, wipeFile } from './key-place.ts';
import { beginReading } from './read-database.ts';
import { sealKey } from './sealed-key.ts';

/** A key book that lies beside the one that it will replace. */
export interface WrittenBook {
  id: string;
  n: number;
  /** From its beginning; to be closed. */
  read(): Promise<BookReader>;
  install(): Promise<void>;
  discard(): Promise<void>;
}

export interface BookWish {
  /** Folder in which the backups lie. */
  place: string;
  erasable: Erasable;
  ring: KeyRing;
  /** The master keys as they are to lie in the book. */
  kept: BookHeader['ring'];
  /** Unix ms. */
  at: number;
}

/** Held alone while a key book is written: of two backups at once the later one finds what the other wrote. */
const bookLock = 84_200_008;

/** Waits for a backup of this house that is under way; until the connection ends. */
export async function holdBook(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [bookLock]);
}

/** Whether a database has what the rooms tell of what can be erased; one in an older shape is backed up as it is. */
export const hasErasable = (erasable: Erasable, migrations: readonly { id: string }[]): boolean =>
  erasable.units.length > 0 && erasable.needs.every((id) => migrations.some((one) => one.id === id));

/** Writes the next key book of a place, from its present one and what the open snapshot has. */
export async function writeBook(client: pg.Client, { place, erasable, ring, kept, at }: BookWish): Promise<WrittenBook> {
  const vault = createVault(ring);
  vault.use(newestIn(ring));
  const before = await ownBook(place, vault);
  const id = before?.header.id ?? newId();
  const n = (before?.header.n ?? 0) + 1;
  const file = bookFile(place, id);
  const part = await clearWay(file);
  const writer = await BookWriter.make(part, vault, { id, n, at, ring: kept });
  const old = before && (await BookReader.open(before.file, vault));
  try {
    await gatherKeys(client, erasable, vault, old, writer);
    await writer.end();
  } catch (error) {
    await writer.close().catch(() => undefined);
    await wipeFile(part);
    throw error;
  } finally {
    await old?.close();
  }
  return {
    id,
    n,
    read: () => BookReader.open(part, vault),
    install: () => installBook(file),
    discard: () => wipeFile(part),
  };
}

/** The master keys as they lie in backups and in the key book beside them; null where they are kept apart. */
export function keptRing(ring: KeyRing, how: { leaveKeys?: boolean; passphrase?: string }): BookHeader['ring'] {
  if (how.leaveKeys) return null;
  const plain = formatKeyRing(ring);
  return how.passphrase ? { sealed: true, text: sealKey(Buffer.from(plain), how.passphrase) } : { sealed: false, text: plain };
}

export interface RenewOptions {
  /** Folder in which the backups lie. */
  place: string;
  databaseUrl: string;
  erasable: Erasable;
  keys: () => KeyRing;
  leaveKeys?: boolean;
  passphrase?: string;
  clock: Clock;
}

/**
 * Writes the key book of a place anew without taking a backup: what was erased until now is gone from all backups there. Answers its number;
 * undefined when the place has none.
 */
export async function renewBook(options: RenewOptions): Promise<number | undefined> {
  const { place, databaseUrl, erasable, clock } = options;
  const client = await openCopyClient(databaseUrl);
  try {
    await holdBook(client);
    const { migrations } = await beginReading(client);
    const ring = options.keys();
    if (!hasErasable(erasable, migrations) || !(await ownBook(place, createVault(ring)))) return undefined;
    const book = await writeBook(client, { place, erasable, ring, kept: keptRing(ring, options), at: clock.now() });
    await book.install();
    return book.n;
  } finally {
    await client.end();
  }
}
