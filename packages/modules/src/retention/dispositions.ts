import { type Disposition, Fault, type Output, type Parsed } from '@rapport/contract';
import { type Platform, pageOf, type Queryable, readCursor, type Tx } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../access/index.ts';
import { noteEvent } from './events.ts';
import { executeSoon } from './execute.ts';
import { type DispositionRow, dispositionsBelow, findDisposition, itemsAfter } from './reader.ts';
import { requirePerson } from './require-person.ts';
import { rulesNow } from './rule-memory.ts';
import { requireOversight } from './rules.ts';
import { twoByOfList } from './two-people.ts';
import { endDisposition, forgetApproval, lockDisposition, noteApproval, settleItems } from './writer.ts';

/** RT13: why two people have to approve it is reckoned as long as it is to be decided about. */
async function present(platform: Platform, q: Queryable, row: DispositionRow): Promise<Disposition> {
  if (row.state !== 'listing' && row.state !== 'proposed') return { ...row, twoBy: [] };
  const { book } = await rulesNow(platform, q);
  return { ...row, twoBy: await twoByOfList(q, book, row.id) };
}

const dispositionOf = async (platform: Platform, q: Queryable, id: string): Promise<Disposition> =>
  present(platform, q, (await findDisposition(q, id))!);

export async function listDispositions(
  platform: Platform,
  actor: Actor,
  { cursor, limit }: Parsed<'retention.dispositions'>,
): Promise<Output<'retention.dispositions'>> {
  requireOversight(actor);
  const [below] = readCursor<[string]>(cursor, ['id']) ?? [];
  const { items, ...page } = pageOf(await dispositionsBelow(platform.db, below, limit + 1), limit, ({ id }) => [id]);
  const shown: Disposition[] = [];
  for (const row of items) shown.push(await present(platform, platform.db, row));
  return { ...page, items: shown };
}

const missing = () => new Fault('not-found', { what: 'disposition' });

export async function listItems(
  platform: Platform,
  actor: Actor,
  { disposition, cursor, limit }: Parsed<'retention.items'>,
): Promise<Output<'retention.items'>> {
  requireOversight(actor);
  const after = readCursor<[string, number]>(cursor, ['id', 'number']);
  if (!(await findDisposition(platform.db, disposition))) throw missing();
  return pageOf(await itemsAfter(platform.db, disposition, after, limit + 1), limit, (i) => [i.conversation, i.seq]);
}

/** A batch that is still to be decided about, nobody else's until the transaction ends. */
async function lockProposed(tx: Tx, id: string): Promise<DispositionRow> {
  const state = await lockDisposition(tx, id);
  if (!state) throw missing();
  if (state !== 'proposed') throw new Fault('conflict', { reason: 'this batch was decided about' });
  return (await findDisposition(tx, id))!;
}

interface Note {
  act: string;
  disposition: string;
  detail: Record<string, unknown>;
  from: string;
}
const note = (platform: Platform, tx: Tx, actor: Actor, { disposition, ...more }: Note): Promise<void> =>
  audit(tx, { at: platform.clock.now(), actor: actor.user, subjectKind: 'disposition', subject: disposition, ...more });

/** RT4: what is taken out comes into no list again, or not before its day. Whoever approved the list before approves it anew. */
export async function reviewItems(
  platform: Platform,
  actor: Actor,
  { disposition, conversation, seqs, until, reason }: Parsed<'retention.review'>,
  from: string,
): Promise<Disposition> {
  requirePermission(actor, 'retention.manage');
  return platform.db.transaction(async (tx) => {
    await lockProposed(tx, disposition);
    const become = {
      state: until === undefined ? 'excluded' : 'extended',
      reason,
      by: actor.user,
      until: until ?? null,
    } as const;
    const messages = await settleItems(tx, disposition, { conversation, seqs }, become);
    if (messages === 0) throw new Fault('not-found', { what: 'message' });
    await forgetApproval(tx, disposition);
    const detail = { conversation, messages, until, reason };
    await note(platform, tx, actor, { act: 'disposition.reviewed', disposition, detail, from });
    return dispositionOf(platform, tx, disposition);
  });
}

/** RT4: destroyed once approved; by two people where the rules of this moment want that (RT13). `due`: how many are to be destroyed, as the list was seen. */
export async function approveDisposition(
  platform: Platform,
  actor: Actor,
  { disposition, due }: Parsed<'retention.approve'>,
  from: string,
): Promise<Disposition> {
  requirePermission(actor, 'retention.approve');
  requirePerson(actor);
  return platform.db.transaction(async (tx) => {
    const before = await lockProposed(tx, disposition);
    if ((before.counts.due ?? 0) !== due) throw new Fault('conflict', { reason: 'the list was changed' });
    const { twoBy } = await present(platform, tx, before);
    const at = platform.clock.now();
    const second = before.firstBy !== null || twoBy.length === 0;
    if (before.firstBy === actor.user) throw new Fault('conflict', { reason: 'another person has to approve this' });
    await noteApproval(tx, { id: disposition, by: actor.user, at, state: second ? 'approved' : 'proposed' });
    if (second) {
      const approved = { disposition, messages: due, firstBy: before.firstBy ?? undefined, approvedBy: actor.user, at };
      await noteEvent(platform, tx, 'disposition.approved', approved);
      await executeSoon(platform, tx, disposition);
    }
    await note(platform, tx, actor, { act: 'disposition.approved', disposition, detail: { messages: due, second }, from });
    return dispositionOf(platform, tx, disposition);
  });
}

/** Called off: what was in it comes into the next list if it is still due. */
export async function withdrawDisposition(
  platform: Platform,
  actor: Actor,
  { disposition, reason }: Parsed<'retention.withdraw'>,
  from: string,
): Promise<Disposition> {
  requireOversight(actor);
  return platform.db.transaction(async (tx) => {
    await lockProposed(tx, disposition);
    await settleItems(tx, disposition, {}, { state: 'kept', reason, by: actor.user });
    await endDisposition(tx, { id: disposition, state: 'withdrawn', at: platform.clock.now(), certificate: null });
    await note(platform, tx, actor, { act: 'disposition.withdrawn', disposition, detail: { reason }, from });
    return dispositionOf(platform, tx, disposition);
  });
}
