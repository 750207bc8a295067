import type { Erasure } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import { holdsOver, lockHolds } from '../access/index.ts';
import { giveUpUnread, unreadFrom } from '../channels/index.ts';
import { eraseContact, handlesEver, isContact, sureAddresses } from '../contacts/index.ts';
import { conversationsOfHandles } from '../conversations/index.ts';

/** Every conversation with a contact, by any handle that it, or what was merged into it, has or had. */
export const conversationsWith = async (q: Queryable, contact: string): Promise<string[]> =>
  (await conversationsOfHandles(q, await handlesEver(q, contact))).map(({ conversation }) => conversation);

/**
 * What came from a contact and was never read: outside the transaction, for each has to be opened. An address that is only claimed to be theirs may be
 * somebody else's: what came from there stays among the dead letters.
 */
async function unreadOf(platform: Platform, contact: string, until: number): Promise<string[]> {
  const addresses = await sureAddresses(platform.db, contact);
  return addresses.length === 0 ? [] : unreadFrom(platform, addresses, until);
}

/**
 * RT7: what is known of a contact, and what came from it and was never read. A hold of the organization, or of one of the conversations with it, keeps all of it. Answers what stands in the
 * way.
 */
export async function eraseProfile(
  platform: Platform,
  { id, contact, approvedBy, askedBy, askedAt }: Erasure,
): Promise<'hold' | undefined> {
  const unread = contact ? await unreadOf(platform, contact, askedAt) : [];
  return platform.db.transaction(async (tx) => {
    if (!contact || !(await isContact(tx, contact))) return undefined;
    await lockHolds(tx);
    const places = (await conversationsWith(tx, contact)).map((id) => ({ kind: 'conversation' as const, id }));
    if ((await holdsOver(tx, platform.clock.now(), places)).length > 0) return 'hold';
    await giveUpUnread(platform, tx, unread, id);
    await eraseContact(platform, tx, approvedBy ?? askedBy, contact);
    return undefined;
  });
}
