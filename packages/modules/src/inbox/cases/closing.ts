import type { Platform } from '@rapport/platform';
import { setUpNow } from '../set-up/memory.ts';
import { rootRow, solvedCasesOf } from './case-reader.ts';
import { makeSo } from './change-case.ts';
import { closesAt } from './closes-at.ts';
import { lockCase, planClosing } from './tell.ts';

/** The job: a case that has been solved for its time is closed for good; one that was taken up again is left, one that has longer now is looked at then. */
export async function close(platform: Platform, id: string): Promise<void> {
  const setUp = await setUpNow(platform);
  await platform.db.transaction(async (tx) => {
    if ((await rootRow(tx, id))?.status !== 'solved') return;
    const row = await lockCase(tx, id);
    const at = closesAt(setUp, row);
    if (at === null) return;
    if (at > platform.clock.now()) await planClosing(platform, tx, row.id, at);
    else await makeSo(platform, tx, row, { status: 'closed' }, { actor: null });
  });
}

/** The job: an inbox closes after another time, or closes nothing any more; what is solved there is planned anew. */
export async function closeAnew(platform: Platform, inbox: string): Promise<void> {
  const setUp = await setUpNow(platform);
  for (const id of await solvedCasesOf(platform.db, [inbox]))
    await platform.db.transaction(async (tx) => {
      const row = await lockCase(tx, id);
      await planClosing(platform, tx, row.id, closesAt(setUp, row));
    });
}
