import { Fault, type GivenHandle, type Handle } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import type { Teller } from './data.ts';
import { lockRoots } from './lock-roots.ts';
import { handleValue, mostMerged } from './policy.ts';
import { requireContact } from './present.ts';
import { contactRows, handleRow, handlesOf, keptApart, lockContacts, seenHandleRow, verifiedHolder } from './reader.ts';
import { unnamed } from './unnamed.ts';
import { openContact } from './write-contacts.ts';
import { insertHandles, lockHandles, mergeInto, settleContact, settleKeys, updateHandle } from './writer.ts';

interface HandleName {
  kind: Handle['kind'];
  value: string;
  /** The account of the channel that knows it by this, where it means nothing elsewhere. */
  scope?: string;
}

/** Somebody whom a channel sees. */
export interface SeenHandle extends HandleName {
  /** `verified`: the channel has made sure that they hold it (an openid of a signed callback, a mail whose DKIM fits); else `claimed`. */
  strength: Handle['strength'];
  source: 'channel';
  /** What they call themselves; the name of a new contact. */
  name: string;
  /** By what else the channel is sure to know them: the unionid of an openid. Noted as verified, and linked by. */
  also?: readonly HandleName[];
  /** What they say of themselves (an address that a site asked for): noted as claimed with a new contact, known by nobody again. */
  claims?: readonly HandleName[];
}

export interface FoundHandle {
  /** The same one for the same handle and strength, as long as nobody removes it. */
  handle: string;
  /** The contact that it stands under now. */
  contact: string;
  /** Whether it was seen for the first time. */
  made: boolean;
}

type Exact = Pick<Handle, 'kind' | 'value' | 'scope'>;

/** One line of at most 60 characters, as names are; else what a handle is called that says no name. */
async function nameOf(platform: Platform, name: string, exact: Exact): Promise<string> {
  const line = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return [...(line === '' ? await unnamed(platform, exact) : line)].slice(0, 60).join('');
}

function exactly({ kind, value, scope = '' }: HandleName): Exact {
  const exact = handleValue(kind, value);
  if (exact === undefined || exact === '' || exact.length > 320)
    throw new Fault('invalid-input', { field: 'value', reason: 'does not fit its kind' });
  return { kind, value: exact, scope };
}

async function note(
  platform: Platform,
  tx: Tx,
  contact: string,
  handles: readonly (Exact & { strength: Handle['strength'] })[],
  source: Teller['source'],
): Promise<string[]> {
  const rows = handles.map((h): GivenHandle & { id: string; source: Teller['source'] } => ({
    ...h,
    id: newId(platform.clock.now()),
    use: 'other',
    source,
  }));
  await insertHandles(tx, contact, rows, { at: platform.clock.now(), by: null });
  return rows.map(({ id }) => id);
}

/** What they say of themselves besides what is sure, once each. What does not fit its kind is left out: the message counts without it. */
function claimsOf({ claims = [] }: SeenHandle, sure: readonly Exact[]): (Exact & { strength: 'claimed' })[] {
  const taken = new Set(sure.map(({ kind, scope, value }) => JSON.stringify([kind, scope, value])));
  return claims.flatMap(({ kind, value: text, scope = '' }) => {
    const value = handleValue(kind, text);
    const name = JSON.stringify([kind, scope, value]);
    if (!value || value.length > 320 || taken.has(name)) return [];
    taken.add(name);
    return [{ kind, value, scope, strength: 'claimed' as const }];
  });
}

/** Whether the house may make one of two by itself: nobody said otherwise, and they are of one sort. */
async function mayLink(tx: Tx, one: string, other: string): Promise<boolean> {
  const rows = await contactRows(tx, [one, other]);
  if (rows.length < 2 || rows[0]!.isCompany !== rows[1]!.isCompany) return false;
  if (await keptApart(tx, one, other)) return false;
  return (await lockContacts(tx, [one, other])).length <= mostMerged;
}

/** Verified meets verified: the younger contact goes under the older one, until somebody undoes it (CT4). Answers where both stand. */
async function link(platform: Platform, tx: Tx, a: string, b: string): Promise<string> {
  const [one, other] = (await lockRoots(tx, [a, b])) as [string, string];
  if (one === other || !(await mayLink(tx, one, other))) return one;
  const [x, y] = (await contactRows(tx, [one, other])).sort((p, q) => p.createdAt - q.createdAt || (p.id < q.id ? -1 : 1));
  const [older, younger] = [x!, y!];
  const at = platform.clock.now();
  await mergeInto(tx, { id: newId(at), keep: older.id, merged: younger.id, at, by: null });
  await settleContact(tx, older.id, at);
  for (const stream of [older.id, younger.id].sort())
    await platform.log.append(tx, stream, [{ type: 'contact.merged', actor: null, subject: older.id }]);
  return older.id;
}

/** Links by what else is known for sure, and notes what of it is new. */
async function linkAlso(platform: Platform, tx: Tx, contact: string, also: readonly Exact[], seen: SeenHandle): Promise<string> {
  let root = contact;
  const fresh: Exact[] = [];
  for (const one of also) {
    const holder = await verifiedHolder(tx, one);
    if (holder && holder.root !== root) root = await link(platform, tx, root, holder.root);
    else if (!holder) fresh.push(one);
  }
  if (fresh.length === 0) return root;
  await note(
    platform,
    tx,
    contact,
    fresh.map((one) => ({ ...one, strength: 'verified' })),
    seen.source,
  );
  await settleKeys(tx, contact);
  await platform.log.append(tx, contact, [{ type: 'handle.added', actor: null, subject: contact }]);
  return root;
}

/** A handle seen for the first time: at the contact that its sure other ones name, or at a new one. */
async function firstSeen(
  platform: Platform,
  tx: Tx,
  exact: Exact,
  also: readonly Exact[],
  seen: SeenHandle,
): Promise<FoundHandle> {
  const { strength, source } = seen;
  let known: string | undefined;
  if (strength === 'verified') for (const one of also) known ??= (await verifiedHolder(tx, one))?.root;
  const teller: Teller = { user: null, source };
  const at =
    known === undefined
      ? await openContact(platform, tx, teller, {
          name: await nameOf(platform, seen.name, exact),
          kind: 'customer',
          isCompany: false,
        })
      : ((await lockRoots(tx, [known]))[0] as string);
  const [handle] = await note(platform, tx, at, [{ ...exact, strength }], source);
  if (known === undefined) await note(platform, tx, at, claimsOf(seen, [exact, ...also]), 'form');
  await settleKeys(tx, at);
  await settleContact(tx, at, platform.clock.now());
  await platform.log.append(tx, at, [{ type: 'handle.added', actor: null, subject: at }]);
  return { handle: handle!, contact: at, made: true };
}

/**
 * The contact whom a channel sees, made where there is none. Only what is verified is linked by itself, and only to what is verified (CT4): who merely
 * claims a handle that somebody else holds is a contact of their own, which `contacts.suggestions` brings before people. Best in a transaction of
 * its own before the message is posted: it writes to streams of contacts.
 * @throws Fault `invalid-input` (`value`) where it is no handle of its kind
 */
export async function contactOfHandle(platform: Platform, tx: Tx, seen: SeenHandle): Promise<FoundHandle> {
  const exact = exactly(seen);
  const also = seen.strength === 'verified' ? (seen.also ?? []).map(exactly) : [];
  await lockHandles(tx, [exact, ...also]);
  const row = await seenHandleRow(tx, { ...exact, strength: seen.strength });
  const found = row
    ? { handle: row.id, contact: (await requireContact(tx, row.contact)).id, made: false }
    : await firstSeen(platform, tx, exact, also, seen);
  return { ...found, contact: await linkAlso(platform, tx, found.contact, also, seen) };
}

/**
 * A handle that was claimed has proven itself: somebody answered from there what only its holder was sent, or clicked a link. Where another contact
 * holds the same one for sure, both are linked.
 * @returns the contact it stands under now; undefined where the handle is there no more
 */
export async function confirmHandle(platform: Platform, tx: Tx, handle: string): Promise<string | undefined> {
  const row = await handleRow(tx, handle);
  if (!row) return undefined;
  await lockHandles(tx, [row]);
  const { id: root } = await requireContact(tx, row.contact);
  if (row.strength === 'verified') return root;
  const holder = await verifiedHolder(tx, row);
  if (holder) return holder.root === root ? root : link(platform, tx, root, holder.root);
  await lockRoots(tx, [root]);
  await updateHandle(tx, handle, { use: null, strength: 'verified', contact: null });
  await settleContact(tx, root, platform.clock.now());
  await platform.log.append(tx, root, [{ type: 'handle.changed', actor: null, subject: row.contact }]);
  return root;
}

/**
 * How a channel that people write down (visits, calls, letters) knows a contact: its handle of this kind, the sure one first, else by itself as of a visit.
 * @throws Fault `not-found`
 */
export async function handleOfContact(platform: Platform, tx: Tx, contact: string, kind: Handle['kind']): Promise<string> {
  const [root] = (await lockRoots(tx, [contact])) as [string];
  const known = (await handlesOf(tx, root)).find((one) => one.kind === kind && one.scope === '');
  if (known) return known.id;
  const made = await note(platform, tx, root, [{ kind, value: root, scope: '', strength: 'verified' }], 'person');
  await platform.log.append(tx, root, [{ type: 'handle.added', actor: null, subject: root }]);
  return made[0]!;
}
