import { type CasePane, Fault, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { ownersOf } from '../../contacts/index.ts';
import { requireCase } from '../guard.ts';
import { hoursFor, setUpOf } from '../set-up/memory.ts';
import { joined, livelier } from '../sla/clocks.ts';
import { type CaseRow, conversationsOf, groupRows, lockRoot } from './case-reader.ts';
import { setRoot, updateCase } from './case-writer.ts';
import { openTeams } from './open-case.ts';
import { presentPane } from './present.ts';
import { tell } from './tell.ts';

/** Cases that one stands for, itself included. */
const most = 50;

const earliest = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** All that stands under two cases is of one contact now. */
async function requireSameContact(tx: Tx, rows: readonly CaseRow[]): Promise<void> {
  const owners = await ownersOf(tx, [...new Set(rows.map((row) => row.handle))]);
  if (new Set(owners.map(({ contact }) => contact)).size > 1)
    throw new Fault('conflict', { reason: 'these are of different contacts: merge the contacts first' });
}

/** Takes the rows of several roots in one order, so that two who merge wait for one another. */
async function lockAll(tx: Tx, ids: readonly string[]): Promise<Map<string, CaseRow>> {
  const rows = new Map<string, CaseRow>();
  for (const id of [...new Set(ids)].sort()) {
    const row = await lockRoot(tx, id);
    if (row?.id !== id) throw new Fault('conflict', { reason: 'it was merged' });
    rows.set(id, row);
  }
  return rows;
}

/** One of them goes under the other: the livelier status and the stricter promise hold (IN4). */
async function mergeOne(platform: Platform, tx: Tx, keep: CaseRow, other: CaseRow, actor: string): Promise<CaseRow> {
  const setUp = await setUpOf(platform);
  const at = Math.max(platform.clock.now(), keep.clocks.at, other.clocks.at);
  await setRoot(
    tx,
    (await groupRows(tx, other.id)).map(({ id }) => id),
    keep.id,
  );
  await updateCase(
    tx,
    other.id,
    { merged_into: keep.id, merged_at: at, due_at: null, snoozed_until: null, lease_until: null },
    at,
  );
  await platform.log.append(tx, other.id, [{ type: 'case.merged', actor, subject: keep.id }]);
  const row = (await lockRoot(tx, keep.id))!;
  for (const conversation of await conversationsOf(tx, keep.id)) await openTeams(platform, tx, conversation, row.inboxes, actor);
  const status = livelier(keep.status, other.status);
  const clocks = joined(keep.clocks, other.clocks, at, hoursFor(setUp, row.inboxes));
  return tell(
    platform,
    tx,
    { ...row, clocks: keep.clocks },
    [{ type: 'case.joined', data: { case: other.id, number: other.number } }],
    {
      clocks,
      status,
      priority: Math.max(keep.priority, other.priority),
      waits_since: earliest(keep.waitsSince, other.waitsSince),
      assignee_id: keep.assignee ?? other.assignee,
      snoozed_until: status === 'snoozed' ? earliest(keep.snoozedUntil, other.snoozedUntil) : null,
      solved_at: status === 'solved' || status === 'closed' ? keep.solvedAt : null,
    },
    { actor },
  );
}

/** Nothing is moved: the others stand under the one that is kept until that is undone (IN6). */
export async function mergeCases(platform: Platform, actor: Actor, { keep, merge }: Parsed<'cases.merge'>): Promise<CasePane> {
  return platform.db.transaction(async (tx) => {
    const ids: string[] = [];
    for (const id of [keep, ...merge]) ids.push((await requireCase(platform, tx, actor, id)).id);
    const [root, ...others] = [...new Set(ids)] as [string, ...string[]];
    if (others.length !== new Set(merge).size) throw new Fault('conflict', { reason: 'it is the same case' });
    const rows = await lockAll(tx, [root, ...others]);
    await requireSameContact(tx, [...rows.values()]);
    let row = rows.get(root)!;
    for (const other of others) row = await mergeOne(platform, tx, row, rows.get(other)!, actor.user);
    if ((await groupRows(tx, root)).length > most) throw new Fault('quota-exceeded', { quota: `${most} cases` });
    return presentPane(platform, tx, actor, row);
  });
}
