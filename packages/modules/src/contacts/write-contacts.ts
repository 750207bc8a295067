import { type Contact, Fault, type Parsed } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { say, type Teller, toldBy } from './data.ts';
import { noteHandles } from './handles.ts';
import { lockRoots } from './lock-roots.ts';
import { presentContact } from './present.ts';
import { groupRows } from './reader.ts';
import { archiveContact, insertContact, settleContact, settleKeys, updateLabels } from './writer.ts';

/** Labels of one contact. */
const mostLabels = 50;

/** A new contact with a stream of its own: what is known of every one is its name and kind. */
export async function openContact(
  platform: Platform,
  tx: Tx,
  teller: Teller,
  c: { name: string; kind: string; isCompany: boolean },
): Promise<string> {
  const at = platform.clock.now();
  const id = newId(at);
  await platform.log.create(tx, id, 'contact');
  await insertContact(tx, { id, ...c, at, by: teller.user, key: platform.vault.newKey().wrapped });
  await platform.log.append(tx, id, [{ type: 'contact.created', actor: teller.user }]);
  await say(platform, tx, teller, id, [
    { field: 'name', use: 'other', value: c.name },
    { field: 'kind', use: 'other', value: c.kind },
  ]);
  return id;
}

export async function createContact(platform: Platform, actor: Actor, input: Parsed<'contacts.create'>): Promise<Contact> {
  requirePermission(actor, 'contacts.manage');
  const { name, kind, isCompany, data, handles, labels } = input;
  const named = data.findIndex(({ field }) => field === 'name' || field === 'kind');
  if (named >= 0) throw new Fault('invalid-input', { field: `data/${named}/field`, reason: 'stands beside the data' });
  const teller = toldBy(actor);
  return platform.db.transaction(async (tx) => {
    const id = await openContact(platform, tx, teller, { name, kind, isCompany });
    await say(platform, tx, teller, id, data);
    await noteHandles(platform, tx, teller, { root: id, given: handles, place: (i) => `handles/${i}` });
    await updateLabels(tx, id, { add: labels, remove: [] });
    await settleKeys(tx, id);
    await settleContact(tx, id, platform.clock.now());
    return presentContact(tx, id);
  });
}

async function requireLabels(tx: Tx, root: string): Promise<void> {
  const labels = new Set((await groupRows(tx, root)).flatMap((row) => row.labels));
  if (labels.size > mostLabels) throw new Fault('quota-exceeded', { quota: `${mostLabels} labels` });
}

/** What was known before stays in the history (CT2). */
export async function changeContact(platform: Platform, actor: Actor, input: Parsed<'contacts.change'>): Promise<Contact> {
  requirePermission(actor, 'contacts.manage');
  const { contact, data, addLabels, removeLabels, archived } = input;
  return platform.db.transaction(async (tx) => {
    const [id] = (await lockRoots(tx, [contact])) as [string];
    await say(platform, tx, toldBy(actor), id, data);
    await updateLabels(tx, id, { add: addLabels, remove: removeLabels });
    await requireLabels(tx, id);
    const at = platform.clock.now();
    if (archived !== undefined) await archiveContact(tx, id, archived, at);
    await settleKeys(tx, id);
    await settleContact(tx, id, at);
    await platform.log.append(tx, id, [{ type: 'contact.changed', actor: actor.user, subject: id }]);
    return presentContact(tx, id);
  });
}
