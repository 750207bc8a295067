import { Fault, type Inspection, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { type Actor, audit, can, requirePermission } from '../access/index.ts';
import { endExportsUnder } from '../records/index.ts';
import { noteEvent, requirePerson } from '../retention/index.ts';
import { open } from './ask.ts';
import { isUnended, stateAt } from './policy.ts';
import { noInspection, presentNow } from './present.ts';
import { overdue } from './reader.ts';
import { closeInspection, lockInspection } from './writer.ts';

interface Ending {
  state: 'refused' | 'ended' | 'expired';
  by: string | null;
  reason: string;
}

/** AR4: ends it at once, with all that is exported under it. */
async function close(platform: Platform, tx: Tx, id: string, { state, by, reason }: Ending): Promise<void> {
  const at = platform.clock.now();
  await closeInspection(tx, { id, state, by, at, reason });
  await endExportsUnder(platform, tx, id);
  await noteEvent(platform, tx, 'archive.ended', { inspection: id, how: state, by: by ?? undefined, at, reason });
}

/** AR3: another person than the asker agrees, or refuses. */
export async function decide(
  platform: Platform,
  actor: Actor,
  { inspection: id, refuse, reason }: Parsed<'archive.decide'>,
  from: string,
): Promise<Inspection> {
  requirePermission(actor, 'archive.approve');
  requirePerson(actor);
  const at = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    const row = await lockInspection(tx, id, 'update');
    if (!row) throw noInspection();
    if (row.askedBy === actor.user) throw new Fault('conflict', { reason: 'another person has to approve this' });
    if (stateAt(row, at) !== 'asked') throw new Fault('conflict', { reason: 'this request was decided about' });
    if (refuse) await close(platform, tx, id, { state: 'refused', by: actor.user, reason });
    else await open(platform, tx, row, actor.user);
    const act = refuse ? 'inspection.refused' : 'inspection.approved';
    await audit(tx, { at, actor: actor.user, act, subjectKind: 'inspection', subject: id, from });
  });
  return presentNow(platform.db, actor, id, at);
}

/** Its asker ends it, or whoever may agree to such. Once more changes nothing. */
export async function end(
  platform: Platform,
  actor: Actor,
  { inspection: id, reason }: Parsed<'archive.end'>,
  from: string,
): Promise<Inspection> {
  if (!can(actor, 'archive.approve')) requirePermission(actor, 'archive.read');
  const at = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    const row = await lockInspection(tx, id, 'update');
    if (!row || (row.askedBy !== actor.user && !can(actor, 'archive.approve'))) throw noInspection();
    if (!isUnended(stateAt(row, at))) return;
    await close(platform, tx, id, { state: 'ended', by: actor.user, reason });
    await audit(tx, { at, actor: actor.user, act: 'inspection.ended', subjectKind: 'inspection', subject: id, from });
  });
  return presentNow(platform.db, actor, id, at);
}

/** Notes what has run out. Nothing was answered under it since: every look asks for the time itself. */
export async function expire(platform: Platform): Promise<void> {
  for (const id of await overdue(platform.db, platform.clock.now(), 100))
    await platform.db.transaction(async (tx) => {
      const row = await lockInspection(tx, id, 'update');
      if (row && isUnended(row.state) && stateAt(row, platform.clock.now()) === 'expired')
        await close(platform, tx, id, { state: 'expired', by: null, reason: '' });
    });
}
