import type { Platform, Tx } from '@rapport/platform';
import { noteDeliveries } from '../../conversations/index.ts';
import { refundWithCopies } from '../../policy/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Outbound } from '../adapter.ts';
import { codeOf, type Outcome } from '../policy.ts';
import { noteNativeMessages } from '../said-writer.ts';
import type { OutItem } from './outbox-reader.ts';
import { lockNativeIds, settleOut } from './outbox-writer.ts';
import { applyWaiting, tellState } from './receipts.ts';

export interface Attempted {
  item: OutItem;
  attempt: number;
  /** What was sent, and the id of the handle it went to; undefined where its words are gone by now. */
  sent: { message: Outbound; handleId: string } | undefined;
  outcome: Outcome;
}

const stateOf = (outcome: Outcome) =>
  outcome.kind === 'taken' || outcome.kind === 'ended' ? outcome.state : outcome.kind === 'ask' ? 'sending' : 'queued';

/** How far the messages have come by it; what nobody was reached by is given back to policy. */
async function tellStates(platform: Platform, tx: Tx, attempted: readonly Attempted[], at: number): Promise<void> {
  const ended = attempted.flatMap(({ item, outcome }) =>
    outcome.kind === 'taken' || outcome.kind === 'ended' ? [{ item, outcome }] : [],
  );
  const further = await noteDeliveries(
    platform,
    tx,
    ended.map(({ item: { conversation, seq }, outcome }) => {
      const code = outcome.kind === 'ended' ? { code: outcome.code } : {};
      return { conversation, seq, state: outcome.state, at, ...code };
    }),
  );
  for (const [i, { item, outcome }] of ended.entries()) {
    if (further[i] && outcome.kind === 'ended' && !outcome.reached && item.reservation)
      await refundWithCopies(tx, item.reservation);
    for (const { address, code } of outcome.refused ?? [])
      await tellState(platform, tx, item, { state: 'failed', code: codeOf(code), at, recipient: address });
  }
}

/** Ids of the wire, for whoever answers by them, and for receipts that were faster than the answer. */
async function noteIds(platform: Platform, tx: Tx, account: Account, attempted: readonly Attempted[]): Promise<void> {
  const taken = attempted.flatMap(({ item, sent, outcome }) =>
    outcome.kind === 'taken' && outcome.nativeId ? [{ item, sent, nativeId: outcome.nativeId }] : [],
  );
  await noteNativeMessages(
    tx,
    taken.flatMap(({ item: { conversation, seq }, sent, nativeId }) =>
      sent ? [{ account: account.id, nativeId, conversation, seq, thread: sent.message.thread, handle: sent.handleId }] : [],
    ),
  );
  await applyWaiting(platform, tx, account.id, taken);
}

/** Writes down what became of attempts, and tells the conversations where they ended or were taken: all of them in one transaction. */
export async function noteResults(platform: Platform, account: Account, attempted: readonly Attempted[]): Promise<void> {
  const at = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    await lockNativeIds(
      tx,
      account.id,
      attempted.flatMap(({ outcome }) => (outcome.kind === 'taken' && outcome.nativeId ? [outcome.nativeId] : [])),
    );
    // Then streams, as everybody who writes both takes them.
    await tellStates(platform, tx, attempted, at);
    await settleOut(
      tx,
      attempted.map(({ item, attempt, outcome }) => ({
        id: item.id,
        attempt,
        state: stateOf(outcome),
        dueAt: 'at' in outcome ? outcome.at : null,
        code: outcome.kind === 'taken' ? null : outcome.code,
        nativeId: outcome.kind === 'taken' ? outcome.nativeId : null,
        at,
      })),
    );
    await noteIds(platform, tx, account, attempted);
  });
}
