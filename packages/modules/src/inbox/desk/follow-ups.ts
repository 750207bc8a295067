import { Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { makeSo, requireTeamMate } from '../cases/change-case.ts';
import { lockCase, tell } from '../cases/tell.ts';
import { requireCase } from '../guard.ts';
import { countFollowUps, followUpRow } from './desk-reader.ts';
import { endFollowUp, insertFollowUp } from './desk-writer.ts';

/** Of one case. */
const most = 100;

export async function followUp(
  platform: Platform,
  actor: Actor,
  input: Parsed<'cases.followUp'>,
): Promise<Output<'cases.followUp'>> {
  return platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, (await requireCase(platform, tx, actor, input.case)).id);
    const madeAt = platform.clock.now();
    if (row.status === 'closed') throw new Fault('conflict', { reason: 'a closed case stays closed' });
    if (input.at <= madeAt) throw new Fault('invalid-input', { field: 'at', reason: 'a time to come' });
    if ((await countFollowUps(tx, row.id)) >= most) throw new Fault('quota-exceeded', { quota: `${most} follow-ups` });
    const user = input.user ?? actor.user;
    await requireTeamMate(platform, tx, row, user);
    const made = { id: newId(madeAt), case: row.id, user, at: input.at, what: input.what };
    await insertFollowUp(tx, { ...made, madeAt });
    await platform.jobs.enqueue(
      tx,
      'inbox.followUp',
      { followUp: made.id },
      { key: `inbox.followUp:${made.id}`, runAt: input.at },
    );
    await tell(
      platform,
      tx,
      row,
      [{ type: 'case.follow-up', data: { followUp: made.id, at: input.at, user } }],
      {},
      { actor: actor.user },
    );
    return made as Output<'cases.followUp'>;
  });
}

export async function followUpDone(
  platform: Platform,
  actor: Actor,
  { followUp: id }: Parsed<'cases.followUpDone'>,
): Promise<Record<string, never>> {
  await platform.db.transaction(async (tx) => {
    const known = await followUpRow(tx, id);
    const unknown = new Fault('not-found', { what: 'follow-up' });
    if (!known) throw unknown;
    await requireCase(platform, tx, actor, known.case).catch(() => {
      throw unknown;
    });
    if (known.doneAt) return;
    await endFollowUp(tx, id, actor.user, platform.clock.now());
    await platform.jobs.cancel(tx, `inbox.followUp:${id}`);
    const row = await lockCase(tx, known.case);
    await tell(platform, tx, row, [{ type: 'case.follow-up-done', data: { followUp: id } }], {}, { actor: actor.user });
  });
  return {};
}

/** It is time: the case is to be acted on, by whom it was noted for. */
export async function takeUp(platform: Platform, id: string): Promise<void> {
  await platform.db.transaction(async (tx) => {
    const known = await followUpRow(tx, id);
    if (!known || known.doneAt || known.at > platform.clock.now() + 1_000) return;
    const row = await lockCase(tx, known.case);
    if (row.status === 'closed') return endFollowUp(tx, id, null, platform.clock.now());
    const told = await tell(
      platform,
      tx,
      row,
      [{ type: 'case.follow-up-due', data: { followUp: id, user: known.user } }],
      {},
      { actor: null },
    );
    await makeSo(platform, tx, told, { status: 'open', assignee: told.assignee ?? known.user }, { actor: null });
  });
}
