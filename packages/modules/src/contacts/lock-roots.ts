import { Fault } from '@rapport/contract';
import type { Tx } from '@rapport/platform';
import { requireContact } from './present.ts';
import { lockContacts } from './reader.ts';

/**
 * What these contacts stand under, locked with all that stands there: nobody merges, changes or undoes until the transaction ends.
 * @throws Fault `not-found`; `conflict` where they were merged while this waited
 */
export async function lockRoots(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const roots: string[] = [];
  for (const id of ids) roots.push((await requireContact(tx, id)).id);
  await lockContacts(tx, roots);
  for (const [i, id] of ids.entries())
    if ((await requireContact(tx, id)).id !== roots[i]) throw new Fault('conflict', { reason: 'it was merged' });
  return roots;
}
