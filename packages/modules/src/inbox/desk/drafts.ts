import { Fault, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { teamMembers } from '../../conversations/index.ts';
import type { CaseRow } from '../cases/case-reader.ts';
import { lockCase } from '../cases/tell.ts';
import { requireCase } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import { draftOf } from './desk-reader.ts';
import { dropDraft, putDraft } from './desk-writer.ts';

/** How long a draft is held without being renewed (ms). */
const heldFor = 120_000;

/** Lets the teams of a case know what somebody does there; whoever misses it misses nothing (SY11). */
async function tellMates(platform: Platform, row: CaseRow, user: string, doing: 'looking' | 'typing' | 'gone'): Promise<void> {
  const { inboxes } = await setUpOf(platform);
  const groups = row.inboxes.flatMap((id) => inboxes.get(id)?.group ?? []);
  const frame = JSON.stringify({ type: 'case.looked', case: row.id, user, doing });
  for (const mate of new Set((await teamMembers(platform.db, groups)).map((member) => member.user)))
    if (mate !== user) platform.bus.publish('user', { user: mate, frame });
}

export async function lookAtCase(
  platform: Platform,
  actor: Actor,
  { case: id, doing }: Parsed<'cases.look'>,
): Promise<Record<string, never>> {
  await tellMates(platform, await requireCase(platform, platform.db, actor, id), actor.user, doing);
  return {};
}

/** One at a time writes the answer, and others see who; nobody is kept from writing by a colleague who went home. */
export async function holdDraft(
  platform: Platform,
  actor: Actor,
  { case: id, hold, takeOver }: Parsed<'cases.holdDraft'>,
): Promise<Output<'cases.holdDraft'>> {
  const { row, draft } = await platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, (await requireCase(platform, tx, actor, id)).id);
    const now = platform.clock.now();
    const held = await draftOf(tx, row.id, now);
    if (!hold) {
      await dropDraft(tx, row.id, actor.user);
      return { row, draft: held?.user === actor.user ? null : (held ?? null) };
    }
    if (held && held.user !== actor.user && !takeOver) throw new Fault('conflict', { reason: 'a colleague writes the answer' });
    await putDraft(tx, row.id, actor.user, now + heldFor);
    return { row, draft: { user: actor.user, until: now + heldFor } };
  });
  await tellMates(platform, row, actor.user, hold ? 'typing' : 'looking');
  return { draft } as Output<'cases.holdDraft'>;
}
