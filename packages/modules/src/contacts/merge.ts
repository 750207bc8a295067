import { type Contact, Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { toldBy } from './data.ts';
import { lockRoots } from './lock-roots.ts';
import { mostMerged } from './policy.ts';
import { outline, presentContact, requireContact, unknownContact } from './present.ts';
import { alike, contactRow, contactRows, handleRow, lockContacts } from './reader.ts';
import { openContact } from './write-contacts.ts';
import { mergeInto, setApart, settleContact, settleKeys, takeApart, updateHandle } from './writer.ts';

/** Pairs that are suggested at once. */
const mostSuggested = 50;

const told = (actor: Actor, type: string, subject: string) => [{ type, actor: actor.user, subject }];

/** Nothing is moved: the others stand under the one that is kept until that is undone (CT3). */
export async function mergeContacts(
  platform: Platform,
  actor: Actor,
  { keep, merge }: Parsed<'contacts.merge'>,
): Promise<Contact> {
  requirePermission(actor, 'contacts.manage');
  return platform.db.transaction(async (tx) => {
    const [root, ...others] = (await lockRoots(tx, [keep, ...merge])) as [string, ...string[]];
    const merged = [...new Set(others)];
    if (merged.includes(root)) throw new Fault('conflict', { reason: 'it is the same contact' });
    const rows = await contactRows(tx, [root, ...merged]);
    if (new Set(rows.map((row) => row.isCompany)).size > 1) throw new Fault('conflict', { reason: 'a company is no person' });
    if ((await lockContacts(tx, [root, ...merged])).length > mostMerged)
      throw new Fault('quota-exceeded', { quota: `${mostMerged} contacts` });
    const at = platform.clock.now();
    for (const one of merged) await mergeInto(tx, { id: newId(at), keep: root, merged: one, at, by: actor.user });
    await settleContact(tx, root, at);
    for (const stream of [root, ...merged].sort()) await platform.log.append(tx, stream, told(actor, 'contact.merged', root));
    return presentContact(tx, root);
  });
}

/** The one that was merged stands by itself again, with what was merged into it before (CT3). */
export async function unmergeContact(
  platform: Platform,
  actor: Actor,
  { contact }: Parsed<'contacts.unmerge'>,
): Promise<Contact> {
  requirePermission(actor, 'contacts.manage');
  return platform.db.transaction(async (tx) => {
    await lockRoots(tx, [contact]);
    const merged = await contactRow(tx, contact);
    if (!merged) throw unknownContact();
    if (merged.mergedInto === null) throw new Fault('conflict', { reason: 'it is not merged' });
    const by = { at: platform.clock.now(), by: actor.user };
    await takeApart(tx, merged.id, by);
    await settleContact(tx, merged.root, by.at);
    await settleContact(tx, merged.id, by.at);
    for (const stream of [merged.id, merged.root].sort())
      await platform.log.append(tx, stream, told(actor, 'contact.unmerged', merged.id));
    return presentContact(tx, merged.id);
  });
}

/** Two that were taken for one: handles go into a contact of their own (CT3). */
export async function separateContact(
  platform: Platform,
  actor: Actor,
  { contact, handles, name }: Parsed<'contacts.separate'>,
): Promise<Contact> {
  requirePermission(actor, 'contacts.manage');
  return platform.db.transaction(async (tx) => {
    const [root] = (await lockRoots(tx, [contact])) as [string];
    const of = (await contactRow(tx, root))!;
    const id = await openContact(platform, tx, toldBy(actor), { name, kind: of.kind, isCompany: of.isCompany });
    const from = new Set<string>();
    for (const handle of new Set(handles)) {
      const row = await handleRow(tx, handle);
      if (!row || (await requireContact(tx, row.contact)).id !== root) throw new Fault('not-found', { what: 'handle' });
      from.add(row.contact);
      await updateHandle(tx, handle, { use: null, strength: null, contact: id });
    }
    const at = platform.clock.now();
    for (const one of [id, ...from]) await settleKeys(tx, one);
    for (const one of [id, root]) await settleContact(tx, one, at);
    await platform.log.append(tx, root, told(actor, 'contact.separated', id));
    return presentContact(tx, id);
  });
}

/** Only verified handles link by themselves; whatever else speaks for it is suggested (CT4). */
export async function suggestions(
  platform: Platform,
  actor: Actor,
  { contact }: Parsed<'contacts.suggestions'>,
): Promise<Output<'contacts.suggestions'>> {
  requirePermission(actor, 'contacts.read');
  const root = contact === undefined ? null : (await requireContact(platform.db, contact)).id;
  const pairs = await alike(platform.db, root, mostSuggested);
  const rows = new Map(
    (await contactRows(platform.db, [...new Set(pairs.flatMap(({ one, other }) => [one, other]))])).map((row) => [row.id, row]),
  );
  const found = new Map<string, Output<'contacts.suggestions'>['suggestions'][number]>();
  for (const { one, other, kind, value } of pairs) {
    const [a, b] = [rows.get(one), rows.get(other)];
    if (!a || !b) continue;
    const key = `${one} ${other}`;
    const suggestion = found.get(key) ?? { one: outline(a), other: outline(b), because: [] };
    suggestion.because.push({ kind, value });
    found.set(key, suggestion);
  }
  return { suggestions: [...found.values()] };
}

export async function keepApart(
  platform: Platform,
  actor: Actor,
  { one, other, apart }: Parsed<'contacts.keepApart'>,
): Promise<Record<string, never>> {
  requirePermission(actor, 'contacts.manage');
  await platform.db.transaction(async (tx) => {
    const [a, b] = (await lockRoots(tx, [one, other])) as [string, string];
    if (a === b) throw new Fault('conflict', { reason: 'it is the same contact' });
    await setApart(tx, { one: a, other: b, apart }, { at: platform.clock.now(), by: actor.user });
  });
  return {};
}
