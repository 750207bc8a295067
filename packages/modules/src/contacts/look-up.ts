import type { Contact, Output, Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { prefixesOf } from './keys.ts';
import { outline, presentContact, requireContact } from './present.ts';
import { reachRows } from './reach-reader.ts';
import { historyOf, labelCounts, listedContacts, namedContacts, remarksOf } from './reader.ts';

/** By name; what is typed is how a name, a pinyin, initials or a handle begin (CT5). */
export async function listContacts(
  platform: Platform,
  actor: Actor,
  { cursor, limit, text, ...asked }: Parsed<'contacts.list'>,
): Promise<Output<'contacts.list'>> {
  requirePermission(actor, 'contacts.read');
  const after = readCursor<[string, string]>(cursor, ['text', 'id']);
  const rows = await listedContacts(platform.db, { ...asked, prefixes: prefixesOf(text), after, limit: limit + 1 });
  const { items, next } = pageOf(rows, limit, ({ sortKey, id }) => [sortKey, id]);
  const reach = new Map(
    (
      await reachRows(
        platform.db,
        items.map(({ id }) => id),
      )
    ).map(({ root, kind, value }) => [root, { kind, value }]),
  );
  return {
    items: items.map((row) => ({ ...outline(row), ...(reach.has(row.id) ? { reach: reach.get(row.id)! } : {}) })),
    ...(next === undefined ? {} : { next }),
  };
}

/** Most contacts that one name stands for. */
const mostNamed = 50;

/**
 * Ids of whom each of these means, as a name, a pinyin, initials or a handle: who is called just so, else whose begin so. Nobody for whom contacts are
 * not to be seen.
 */
export async function contactsNamed({ db }: Platform, actor: Actor, texts: readonly string[]): Promise<string[]> {
  if (!actor.permissions.has('contacts.read')) return [];
  const rows = await namedContacts(db, texts.map(prefixesOf), mostNamed);
  return texts.flatMap((text, place) => {
    const found = rows.filter((row) => row.place === place);
    const wanted = text.trim().toLowerCase();
    const exact = found.filter(({ name }) => name.toLowerCase() === wanted);
    return (exact.length > 0 ? exact : found).map(({ id }) => id);
  });
}

export async function getContact(platform: Platform, actor: Actor, { contact }: Parsed<'contacts.get'>): Promise<Contact> {
  requirePermission(actor, 'contacts.read');
  return presentContact(platform.db, contact);
}

export async function contactHistory(
  platform: Platform,
  actor: Actor,
  { contact, cursor, limit }: Parsed<'contacts.history'>,
): Promise<Output<'contacts.history'>> {
  requirePermission(actor, 'contacts.read');
  const before = readCursor<[number, string, number]>(cursor, ['number', 'id', 'number']);
  const { id } = await requireContact(platform.db, contact);
  const rows = await historyOf(platform.db, id, before, limit + 1);
  const page = pageOf(rows, limit, (last) => [last.at, last.id, last.turn]);
  return { ...page, items: page.items.map(({ turn: _, value, ...row }) => (value === null ? row : { ...row, value })) as never };
}

export async function contactRemarks(
  platform: Platform,
  actor: Actor,
  { contact, cursor, limit }: Parsed<'contacts.remarks'>,
): Promise<Output<'contacts.remarks'>> {
  requirePermission(actor, 'contacts.read');
  const below = readCursor<[string]>(cursor, ['id'])?.[0];
  const { id } = await requireContact(platform.db, contact);
  const rows = await remarksOf(platform.db, id, below, limit + 1);
  const page = pageOf(rows, limit, (last) => [last.id]);
  return {
    ...page,
    items: page.items.map(({ editedAt, ...remark }) => ({ ...remark, ...(editedAt == null ? {} : { editedAt }) })),
  };
}

export async function contactLabels(platform: Platform, actor: Actor): Promise<Output<'contacts.labels'>> {
  requirePermission(actor, 'contacts.read');
  return { labels: await labelCounts(platform.db) };
}
