import { type CasePane, Fault, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { ownersOf } from '../../contacts/index.ts';
import { myInboxes, requireCase } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import { type CaseRow, caseRow, caseRows, conversationsOf, groupRows, heldByHandles, lockRoot, rootRow } from './case-reader.ts';
import { addToInboxes, setRoot, updateCase } from './case-writer.ts';
import { isTeamMate } from './change-case.ts';
import { holdingOf } from './holding.ts';
import { closeTeams } from './open-case.ts';
import { presentPane } from './present.ts';
import { lockCase, reckonCase, targetsOf, tell, unknownCase } from './tell.ts';

/** All that stands under a case, itself included. */
function below(group: readonly CaseRow[], id: string): string[] {
  return [id, ...group.filter(({ mergedInto }) => mergedInto === id).flatMap((one) => below(group, one.id))];
}

/** The case stands by itself again: its clocks are reckoned from its own events, those of meanwhile too (IN6). */
export async function unmergeCase(platform: Platform, actor: Actor, { case: id }: Parsed<'cases.unmerge'>): Promise<CasePane> {
  return platform.db.transaction(async (tx) => {
    const root = await lockCase(tx, (await requireCase(platform, tx, actor, id)).id);
    const one = await caseRow(tx, id);
    if (!one) throw unknownCase();
    if (one.mergedInto === null) throw new Fault('conflict', { reason: 'it is not merged' });
    await takeApart(platform, tx, root, one, actor.user);
    // Whoever saw it by the other case alone sees that one.
    const mine = await myInboxes(platform, tx, actor);
    const apart = (await rootRow(tx, one.id))!;
    const seen = apart.inboxes.some((inbox) => mine.has(inbox)) ? apart : (await rootRow(tx, root.id))!;
    return presentPane(platform, tx, actor, seen);
  });
}

/**
 * Takes a case out from under its root, whose row is taken. What the merge let teams read ends with it: a conversation is open to those alone that
 * have a case of it (IN2).
 */
async function takeApart(platform: Platform, tx: Tx, root: CaseRow, one: CaseRow, actor: string | null): Promise<void> {
  const group = await groupRows(tx, root.id);
  const conversations = await conversationsOf(tx, root.id);
  await setRoot(tx, below(group, one.id), one.id);
  const at = Math.max(platform.clock.now(), root.clocks.at);
  await updateCase(tx, one.id, { merged_into: null, merged_at: null }, at);
  // A case lies in an inbox, also where its own were taken from the merged ones.
  for (const { id, inboxes } of await caseRows(tx, [one.id, root.id]))
    if (inboxes.length === 0) await addToInboxes(tx, id, root.inboxes, at);
  for (const conversation of conversations) await closeTeams(platform, tx, conversation, root.inboxes, actor);
  await standAlone(platform, tx, one.id, actor, { type: 'case.unmerged', data: {} });
  await standAlone(platform, tx, root.id, actor, { type: 'case.parted', data: { case: one.id, number: one.number } });
}

/**
 * What a case is by its own events: its clocks, whose it is, how urgent. Whoever works in none of its inboxes has it no more (IN2). Its labels stay as
 * they are.
 */
async function standAlone(
  platform: Platform,
  tx: Tx,
  id: string,
  actor: string | null,
  change: { type: string; data: Record<string, unknown> },
): Promise<CaseRow> {
  const row = (await lockRoot(tx, id))!;
  const setUp = await setUpOf(platform);
  const { assignee: last, priority } = await holdingOf(tx, id);
  const assignee = last !== null && (await isTeamMate(platform, tx, row, last)) ? last : null;
  const clocks = await reckonCase(tx, id, setUp, platform.clock.now());
  const owed = clocks.clocks.first.on || clocks.clocks.next.on;
  const targets = targetsOf(setUp, { ...row, priority });
  return tell(
    platform,
    tx,
    row,
    [{ ...change, data: { ...change.data, user: assignee }, clock: [{ type: 'targets', targets }] }],
    {
      clocks,
      assignee_id: assignee,
      priority,
      ...(assignee === row.assignee ? {} : { lease_until: null }),
      status: clocks.status === 'snoozed' ? 'open' : clocks.status,
      waits_since: owed ? (row.waitsSince ?? row.heardAt) : null,
    },
    { actor },
  );
}

/** Contacts were taken apart: cases that were merged as one contact's are, too, where they are of different ones now. */
export async function partCases(platform: Platform, tx: Tx, handles: readonly string[]): Promise<void> {
  const cases = await caseRows(tx, await heldByHandles(tx, handles));
  const roots = [...new Set(cases.map(({ root }) => root))].sort();
  for (const id of roots) {
    for (;;) {
      const root = (await lockRoot(tx, id))!;
      const group = await groupRows(tx, root.id);
      const owners = new Map(
        (
          await ownersOf(
            tx,
            group.map(({ handle }) => handle),
          )
        ).map((one) => [one.handle, one.contact]),
      );
      const other = ({ handle, mergedInto }: CaseRow): boolean => {
        const above = group.find((row) => row.id === mergedInto);
        return above !== undefined && owners.get(above.handle) !== owners.get(handle);
      };
      const one = group.find(other);
      if (!one) break;
      await takeApart(platform, tx, root, one, null);
      // What stands under it may be of others, too.
      roots.push(one.id);
    }
  }
}
