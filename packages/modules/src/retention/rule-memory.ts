import { RetentionRules } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import { type RuleBook, ruleBook } from './policy.ts';
import { findRules, versionNow } from './reader.ts';

/** Rules as stored, or those of a new organization: everything is kept. Stored by an older version, they lack what came later. */
export const asRules = (stored: unknown): RetentionRules => RetentionRules.parse(stored ?? {});

/** Versions never change: those looked up last stay in memory. */
const booksInMemory = (): Map<number, RuleBook> => new Map();
const most = 8;

/** The rules of a version, ready to be asked. Version 0 keeps everything. */
export async function bookOf(platform: Platform, q: Queryable, version: number): Promise<RuleBook> {
  const books = platform.keep(booksInMemory);
  const known = books.get(version);
  if (known) return known;
  const book = ruleBook(asRules(version === 0 ? undefined : (await findRules(q, version))?.rules));
  if (books.size >= most) books.clear();
  books.set(version, book);
  return book;
}

/** The rules in effect. */
export async function rulesNow(platform: Platform, q: Queryable): Promise<{ version: number; book: RuleBook }> {
  const version = await versionNow(q);
  return { version, book: await bookOf(platform, q, version) };
}
