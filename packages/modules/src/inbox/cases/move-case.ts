import { type CasePane, Fault, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { requireCase, unknownInbox } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import { type CaseRow, conversationsOf, lockRoot } from './case-reader.ts';
import { addToInboxes, takeFromInboxes } from './case-writer.ts';
import { closeTeams, openTeams } from './open-case.ts';
import { presentPane } from './present.ts';
import { lockCase, targetsOf, tell } from './tell.ts';

/** Lets a case lie in more inboxes, whose teams read its conversations from then on. */
export async function joinInboxes(
  platform: Platform,
  tx: Tx,
  row: CaseRow,
  add: readonly string[],
  actor: string | null,
): Promise<CaseRow> {
  await addToInboxes(tx, row.id, add, platform.clock.now());
  for (const conversation of await conversationsOf(tx, row.id)) await openTeams(platform, tx, conversation, add, actor);
  const moved = (await lockRoot(tx, row.id))!;
  return told(platform, tx, moved, actor, { added: [...add] });
}

/** What is promised may be otherwise from now on. */
async function told(
  platform: Platform,
  tx: Tx,
  row: CaseRow,
  actor: string | null,
  data: Record<string, unknown>,
): Promise<CaseRow> {
  const targets = targetsOf(await setUpOf(platform), row);
  return tell(platform, tx, row, [{ type: 'case.moved', data, clock: [{ type: 'targets', targets }] }], {}, { actor });
}

/** Out of inboxes: teams that have no other case of these conversations read them no more. */
async function leaveInboxes(
  platform: Platform,
  tx: Tx,
  row: CaseRow,
  remove: readonly string[],
  actor: string,
): Promise<CaseRow> {
  await takeFromInboxes(tx, row.id, remove);
  for (const conversation of await conversationsOf(tx, row.id)) await closeTeams(platform, tx, conversation, remove, actor);
  return told(platform, tx, (await lockRoot(tx, row.id))!, actor, { removed: [...remove] });
}

/** A case lies in at least one inbox, and goes to any there is: handing it on is what teams are for. */
export async function moveCase(
  platform: Platform,
  actor: Actor,
  { case: id, add, remove }: Parsed<'cases.move'>,
): Promise<CasePane> {
  const { inboxes } = await setUpOf(platform);
  for (const inbox of add) if (inboxes.get(inbox)?.archived !== false) throw unknownInbox();
  return platform.db.transaction(async (tx) => {
    let row = await lockCase(tx, (await requireCase(platform, tx, actor, id)).id);
    const [more, less] = [
      [...new Set<string>(add)].filter((inbox) => !row.inboxes.includes(inbox)),
      [...new Set<string>(remove)].filter((inbox) => row.inboxes.includes(inbox)),
    ];
    if (row.inboxes.length + more.length - less.length < 1) throw new Fault('conflict', { reason: 'a case lies in an inbox' });
    if (more.length > 0) row = await joinInboxes(platform, tx, row, more, actor.user);
    if (less.length > 0) row = await leaveInboxes(platform, tx, row, less, actor.user);
    return presentPane(platform, tx, actor, row);
  });
}
