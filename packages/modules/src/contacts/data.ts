import { type Datum, type DatumSource, Fault, type GivenDatum, usedFields } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { type Actor, requireVisiblePeople } from '../people/index.ts';
import { fits, mayBeUnknown } from './policy.ts';
import { contactRow, dataOf, fieldRows, typeRows } from './reader.ts';
import { endData, insertData } from './writer.ts';

/** Who says something, and how they know: somebody here, or (without an actor) a channel. */
export interface Teller {
  user: string | null;
  source: DatumSource;
  actor?: Actor;
}

export const toldBy = (actor: Actor, source: DatumSource = 'person'): Teller => ({ user: actor.user, source, actor });

const wrong = (place: string, reason: string): Fault => new Fault('invalid-input', { field: place, reason });

/** What a value refers to is there: an owner, a type, a firm. */
async function requireTarget(tx: Tx, { actor }: Teller, { field, value }: GivenDatum, place: string): Promise<void> {
  if (typeof value !== 'string') return;
  if (field === 'owner') {
    if (!actor) throw wrong(place, 'only people name owners');
    await requireVisiblePeople(tx, actor, [value]);
  }
  if (field === 'type' && !(await typeRows(tx)).some((type) => type.id === value && !type.archived))
    throw wrong(place, 'there is no such type');
  if (field === 'company' && !(await contactRow(tx, value))?.isCompany) throw wrong(place, 'this is no company');
}

/** Whether all that is said fits its field; throws naming the first that does not. */
async function requireFits(tx: Tx, teller: Teller, data: readonly GivenDatum[]): Promise<void> {
  const own = new Map((await fieldRows(tx)).map((field) => [field.key, field]));
  const seen = new Set<string>();
  for (const [i, datum] of data.entries()) {
    const place = `data/${i}/value`;
    const { field, use, value } = datum;
    if (use !== 'other' && !usedFields.has(field)) throw wrong(`data/${i}/use`, 'this field has no uses');
    if (seen.has(`${field} ${use}`)) throw wrong(`data/${i}/field`, 'named twice');
    seen.add(`${field} ${use}`);
    if (value === null ? !mayBeUnknown(field) : !fits(field, value, own)) throw wrong(place, 'does not fit its field');
    await requireTarget(tx, teller, datum, place);
  }
}

/** Values are compared and kept without white space around them. */
const tidy = (datum: GivenDatum): GivenDatum =>
  typeof datum.value === 'string' ? { ...datum, value: datum.value.trim() } : datum;

const isSaid = (known: readonly Datum[], { field, use, value }: GivenDatum): boolean =>
  known.some((one) => one.field === field && one.use === use && one.value === value);

/**
 * Says something of a contact: what it says already is left as it is, with its source and time (CT2). What is taken back is taken back
 * from all that stand under it, or it would show again.
 */
export async function say(platform: Platform, tx: Tx, teller: Teller, root: string, given: readonly GivenDatum[]): Promise<void> {
  const data = given.map(tidy);
  await requireFits(tx, teller, data);
  const known = await dataOf(tx, root);
  const own = known.filter((one) => one.contact === root);
  const by = { at: platform.clock.now(), by: teller.user };
  const fresh = data.filter((one) => one.value !== null && !isSaid(own, one));
  const gone = data.filter((one) => one.value === null);
  await endData(tx, root, fresh, by);
  for (const contact of new Set(known.map((one) => one.contact))) await endData(tx, contact, gone, by);
  await insertData(
    tx,
    fresh.map(({ field, use, value }) => ({
      id: newId(by.at),
      contact: root,
      field,
      use,
      value: value!,
      source: teller.source,
    })),
    by,
  );
}
