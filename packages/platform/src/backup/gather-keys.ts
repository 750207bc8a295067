import type pg from 'pg';
import { newBytes } from '../random.ts';
import type { Vault } from '../vault.ts';
import { copyKeyOf } from './box.ts';
import { copyBytes, copyNull, copyRows } from './copy-rows.ts';
import { copyOut } from './copy-stream.ts';
import { type Erasable, placeLength, putPlace } from './erasable.ts';
import { type BookReader, type BookWriter, entryLength, genOf, putEntry } from './key-book.ts';

/** The key of something that is in no book yet. A stored key that nobody can open gives none: then the book alone has one. */
function keyFor(vault: Vault, stored: string): Buffer {
  if (stored !== copyNull) {
    try {
      const key = vault.unwrap(copyBytes(stored));
      const own = copyKeyOf(key);
      key.fill(0);
      return own;
    } catch {
      // Of a master key that was lost: what it says can be read nevertheless, and is kept.
    }
  }
  return newBytes(32);
}

/**
 * Writes the next key book: what the one before has and was not erased since, and what is new. Something that is merely not there any more
 * stays in it, so that a damaged database costs no backups; only what says of itself that it was erased is forgotten.
 */
export async function gatherKeys(
  client: pg.Client,
  erasable: Erasable,
  vault: Vault,
  old: BookReader | undefined,
  book: BookWriter,
): Promise<void> {
  const entry = Buffer.alloc(entryLength);
  for (const { kind, sql } of erasable.units) {
    for await (const rows of copyRows(copyOut(client, `copy (${sql}) to stdout`).bytes)) {
      for (const row of rows) {
        const [id = '', n = '', gen = '', key = '', dead] = row.split('\t');
        putPlace(entry, kind, id, n);
        while (old?.current && old.current.compare(entry, 0, placeLength, 0, placeLength) < 0) {
          await book.put(old.current);
          await old.advance();
        }
        const known = await old?.find(entry);
        if (dead !== 't') {
          if (known && genOf(known) >= Number(gen)) await book.put(known);
          else await book.put(putEntry(entry, Number(gen), keyFor(vault, key)));
        }
        if (known) await old?.advance();
      }
    }
  }
  for (; old?.current; await old.advance()) await book.put(old.current);
}
