import { link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newBytes } from '../random.ts';
import type { Vault } from '../vault.ts';
import { type BookHeader, readHeader } from './key-book.ts';

/** A key book that lies somewhere. */
export interface FoundBook {
  file: string;
  header: BookHeader;
}

/** Where a book lies, beside the backups that need it. */
export const bookFile = (place: string, id: string): string => join(place, `rapport-${id.slice(-8)}.keys`);

const partOf = (file: string): string => `${file}.part`;
/** Whether a file is a key book that is being written, or was when that was cut off. */
export const isUnfinished = (file: string): boolean => file.endsWith('.keys.part');

const oldOf = (file: string): string => `${file}.old`;

/** Makes a folder durable: what was renamed into it stays. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/**
 * Overwrites a file and takes it away. What a copying file system, a snapshot or a solid disk keeps of it is out of reach; whoever must be
 * sure of that enciphers the disk.
 */
export async function wipeFile(file: string): Promise<void> {
  const handle = await open(file, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return;
  const { size } = await handle.stat();
  const block = newBytes(64 * 1024);
  for (let at = 0; at < size; at += block.length) await handle.write(block, 0, Math.min(block.length, size - at), at);
  await handle.sync();
  await handle.close();
  await rm(file, { force: true });
}

/** Every key book in a folder, whosever it is, also those under another name. */
export async function booksIn(place: string): Promise<FoundBook[]> {
  const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
  const found: FoundBook[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(place, entry.name);
    const read = await readHeader(file);
    if (read) found.push({ file, header: read.header });
  }
  return found;
}

const opens = (vault: Pick<Vault, 'open'>, header: BookHeader): boolean => {
  try {
    vault.open(Buffer.from(header.key, 'base64'));
    return true;
  } catch {
    return false;
  }
};

/** The book of a house in a folder: the one that its master keys open, whoever else keeps backups there. */
export async function ownBook(place: string, vault: Pick<Vault, 'open'>): Promise<FoundBook | undefined> {
  const books = await booksIn(place);
  const own = books.filter(({ file, header }) => file === bookFile(place, header.id) && opens(vault, header));
  return own.sort((one, other) => other.header.at - one.header.at)[0];
}

/** Whether two names are those of one file: whoever overwrites it by the one loses it by the other. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((name) => stat(name, { bigint: true }).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/** Where the next book is written, before it takes the place of the one before; what an earlier, cut off writing left there is wiped. */
export async function clearWay(file: string): Promise<string> {
  await wipeFile(partOf(file));
  // Cut off between the second name and the new book: the old name is that of the book in use.
  if (await isSameFile(oldOf(file), file)) await rm(oldOf(file));
  await wipeFile(oldOf(file));
  return partOf(file);
}

/**
 * Puts the new book in the place of the one before, in one step: whenever it is cut off, there is a whole book. Then the one before is
 * overwritten and taken away.
 */
export async function installBook(file: string): Promise<void> {
  // Another name for the old one, so that it can be overwritten afterwards. Where a file system has no such names it is only taken away.
  const kept = await link(file, oldOf(file)).then(
    () => true,
    () => false,
  );
  await rename(partOf(file), file);
  await syncFolder(dirname(file));
  if (!kept) return;
  await wipeFile(oldOf(file));
  await syncFolder(dirname(file));
}

/**
 * Key books that are not the one in use, and would still open what was erased since they were written. One that is being written, or whose writing
 * was cut off, is newer than the one in use, and cleared by the next.
 */
export async function olderBooks(place: string): Promise<string[]> {
  const books = await booksIn(place);
  const inUse = ({ header: { id } }: FoundBook): FoundBook | undefined => {
    const same = books.filter(({ header }) => header.id === id).sort((one, other) => other.header.n - one.header.n);
    return same.find(({ file }) => file === bookFile(place, id)) ?? same[0];
  };
  const isOlder = (book: FoundBook): boolean => {
    const used = inUse(book);
    return used?.file !== book.file && book.header.n < (used?.header.n ?? 0);
  };
  return books.filter(isOlder).map(({ file }) => file);
}
