import type { Platform, Tx } from '@rapport/platform';
import { lockRoots } from './lock-roots.ts';
import { groupRows } from './reader.ts';
import { blankContacts } from './writer.ts';

/**
 * CT6: destroys all that is known of a contact and of those merged into it, with its history, handles, remarks, and its key. That it was there stays.
 * What it said is in conversations.
 * @throws Fault `not-found` where there is none, or none any more
 */
export async function eraseContact(platform: Platform, tx: Tx, actor: string | null, contact: string): Promise<void> {
  const [root] = (await lockRoots(tx, [contact])) as [string];
  const ids = (await groupRows(tx, root)).map(({ id }) => id);
  await blankContacts(tx, ids, platform.clock.now());
  for (const id of ids.sort()) await platform.log.append(tx, id, [{ type: 'contact.erased', actor, subject: root }]);
}
