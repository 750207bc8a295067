import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type KeyRing, keyLength, parseKeyRing } from '../keys/key-ring.ts';
import { createVault } from '../vault.ts';
import { type BookHeader, BookReader, KeyBookDamagedError, readHeader } from './key-book.ts';
import { bookFile } from './key-place.ts';
import type { Manifest } from './manifest.ts';
import { readManifest } from './manifest.ts';
import { openKey, PassphraseError } from './sealed-key.ts';

/** Thrown when the key book that a backup needs is not there, or is not the newest. */
export class KeyBookError extends Error {
  override name = 'KeyBookError';
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** The highest number that a backup beside was made with: its book is newer than one of a lower number. */
async function newestBeside(place: string, id: string): Promise<{ name: string; n: number } | undefined> {
  let newest: { name: string; n: number } | undefined;
  for (const name of await readdir(place).catch(() => [] as string[])) {
    const book = (await readManifest(join(place, name)).catch(() => undefined))?.book;
    if (book?.id === id && book.n > (newest?.n ?? 0)) newest = { name, n: book.n };
  }
  return newest;
}

export interface BookForBackup {
  file: string;
  header: BookHeader;
}

/**
 * The key book that a backup is restored with: the newest beside it, or the one that is named. Undefined for a backup from before there were any.
 * @throws KeyBookError saying which is missing or too old, and what to do
 */
export async function bookForBackup(path: string, manifest: Manifest, given?: string): Promise<BookForBackup | undefined> {
  if (!manifest.book) return undefined;
  const place = dirname(path);
  const file = given ?? bookFile(place, manifest.book.id);
  const found = await readHeader(file);
  const bring = `Bring the newest ${basename(bookFile(place, manifest.book.id))} from where backups of this house are made and put it beside the backup, or name it with --key-book.`;
  if (!found)
    throw new KeyBookError(`The key book of this backup is not there: ${file}. Nothing of it can be read without. ${bring}`);
  const { header } = found;
  if (header.id !== manifest.book.id) return { file, header };
  if (header.n < manifest.book.n)
    throw new KeyBookError(
      `The key book ${file} (number ${header.n}, of ${day(header.at)}) is older than the backup (${manifest.book.n}). ${bring}`,
    );
  const newest = await newestBeside(place, header.id);
  if (newest && newest.n > header.n)
    throw new KeyBookError(
      `The key book ${file} (number ${header.n}, of ${day(header.at)}) is not the newest: ${newest.name} was made with number ${newest.n}. An old one opens what was erased since. ${bring}`,
    );
  return { file, header };
}

/** Master keys under the first of some passphrases that opens them; key 1 alone, from before there could be several, as its bytes. */
export function openRing(text: string, passphrases: readonly (string | undefined)[]): KeyRing {
  const [first, ...others] = passphrases;
  try {
    const opened = openKey(text, first);
    return opened.length === keyLength ? new Map([[1, opened]]) : parseKeyRing(opened.toString());
  } catch (error) {
    if (error instanceof PassphraseError && others.some(Boolean)) return openRing(text, others);
    throw error;
  }
}

/** How a book is read from its beginning. @throws KeyBookError when none of the master keys opens it */
export async function bookOpener(file: string, ring: KeyRing): Promise<() => Promise<BookReader>> {
  const vault = createVault(ring);
  const opener = () => BookReader.open(file, vault);
  try {
    const reader = await opener();
    await reader.close();
  } catch (error) {
    if (error instanceof KeyBookDamagedError) throw error;
    throw new KeyBookError(
      `The key book ${file} is sealed with a master key that is not at hand: set RAPPORT_MASTER_KEY or RAPPORT_KEY_COMMAND as on the server that made it.`,
    );
  }
  return opener;
}
