import { Fault, type Hold, type Matter, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, pageOf, readCursor, type Tx } from '@rapport/platform';
import {
  type Actor,
  askToLift,
  audit,
  countHolds,
  findHold,
  findMatter,
  insertMatter,
  liftHold,
  lockMatter,
  mattersBelow,
  placeHold,
  requirePermission,
} from '../access/index.ts';
import { keptConversation, keptConversations } from '../conversations/index.ts';
import { peopleByIds } from '../people/index.ts';
import { noteEvent } from './events.ts';
import { requirePerson } from './require-person.ts';
import { rulesNow } from './rule-memory.ts';
import { coolingOver } from './switches.ts';

const day = 86_400_000;
const holdsMost = 500;

export async function listMatters(
  platform: Platform,
  actor: Actor,
  { cursor, limit }: Parsed<'holds.matters'>,
): Promise<Output<'holds.matters'>> {
  requirePermission(actor, 'holds.manage');
  const [below] = readCursor<[string]>(cursor, ['id']) ?? [];
  return pageOf(await mattersBelow(platform.db, below, limit + 1), limit, ({ id }) => [id]);
}

const note = (platform: Platform, tx: Tx, actor: Actor, act: string, hold: Hold, from: string): Promise<void> =>
  audit(tx, {
    at: platform.clock.now(),
    actor: actor.user,
    act,
    subjectKind: 'hold',
    subject: hold.id,
    detail: { matter: hold.matter, scope: hold.scope },
    from,
  });

export async function openMatter(
  platform: Platform,
  actor: Actor,
  { name, reason, twoPeople, reviewDays }: Parsed<'holds.openMatter'>,
  from: string,
): Promise<Matter> {
  requirePermission(actor, 'holds.manage');
  const at = platform.clock.now();
  const openedBy = actor.user as Matter['openedBy'];
  const matter = { id: newId(at), name, reason, twoPeople, openedBy, openedAt: at, reviewDays };
  await platform.db.transaction(async (tx) => {
    await insertMatter(tx, matter);
    await audit(tx, {
      at,
      actor: actor.user,
      act: 'matter.opened',
      subjectKind: 'matter',
      subject: matter.id,
      detail: { name },
      from,
    });
  });
  return { ...matter, reviewAt: at + reviewDays * day, holds: [] };
}

async function requireScope(tx: Tx, { kind, id }: Hold['scope']): Promise<void> {
  if ((kind === 'organization') !== (id === undefined))
    throw new Fault('invalid-input', { field: 'scope/id', reason: 'given for all scopes but the organization' });
  if (kind === 'conversation' && !(await keptConversation(tx, id!))) throw new Fault('not-found', { what: 'conversation' });
  if (kind === 'user' && (await peopleByIds(tx, [id!])).length === 0) throw new Fault('not-found', { what: 'user' });
}

/** RT1: from the commit on nothing it covers is destroyed, whatever was approved before. */
export async function place(platform: Platform, actor: Actor, input: Parsed<'holds.place'>, from: string): Promise<Hold> {
  requirePermission(actor, 'holds.manage');
  const { scope, reason } = input;
  if (input.from !== undefined && input.until !== undefined && input.until < input.from)
    throw new Fault('invalid-input', { field: 'until', reason: 'a span ends after it begins' });
  return platform.db.transaction(async (tx) => {
    await lockMatter(tx, input.matter);
    const matter = await findMatter(tx, input.matter);
    if (!matter) throw new Fault('not-found', { what: 'matter' });
    if ((await countHolds(tx, matter.id)) >= holdsMost) throw new Fault('quota-exceeded', { quota: `${holdsMost}` });
    await requireScope(tx, scope);
    const at = platform.clock.now();
    const id = newId(at);
    const placedBy = actor.user as Hold['placedBy'];
    await placeHold(tx, {
      id,
      matter: matter.id,
      scope,
      reason,
      from: input.from ?? null,
      until: input.until ?? null,
      placedBy,
      placedAt: at,
    });
    const hold = (await findHold(tx, id))!;
    await noteEvent(platform, tx, 'hold.placed', { hold, matter: { name: matter.name, reason: matter.reason } } as never);
    await note(platform, tx, actor, 'hold.placed', hold, from);
    return hold;
  });
}

/** RT1: days that what a hold covered stays protected, by the rules of this moment. */
async function coolingOf(platform: Platform, tx: Tx, { kind, id }: Hold['scope']): Promise<number> {
  const { book } = await rulesNow(platform, tx);
  if (kind !== 'conversation') return coolingOver(book, undefined);
  const named = book.rules.conversations.map(({ conversation }) => conversation as string);
  const known = await keptConversations(tx, [...new Set([id!, ...named])]);
  const places = known.filter((one) => one.id === id || one.parent === id);
  return coolingOver(
    book,
    places.map((one) => ({ conversation: one.id, parent: one.parent })),
  );
}

/** RT1: lifted, by two people where the matter wants it; what it covered stays protected for the cooling period. The matter is locked. */
export async function liftHoldOf(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  { hold, matter, reason }: { hold: Hold; matter: Matter | undefined; reason: string },
  from: string,
): Promise<Hold> {
  const asked = hold.liftAskedBy !== null && hold.liftAskedBy !== actor.user;
  if (matter?.twoPeople && !asked) {
    await askToLift(tx, hold.id, actor.user, reason);
    await note(platform, tx, actor, 'hold.lift-asked', hold, from);
    return (await findHold(tx, hold.id))!;
  }
  const at = platform.clock.now();
  const protectsUntil = at + (await coolingOf(platform, tx, hold.scope)) * day;
  await liftHold(tx, { id: hold.id, by: actor.user, reason, at, protectsUntil });
  const lifted = (await findHold(tx, hold.id))!;
  await noteEvent(platform, tx, 'hold.released', { hold: lifted, reason, liftedBy: actor.user } as never);
  await note(platform, tx, actor, 'hold.lifted', lifted, from);
  return lifted;
}

export async function lift(
  platform: Platform,
  actor: Actor,
  { hold: id, reason }: Parsed<'holds.lift'>,
  from: string,
): Promise<Hold> {
  requirePermission(actor, 'holds.manage');
  requirePerson(actor);
  return platform.db.transaction(async (tx) => {
    const matterOf = (await findHold(tx, id))?.matter;
    if (matterOf) await lockMatter(tx, matterOf);
    const hold = await findHold(tx, id);
    const matter = matterOf ? await findMatter(tx, matterOf) : undefined;
    if (!hold) throw new Fault('not-found', { what: 'hold' });
    if (hold.liftedAt !== null) throw new Fault('conflict', { reason: 'this hold was lifted' });
    return liftHoldOf(platform, tx, actor, { hold, matter, reason }, from);
  });
}
