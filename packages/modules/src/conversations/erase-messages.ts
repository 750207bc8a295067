import type { Platform, Tx } from '@rapport/platform';
import { dropReferences, eraseReferences } from '../files/index.ts';
import { eraseCommitments } from './commitment-writer.ts';
import { blankMessages, dropUnsaid, type Leaving, withholdRows } from './disposal-writer.ts';
import { eraseLabels } from './label-writer.ts';
import { lockConversations } from './lock-writer.ts';
import { messageHeads } from './message-reader.ts';

/** Messages of one conversation that go, and why. */
export interface Leavers {
  conversation: string;
  seqs: readonly number[];
  /** Who decided it; null for the house itself. */
  actor: string | null;
  /** The disposition or the request that it rests on; null where nothing here tells any more (a restored backup). */
  cause: string | null;
}

/** The conversation stands still until the transaction ends. Whoever decides about what goes locks first, and looks then. */
export const holdStill = (tx: Tx, conversation: string): Promise<void> => lockConversations(tx, [conversation], '5s');

/** Numbers an event for each of the messages that are still to go. */
async function take(
  platform: Platform,
  tx: Tx,
  { conversation, seqs, actor, cause }: Leavers,
  type: 'message.erased' | 'message.withheld',
): Promise<Leaving[]> {
  await holdStill(tx, conversation);
  const head = (await platform.log.lock(tx, [conversation])).get(conversation);
  const all = head ? await messageHeads(tx, conversation, seqs) : [];
  const found = all.filter(({ erased, withheld }) => !erased && (type === 'message.erased' || !withheld));
  const leaving = found.map(({ seq, versionEv }, i) => ({ seq, versionEv, by: head!.ev + 1 + i }));
  await platform.log.appendBulk(
    tx,
    found.map(({ ev }, i) => ({
      stream: conversation,
      ev: leaving[i]!.by,
      type,
      actor,
      target: ev,
      ...(cause ? { subject: cause } : {}),
    })),
  );
  return leaving;
}

/**
 * Erases what messages said (CV23), with everything that was made of it here: versions, record keys, mentions, reactions, notes of those who
 * saved it, previews of links, and attached files that nothing else refers to. Clients pull what is left: that something was there. Whether it may
 * go is the caller's decision. Answers which went, and how many files with them.
 */
export async function eraseMessages(platform: Platform, tx: Tx, leavers: Leavers): Promise<{ seqs: number[]; files: number }> {
  const leaving = await take(platform, tx, leavers, 'message.erased');
  if (leaving.length === 0) return { seqs: [], files: 0 };
  const seqs = leaving.map(({ seq }) => seq);
  const { conversation } = leavers;
  await eraseCommitments(tx, conversation, seqs);
  await eraseLabels(tx, conversation, seqs);
  await blankMessages(tx, conversation, leaving, platform.clock.now());
  const referrers = seqs.map((seq) => `${conversation}/${seq}`);
  return { seqs, files: await eraseReferences(platform, tx, 'message', referrers) };
}

/** Hides messages from everybody until they may be erased (CV23); answers which were not hidden so before. */
export async function withholdMessages(platform: Platform, tx: Tx, leavers: Leavers): Promise<number[]> {
  const leaving = await take(platform, tx, leavers, 'message.withheld');
  if (leaving.length > 0) await withholdRows(tx, leavers.conversation, leaving, platform.clock.now());
  return leaving.map(({ seq }) => seq);
}

/** Forgets what somebody has written and not said: drafts and scheduled messages. */
export async function forgetUnsaid(platform: Platform, tx: Tx, user: string): Promise<void> {
  for (const clientId of await dropUnsaid(tx, user)) {
    await dropReferences(tx, { kind: 'scheduled', id: `scheduled:${user}/${clientId}` }, platform.clock.now());
    await platform.jobs.cancel(tx, `scheduled/${user}/${clientId}`);
  }
}
