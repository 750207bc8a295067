import { type ConsentPurpose, type Evidence, Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, pageOf, readCursor, type Tx } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { sameAddress, standingOfContact, standingOfHandle } from '../contacts/index.ts';
import { consentNow, consentRows, preferencesNow } from './reader.ts';
import { insertConsents } from './writer.ts';

export const everyPurpose: readonly ConsentPurpose[] = ['marketing', 'survey'];

export interface SaidByHandle {
  handle: string;
  channel: string;
  /** Absent: all that need consent. */
  purposes?: readonly ConsentPurpose[];
  given: boolean;
  evidence: Evidence;
  proof: string;
  /** When it was said, Unix ms. */
  at: number;
  by: string | null;
}

async function note(platform: Platform, tx: Tx, said: Omit<SaidByHandle, 'handle'> & { contact: string; handle: string | null }) {
  const purposes = said.purposes ?? everyPurpose;
  await insertConsents(tx, { ...said, purposes, ids: purposes.map(() => newId(platform.clock.now())) });
  await platform.log.append(tx, said.contact, [{ type: 'consent.changed', actor: said.by, subject: said.contact }]);
}

/**
 * PO7 Notes what was said by a handle: it goes with the handle, should that be taken from the contact for another one. What is taken back is taken
 * back for the address, whichever contacts it stands with and whoever vouches for it: nobody is written to there because a mail was not signed.
 */
export async function noteConsent(platform: Platform, tx: Tx, said: SaidByHandle): Promise<void> {
  const standing = await standingOfHandle(tx, said.handle);
  if (!standing) throw new Fault('not-found', { what: 'handle' });
  const others = said.given ? [] : await sameAddress(tx, said.handle);
  const all = [{ handle: said.handle, root: standing.root }, ...others].sort((a, b) => (a.root < b.root ? -1 : 1));
  for (const { handle, root } of all) await note(platform, tx, { ...said, handle, contact: root });
}

/** The same of a contact, whatever it is reached by. */
export const noteConsentOf = (
  platform: Platform,
  tx: Tx,
  said: Omit<SaidByHandle, 'handle'> & { contact: string },
): Promise<void> => note(platform, tx, { ...said, handle: null });

const unknownContact = (): Fault => new Fault('not-found', { what: 'contact' });

/** What somebody here knows a contact to have said. */
export async function recordConsent(
  platform: Platform,
  actor: Actor,
  { contact, at = platform.clock.now(), ...said }: Parsed<'policy.recordConsent'>,
): Promise<object> {
  requirePermission(actor, 'contacts.manage');
  if (at > platform.clock.now()) throw new Fault('invalid-input', { field: 'at', reason: 'lies ahead' });
  await platform.db.transaction(async (tx) => {
    const standing = await standingOfContact(tx, contact);
    if (!standing) throw unknownContact();
    await noteConsentOf(platform, tx, { ...said, contact: standing.root, at, by: actor.user });
  });
  return {};
}

export async function listConsents(
  platform: Platform,
  actor: Actor,
  { contact, cursor, limit }: Parsed<'policy.consents'>,
): Promise<Output<'policy.consents'>> {
  requirePermission(actor, 'policy.read');
  const before = readCursor<[number, string]>(cursor, ['number', 'id']);
  const { db } = platform;
  const standing = await standingOfContact(db, contact);
  if (!standing) throw unknownContact();
  const page = pageOf(await consentRows(db, standing, before, limit + 1), limit, ({ at, id }) => [at, id]);
  const now = (await consentNow(db, standing)).map(({ at, ...said }) => ({ ...said, since: at }));
  const wishes = (await preferencesNow(db, standing.contacts)).filter(({ hours }) => hours !== null);
  return { ...page, now, wishes } as Output<'policy.consents'>;
}
