import { type ContactRemark, Fault, type Parsed } from '@rapport/contract';
import { newId, type Platform } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { requireContact } from './present.ts';
import { countRemarks, remarkRow } from './reader.ts';
import { insertRemark, rewriteRemark } from './writer.ts';

/** Remarks of one contact. */
const most = 2_000;

/** Staff's own words about a contact; what the contact said is in conversations. */
export async function addRemark(
  platform: Platform,
  actor: Actor,
  { contact, text }: Parsed<'contacts.addRemark'>,
): Promise<ContactRemark> {
  requirePermission(actor, 'contacts.manage');
  return platform.db.transaction(async (tx) => {
    const { id: root } = await requireContact(tx, contact);
    if ((await countRemarks(tx, root)) >= most) throw new Fault('quota-exceeded', { quota: `${most} remarks` });
    const at = platform.clock.now();
    const remark = { id: newId(at), contact: root, author: actor.user, text, at };
    await insertRemark(tx, remark);
    await platform.log.append(tx, root, [{ type: 'contact.remarked', actor: actor.user, subject: remark.id }]);
    return remark as ContactRemark;
  });
}

/** One's own alone. */
export async function changeRemark(
  platform: Platform,
  actor: Actor,
  { remark, text }: Parsed<'contacts.changeRemark'>,
): Promise<Record<string, never>> {
  requirePermission(actor, 'contacts.manage');
  await platform.db.transaction(async (tx) => {
    const known = await remarkRow(tx, remark);
    if (known?.author !== actor.user) throw new Fault('not-found', { what: 'remark' });
    await rewriteRemark(tx, remark, text.trim() === '' ? '' : text, platform.clock.now());
  });
  return {};
}
