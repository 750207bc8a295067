import { type ContactField, type ContactType, Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../access/index.ts';
import { fieldRows, typeRows } from './reader.ts';
import { putField, putType } from './writer.ts';

const most = { types: 100, fields: 100 };

export async function contactSettings(platform: Platform, actor: Actor): Promise<Output<'contacts.settings'>> {
  requirePermission(actor, 'contacts.read');
  return { types: await typeRows(platform.db), fields: await fieldRows(platform.db) };
}

async function note(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  act: string,
  subject: { id: string | null; name: string },
  from: string,
): Promise<void> {
  const at = platform.clock.now();
  await audit(tx, {
    at,
    actor: actor.user,
    act,
    subjectKind: 'organization',
    subject: subject.id,
    detail: { name: subject.name },
    from,
  });
}

export async function setType(
  platform: Platform,
  actor: Actor,
  { type, names, archived }: Parsed<'contacts.setType'>,
  from: string,
): Promise<ContactType> {
  requirePermission(actor, 'contacts.configure');
  return platform.db.transaction(async (tx) => {
    const known = await typeRows(tx);
    if (type !== undefined && !known.some(({ id }) => id === type)) throw new Fault('not-found', { what: 'type' });
    if (type === undefined && known.length >= most.types) throw new Fault('quota-exceeded', { quota: `${most.types} types` });
    const at = platform.clock.now();
    const put = { id: type ?? newId(at), names, archived };
    await putType(tx, put, at);
    await note(tx, platform, actor, 'contact-type.changed', { id: put.id, name: names.zh ?? names.en ?? '' }, from);
    return put;
  });
}

/** What contacts hold was said in the shape that the field had: it stays. */
export async function setField(
  platform: Platform,
  actor: Actor,
  input: Parsed<'contacts.setField'>,
  from: string,
): Promise<ContactField> {
  requirePermission(actor, 'contacts.configure');
  if (input.shape === 'choice' && input.choices.length === 0)
    throw new Fault('invalid-input', { field: 'choices', reason: 'a choice has choices' });
  return platform.db.transaction(async (tx) => {
    const known = await fieldRows(tx);
    const before = known.find(({ key }) => key === input.key);
    if (before && before.shape !== input.shape) throw new Fault('conflict', { reason: 'a field keeps its shape' });
    if (!before && known.length >= most.fields) throw new Fault('quota-exceeded', { quota: `${most.fields} fields` });
    await putField(tx, input, platform.clock.now());
    await note(tx, platform, actor, 'contact-field.changed', { id: null, name: input.names.zh ?? input.names.en ?? '' }, from);
    return input;
  });
}
