import { createHash } from 'node:crypto';
import { type Contact, Fault, type GivenDatum } from '@rapport/contract';
import { isId, newId, type Platform, type Queryable, type Tx } from '@rapport/platform';
import { nameKeys } from '../../people/index.ts';
import { say, type Teller } from '../data.ts';
import { noteHandles } from '../handles.ts';
import { lockRoots } from '../lock-roots.ts';
import { presentContact } from '../present.ts';
import { contactRow } from '../reader.ts';
import { openContact } from '../write-contacts.ts';
import { insertRemark, settleContact, settleKeys, updateLabels } from '../writer.ts';
import type { Card } from './card.ts';
import { companyNamed, hasAlike, importedAs } from './transfer-reader.ts';
import { putImportKey } from './transfer-writer.ts';

const sha256 = (value: unknown): Buffer => createHash('sha256').update(JSON.stringify(value)).digest();

/** By what a card is known again: what its file calls it, or else its name and handles. */
export const keyOf = ({ uid, name, isCompany, handles }: Card): Buffer =>
  sha256(uid ? ['uid', uid] : ['who', name, isCompany, handles.map(({ kind, value }) => `${kind} ${value}`).sort()]);

export const digestOf = ({ name, isCompany, company, data, handles, labels, remark }: Card): Buffer =>
  sha256({ name, isCompany, company, data, handles, labels, remark });

/** The contact of this house that a card was written from: its id, as a table or a card (`urn:uuid:`) has it. */
async function ownContact(q: Queryable, uid: string | undefined): Promise<string | undefined> {
  const id = uid?.toLowerCase().replace(/^urn:uuid:/, '');
  return id && isId(id) ? (await contactRow(q, id))?.root : undefined;
}

const saidBy = (card: Card): GivenDatum[] => [{ field: 'name', use: 'other', value: card.name }, ...card.data];

/** Whether everything that a card says is known already. */
function isKnown(contact: Contact, card: Card): boolean {
  return (
    saidBy(card).every(
      ({ field, use, value }) => contact.data.find((d) => d.field === field && d.use === use)?.value === value,
    ) &&
    card.handles.every((h) => contact.handles.some((one) => one.kind === h.kind && one.value === h.value)) &&
    card.labels.every((label) => contact.labels.includes(label)) &&
    (card.company === undefined || contact.company?.name === card.company)
  );
}

export interface Judged {
  outcome: 'made' | 'changed' | 'same';
  /** The contact it tells of, where there is one. */
  contact?: string;
  /** Somebody else has one of its handles, or its name. */
  alike?: boolean;
}

/** What a card would do. */
export async function judgeCard(q: Queryable, card: Card): Promise<Judged> {
  const imported = await importedAs(q, keyOf(card));
  if (imported?.digest.equals(digestOf(card))) return { outcome: 'same', contact: imported.root };
  const contact = imported?.root ?? (await ownContact(q, card.uid));
  if (contact !== undefined) return { outcome: isKnown(await presentContact(q, contact), card) ? 'same' : 'changed', contact };
  const { sortKey } = nameKeys(card.name);
  return { outcome: 'made', alike: await hasAlike(q, { handles: card.handles, sortKey, isCompany: card.isCompany }) };
}

/** The firm of this name, noted where there is none. */
async function companyOf(platform: Platform, tx: Tx, teller: Teller, name: string): Promise<string> {
  const known = await companyNamed(tx, name, nameKeys(name).sortKey);
  if (known) return known.id;
  const id = await openContact(platform, tx, teller, { name, kind: 'customer', isCompany: true });
  await settleKeys(tx, id);
  return id;
}

async function write(platform: Platform, tx: Tx, teller: Teller, card: Card, known: string | undefined): Promise<string> {
  const kind = card.data.find((one) => one.field === 'kind')?.value;
  const company = card.company === undefined ? undefined : await companyOf(platform, tx, teller, card.company);
  const root =
    known === undefined
      ? await openContact(platform, tx, teller, {
          name: card.name,
          kind: typeof kind === 'string' ? kind : 'customer',
          isCompany: card.isCompany,
        })
      : (await lockRoots(tx, [known]))[0]!;
  const said =
    company === undefined || company === root ? [] : [{ field: 'company' as const, use: 'other' as const, value: company }];
  await say(platform, tx, teller, root, [...saidBy(card), ...(said as GivenDatum[])]);
  await noteHandles(platform, tx, teller, { root, given: card.handles, place: (i) => `handles/${i}` });
  await updateLabels(tx, root, { add: card.labels, remove: [] });
  const at = platform.clock.now();
  if (card.remark !== undefined && known === undefined && teller.user !== null)
    await insertRemark(tx, { id: newId(at), contact: root, author: teller.user, text: card.remark, at });
  await settleKeys(tx, root);
  await settleContact(tx, root, at);
  if (known !== undefined) await platform.log.append(tx, root, [{ type: 'contact.changed', actor: teller.user, subject: root }]);
  return root;
}

/**
 * Brings in one contact, wholly. What it says is said again where it is known already, so nothing is added twice (CT7); its handles are claims.
 * @throws Fault where something of it does not go in: too many handles, a contact merged meanwhile
 */
export async function takeCard(platform: Platform, tx: Tx, teller: Teller, card: Card): Promise<Judged> {
  const judged = await judgeCard(tx, card);
  const contact =
    judged.outcome === 'same'
      ? judged.contact
      : await write(platform, tx, teller, card, judged.outcome === 'made' ? undefined : judged.contact);
  if (contact === undefined) throw new Fault('not-found', { what: 'contact' });
  await putImportKey(tx, keyOf(card), contact, digestOf(card));
  return { ...judged, contact };
}
