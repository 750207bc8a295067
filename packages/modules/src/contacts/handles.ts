import { type Contact, Fault, type GivenHandle, type Handle, type Parsed } from '@rapport/contract';
import { newId, type Platform, pgCode, type Tx } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { type Teller, toldBy } from './data.ts';
import { lockRoots } from './lock-roots.ts';
import { handleValue } from './policy.ts';
import { presentContact } from './present.ts';
import { handleRow, handlesOf, verifiedHolder } from './reader.ts';
import { endHandle, insertHandles, settleContact, settleKeys, updateHandle } from './writer.ts';

/** Handles of a contact with all that stand under it. */
const most = 200;

/** A verified handle belongs to one contact (CT4). */
async function requireFree(tx: Tx, handle: Pick<Handle, 'kind' | 'scope' | 'value'>): Promise<void> {
  const holder = await verifiedHolder(tx, handle);
  if (holder) throw new Fault('already-exists', { what: 'handle', contact: holder.root, name: holder.name });
}

/** Of two who verify one at the same moment the index lets one through. */
async function orTaken(write: Promise<void>): Promise<void> {
  await write.catch((error: unknown) => {
    throw pgCode(error) === '23505' ? new Fault('already-exists', { what: 'handle' }) : error;
  });
}

/** Notes handles at a contact; one that it has already stays as it is. `place` names the input, for errors. */
export async function noteHandles(
  platform: Platform,
  tx: Tx,
  teller: Teller,
  { root, given, place }: { root: string; given: readonly GivenHandle[]; place: (i: number) => string },
): Promise<void> {
  const known = await handlesOf(tx, root);
  const fresh = new Map<string, GivenHandle & { id: string; source: Teller['source'] }>();
  for (const [i, handle] of given.entries()) {
    const value = handleValue(handle.kind, handle.value);
    if (value === undefined) throw new Fault('invalid-input', { field: `${place(i)}/value`, reason: 'does not fit its kind' });
    const same = (one: Pick<Handle, 'kind' | 'scope' | 'value'>) =>
      one.kind === handle.kind && one.scope === handle.scope && one.value === value;
    if (known.some(same)) continue;
    if (handle.strength === 'verified') await requireFree(tx, { ...handle, value });
    fresh.set(`${handle.kind} ${handle.scope} ${value}`, { ...handle, value, id: newId(), source: teller.source });
  }
  if (known.length + fresh.size > most) throw new Fault('quota-exceeded', { quota: `${most} handles` });
  await orTaken(insertHandles(tx, root, [...fresh.values()], { at: platform.clock.now(), by: teller.user }));
}

async function settle(platform: Platform, tx: Tx, actor: Actor, root: string, contact: string, type: string): Promise<Contact> {
  await settleKeys(tx, contact);
  await settleContact(tx, root, platform.clock.now());
  await platform.log.append(tx, root, [{ type, actor: actor.user, subject: contact }]);
  return presentContact(tx, root);
}

export async function addHandle(
  platform: Platform,
  actor: Actor,
  { contact, handle }: Parsed<'contacts.addHandle'>,
): Promise<Contact> {
  requirePermission(actor, 'contacts.manage');
  return platform.db.transaction(async (tx) => {
    const [id] = (await lockRoots(tx, [contact])) as [string];
    await noteHandles(platform, tx, toldBy(actor), { root: id, given: [handle], place: () => 'handle' });
    return settle(platform, tx, actor, id, id, 'handle.added');
  });
}

/** The handle, its contact locked. */
async function requireHandle(tx: Tx, id: string): Promise<Handle & { root: string }> {
  const found = await handleRow(tx, id);
  if (!found) throw new Fault('not-found', { what: 'handle' });
  const [root] = (await lockRoots(tx, [found.contact])) as [string];
  const now = await handleRow(tx, id);
  if (!now) throw new Fault('not-found', { what: 'handle' });
  return { ...now, root };
}

export async function changeHandle(
  platform: Platform,
  actor: Actor,
  { handle, use, strength }: Parsed<'contacts.changeHandle'>,
): Promise<Contact> {
  requirePermission(actor, 'contacts.manage');
  return platform.db.transaction(async (tx) => {
    const known = await requireHandle(tx, handle);
    if (strength === 'verified' && known.strength !== 'verified') await requireFree(tx, known);
    await orTaken(updateHandle(tx, handle, { use: use ?? null, strength: strength ?? null, contact: null }));
    return settle(platform, tx, actor, known.root, known.contact, 'handle.changed');
  });
}

export async function removeHandle(
  platform: Platform,
  actor: Actor,
  { handle }: Parsed<'contacts.removeHandle'>,
): Promise<Contact> {
  requirePermission(actor, 'contacts.manage');
  return platform.db.transaction(async (tx) => {
    const known = await requireHandle(tx, handle);
    await endHandle(tx, handle, { at: platform.clock.now(), by: actor.user });
    return settle(platform, tx, actor, known.root, known.contact, 'handle.removed');
  });
}
