import type { Platform } from '@rapport/platform';
import { openCasesOf, rootRow } from './cases/case-reader.ts';
import { makeSo } from './cases/change-case.ts';
import { close, closeAnew } from './cases/closing.ts';
import { lockCase, reckonCase, tell } from './cases/tell.ts';
import { takeUp } from './desk/follow-ups.ts';
import { sendQuestion } from './desk/ratings.ts';
import { endLease, leaveToOthers, route } from './routing/route.ts';
import { setUpOf } from './set-up/memory.ts';
import { adoptStrays } from './set-up/save-inbox.ts';

/** A promise was not kept: told once, to the team and to rules. */
async function late(platform: Platform, id: string): Promise<void> {
  await platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, id);
    if (row.dueAt === null || row.dueAt > platform.clock.now()) return;
    await tell(platform, tx, row, [{ type: 'case.late', data: { due: row.dueAt } }], {}, { actor: null });
  });
}

/** What was snoozed is to be acted on. */
async function wake(platform: Platform, id: string): Promise<void> {
  await platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, id);
    if (row.status !== 'snoozed' || row.snoozedUntil === null || row.snoozedUntil > platform.clock.now()) return;
    await makeSo(platform, tx, row, { status: 'open' }, { actor: null });
  });
}

/** Hours are others: what runs by them is reckoned anew, from events. */
async function reckonAnew(platform: Platform, hours: string): Promise<void> {
  const setUp = await setUpOf(platform);
  const inboxes = [...setUp.inboxes.values()].filter((row) => row.hours === hours).map(({ id }) => id);
  for (const id of await openCasesOf(platform.db, inboxes))
    await platform.db.transaction(async (tx) => {
      const row = await lockCase(tx, id);
      const clocks = await reckonCase(tx, row.id, setUp, platform.clock.now());
      await tell(platform, tx, row, [{ type: 'case.reckoned' }], { clocks }, { actor: null });
    });
}

/** The contact of a case that was solved is asked how it went, unless it has been taken up again meanwhile. */
async function ask(platform: Platform, id: string, scale: 'csat' | 'nps'): Promise<void> {
  await platform.db.transaction(async (tx) => {
    const row = await rootRow(tx, id);
    if (row?.status === 'solved') await sendQuestion(platform, tx, await lockCase(tx, id), scale);
  });
}

/** What falls due, and what is done behind people's backs. */
export function defineJobs(platform: Platform): void {
  const { jobs } = platform;
  jobs.define('inbox.route', ({ inbox }: { inbox: string }) => route(platform, inbox));
  jobs.define('inbox.adopt', ({ inbox }: { inbox: string }) => adoptStrays(platform, inbox));
  jobs.define('inbox.late', ({ case: id }: { case: string }) => late(platform, id));
  jobs.define('inbox.wake', ({ case: id }: { case: string }) => wake(platform, id));
  jobs.define('inbox.close', ({ case: id }: { case: string }) => close(platform, id));
  jobs.define('inbox.closeAnew', ({ inbox }: { inbox: string }) => closeAnew(platform, inbox));
  jobs.define('inbox.lease', ({ case: id }: { case: string }) => endLease(platform, id));
  jobs.define('inbox.away', ({ user }: { user: string }) => leaveToOthers(platform, user));
  jobs.define('inbox.followUp', ({ followUp }: { followUp: string }) => takeUp(platform, followUp));
  jobs.define('inbox.reckon', ({ hours }: { hours: string }) => reckonAnew(platform, hours));
  jobs.define('inbox.askRating', ({ case: id, scale }: { case: string; scale: 'csat' | 'nps' }) => ask(platform, id, scale));
}
