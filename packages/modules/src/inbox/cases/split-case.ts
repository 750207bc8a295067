import { type CasePane, Fault, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { customersOf, requireConversation } from '../../conversations/index.ts';
import { requireCase, requireMyInbox } from '../guard.ts';
import { partNow, partsOf, rootRow } from './case-reader.ts';
import { endPart, removePart } from './case-writer.ts';
import { openCase } from './open-case.ts';
import { presentPane } from './present.ts';
import { lockCase, tell } from './tell.ts';

/** What was said from a message on is another matter. Merging the two undoes it (IN6). */
export async function splitCase(platform: Platform, actor: Actor, input: Parsed<'cases.split'>): Promise<CasePane> {
  const { conversation, thread, from } = input;
  return platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, (await requireCase(platform, tx, actor, input.case)).id);
    const parts = await partsOf(tx, row.id);
    const part = parts.find(
      (one) =>
        one.conversation === conversation &&
        one.thread === thread &&
        one.from <= from &&
        (one.until === null || from < one.until),
    );
    if (!part) throw new Fault('not-found', { what: 'message' });
    const whole = part.from === from;
    if (whole && parts.length === 1) throw new Fault('conflict', { reason: 'nothing would be left of it' });
    const [customer] = await customersOf(tx, [conversation]);
    if (whole) await removePart(tx, part);
    else await endPart(tx, part, from);
    const waits = row.waitsSince !== null && part.until === null;
    const made = await openCase(
      platform,
      tx,
      {
        handle: customer!.handle,
        account: customer!.account,
        conversation,
        thread,
        from,
        until: part.until,
        inboxes: row.inboxes,
        title: input.title ?? null,
        assignee: row.assignee,
        priority: row.priority,
        heardAt: waits ? row.waitsSince : null,
        split: true,
      },
      { actor: actor.user },
    );
    await tell(
      platform,
      tx,
      row,
      [{ type: 'case.split', data: { case: made.id, number: made.number } }],
      {},
      { actor: actor.user },
    );
    return presentPane(platform, tx, actor, (await rootRow(tx, made.id))!);
  });
}

/** Staff begin a case of their own about a conversation that they may answer. */
export async function openByHand(platform: Platform, actor: Actor, input: Parsed<'cases.open'>): Promise<CasePane> {
  const { conversation, thread } = input;
  return platform.db.transaction(async (tx) => {
    const place = await requireConversation(tx, actor, conversation, 'look');
    const [customer] = await customersOf(tx, [conversation]);
    if (!customer) throw new Fault('not-found', { what: 'conversation' });
    await requireMyInbox(platform, tx, actor, input.inbox);
    const part = await partNow(tx, conversation, thread);
    if (part) {
      const before = await rootRow(tx, part.root);
      if (before && before.status !== 'closed' && before.status !== 'solved')
        throw new Fault('conflict', { reason: 'there is an open case of it' });
      await endPart(tx, part, Math.max(place.seq + 1, part.from + 1));
    }
    const row = await openCase(
      platform,
      tx,
      {
        handle: customer.handle,
        account: customer.account,
        conversation,
        thread,
        from: Math.max(place.seq + (part ? 1 : 0), 1),
        inboxes: [input.inbox],
        title: input.title ?? null,
        follows: part?.root ?? null,
        assignee: actor.user,
      },
      { actor: actor.user },
    );
    return presentPane(platform, tx, actor, row);
  });
}
