import { Fault, type Look } from '@rapport/contract';
import type { Json } from '@rapport/ledger';
import { newId, type Platform, type Queryable, type Tx } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { conversationsWith } from '../conversations/index.ts';
import { noteEvent, requirePerson } from '../retention/index.ts';
import type { Covered } from '../search/index.ts';
import { stateAt } from './policy.ts';
import { noInspection } from './present.ts';
import { findInspection } from './reader.ts';
import type { InspectionRow } from './rows.ts';
import { insertLook, lockInspection } from './writer.ts';

/** What an inspection covers now. People who are named `with` stand for the conversations where they take or took part. */
async function coveredBy(q: Queryable, { scope, people }: InspectionRow): Promise<Covered> {
  const named = scope.conversations.length > 0 ? scope.conversations : null;
  const { from, until } = scope;
  if (people === null || scope.reach === 'said')
    return { archivist: { kind: 'archivist', places: named }, people: people && new Set(people), from, until };
  const where = await conversationsWith(q, people);
  const known = new Set(where);
  const places = named === null ? where : named.filter((id) => known.has(id));
  return { archivist: { kind: 'archivist', places }, people: null, from, until };
}

/** AR1: one's own, open, and only while one may read archives. @throws Fault `not-found`, `inspection-closed` */
function requireOpen(platform: Platform, actor: Actor, row: InspectionRow | undefined): InspectionRow {
  if (!row || row.askedBy !== actor.user) throw noInspection();
  if (stateAt(row, platform.clock.now()) !== 'open') throw new Fault('inspection-closed');
  return row;
}

/** Somebody who reads archives, as a person (AR1). */
export function requireReader(actor: Actor): void {
  requirePermission(actor, 'archive.read');
  requirePerson(actor);
}

/** What came of a look, and what is written down about it. */
export interface Seen<T> {
  answer: T;
  kind: Look['kind'];
  /** What was asked or opened. */
  detail: { readonly [key: string]: Json | undefined };
  /** Records answered. */
  results: number;
}

/** Under which inspection somebody looks, and how far they see. */
export interface Leave {
  inspection: InspectionRow;
  covered: Covered;
}

/**
 * AR5: looks into the archive. What was asked and how much came of it stands in the table of looks and on its way into the ledger, in a transaction in
 * which the inspection is still open, before anything is answered. `also` is done in that transaction.
 */
export async function look<T>(
  platform: Platform,
  actor: Actor,
  id: string,
  seen: (leave: Leave) => Promise<Seen<T>>,
  also?: (tx: Tx, leave: Leave) => Promise<void>,
): Promise<T> {
  requireReader(actor);
  const row = requireOpen(platform, actor, await findInspection(platform.db, id));
  const leave = { inspection: row, covered: await coveredBy(platform.db, row) };
  const { answer, kind, detail, results } = await seen(leave);
  await platform.db.transaction(async (tx) => {
    requireOpen(platform, actor, await lockInspection(tx, id, 'share'));
    const at = platform.clock.now();
    const told = { id: newId(at), by: actor.user as Look['by'], at, kind, detail: detail as Look['detail'], results };
    await insertLook(tx, id, told);
    const { purpose, matter } = row;
    const event = { ...detail, inspection: id, look: told.id, by: actor.user, at, kind, purpose, matter: matter?.id, results };
    await noteEvent(platform, tx, kind === 'queried' ? 'archive.queried' : 'archive.viewed', event);
    await also?.(tx, leave);
  });
  return answer;
}
