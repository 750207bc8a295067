import { type Erasure, Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, pageOf, readCursor, type Tx } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../access/index.ts';
import { isContact } from '../contacts/index.ts';
import { keptAt } from '../conversations/index.ts';
import { peopleByIds } from '../people/index.ts';
import { eraseSoon } from './erase.ts';
import { noteEvent } from './events.ts';
import { erasuresBelow, findErasure } from './reader.ts';
import { redact } from './redact.ts';
import { requirePerson } from './require-person.ts';
import { twoByOfErasure } from './two-people.ts';
import { decideErasure, insertErasure, lockErasure } from './writer.ts';

export async function listErasures(
  platform: Platform,
  actor: Actor,
  { cursor, limit, contact }: Parsed<'erasure.list'>,
): Promise<Output<'erasure.list'>> {
  requirePermission(actor, 'erasure.manage');
  const [below] = readCursor<[string]>(cursor, ['id']) ?? [];
  return pageOf(await erasuresBelow(platform.db, { below, contact }, limit + 1), limit, ({ id }) => [id]);
}

/** Names what was decided about an erasure for those who read administrators' acts. */
export const noteAct = (platform: Platform, tx: Tx, actor: Actor, act: string, erasure: Erasure, from: string): Promise<void> => {
  const { kind, conversation, seq, user, parts, contact } = erasure;
  const detail = { kind, conversation, seq, user, ...(parts ? { parts } : {}), ...(contact ? { contact } : {}) };
  return audit(tx, {
    at: platform.clock.now(),
    actor: actor.user,
    act,
    subjectKind: 'erasure',
    subject: erasure.id,
    detail,
    from,
  });
};

async function requireSubject(tx: Tx, { message, user, contact }: Parsed<'erasure.ask'>): Promise<void> {
  if ([message, user, contact].filter((one) => one !== undefined).length !== 1)
    throw new Fault('invalid-input', { field: 'message', reason: 'a message, a user or a contact' });
  if (message) {
    const [found] = await keptAt(tx, message.conversation, [message.seq]);
    if (!found) throw new Fault('not-found', { what: 'message' });
    if (found.erased) throw new Fault('conflict', { reason: 'erased already' });
  } else if (contact) {
    if (!(await isContact(tx, contact))) throw new Fault('not-found', { what: 'contact' });
  } else if ((await peopleByIds(tx, [user!])).length === 0) throw new Fault('not-found', { what: 'user' });
}

/** RT7: begins at once, or once another person has approved it where the rules want that. */
export async function askErasure(platform: Platform, actor: Actor, input: Parsed<'erasure.ask'>, from: string): Promise<Erasure> {
  requirePermission(actor, 'erasure.manage');
  requirePerson(actor);
  return platform.db.transaction(async (tx) => {
    await requireSubject(tx, input);
    const at = platform.clock.now();
    const id = newId(at);
    const asked = {
      conversation: input.message?.conversation ?? null,
      seq: input.message?.seq ?? null,
      user: input.user ?? null,
      ...(input.contact ? { contact: input.contact } : {}),
      askedBy: actor.user as Erasure['askedBy'],
      askedAt: at,
    };
    const twoBy = await twoByOfErasure(platform, tx, asked);
    const state = twoBy.length > 0 ? 'waiting' : 'working';
    const kind = input.message ? 'message' : input.contact ? 'contact' : 'person';
    await insertErasure(tx, { ...asked, id, kind, parts: null, reason: input.reason, state, twoBy });
    const erasure = (await findErasure(tx, id))!;
    await noteEvent(platform, tx, 'erasure.asked', { ...erasure } as never);
    await noteAct(platform, tx, actor, 'erasure.asked', erasure, from);
    if (state === 'working') await eraseSoon(platform, tx, id);
    return erasure;
  });
}

/** By another person than who asked. */
export async function approveErasure(
  platform: Platform,
  actor: Actor,
  { erasure: id, refuse }: Parsed<'erasure.approve'>,
  from: string,
): Promise<Erasure> {
  requirePermission(actor, 'erasure.manage');
  requirePerson(actor);
  return platform.db.transaction(async (tx) => {
    await lockErasure(tx, id);
    const before = await findErasure(tx, id);
    if (!before) throw new Fault('not-found', { what: 'erasure' });
    if (before.state !== 'waiting') throw new Fault('conflict', { reason: 'this request was decided about' });
    if (before.askedBy === actor.user && !refuse) throw new Fault('conflict', { reason: 'another person has to approve this' });
    await decideErasure(tx, id, actor.user, refuse ? 'refused' : 'working', platform.clock.now());
    await noteAct(platform, tx, actor, refuse ? 'erasure.refused' : 'erasure.approved', before, from);
    if (!refuse && before.kind === 'parts') await redact(platform, tx, actor, (await findErasure(tx, id))!);
    else if (!refuse) await eraseSoon(platform, tx, id);
    return (await findErasure(tx, id))!;
  });
}
