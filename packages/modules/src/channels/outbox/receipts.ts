import type { DeliveryState } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { noteDelivery } from '../../conversations/index.ts';
import { refund } from '../../policy/index.ts';
import type { Receipt } from '../adapter.ts';
import { codeOf, keyHash } from '../policy.ts';
import { itemNamed, type OutItem, unmatchedReceipts } from './outbox-reader.ts';
import { adoptReceipts, advanceOut, insertReceipt } from './outbox-writer.ts';

/** Ends that nobody was reached by: what policy had reserved is given back. */
const unreached: ReadonlySet<DeliveryState> = new Set(['failed', 'expired', 'suppressed']);

/** Of several recipients the one it is about; whether it will be the same the next time. */
type About = Pick<Receipt, 'recipient' | 'permanent'>;

/** Tells the conversation how far a message has come; the house's own steps are not told. Answers whether it came further (CH7). */
export async function tellState(
  platform: Platform,
  tx: Tx,
  { conversation, seq, reservation }: Pick<OutItem, 'conversation' | 'seq' | 'reservation'>,
  { code, ...told }: { state: DeliveryState; code: string | null; at: number } & About,
): Promise<boolean> {
  const { state } = told;
  const further = await noteDelivery(platform, tx, { conversation, seq, ...told, ...(code ? { code } : {}) });
  if (further && reservation && unreached.has(state)) await refund(tx, reservation);
  return further;
}

type Told = Pick<Receipt, 'state' | 'at'> & About & { code: string | null };

async function advance(platform: Platform, tx: Tx, item: OutItem, told: Told): Promise<void> {
  // The stream first, as everybody who writes both takes them in this order.
  const { state, at, code } = told;
  if (await tellState(platform, tx, item, told)) await advanceOut(tx, { id: item.id, state, at, code });
}

/** What a platform says of something that went out: kept whenever it comes, and once (CH7). */
export async function applyReceipt(platform: Platform, tx: Tx, account: string, receipt: Receipt): Promise<void> {
  const { outbound, nativeId, state, recipient, permanent } = receipt;
  const about: About = { ...(recipient ? { recipient } : {}), ...(permanent ? { permanent } : {}) };
  const code = receipt.code === undefined ? null : codeOf(receipt.code);
  const now = platform.clock.now();
  const at = Math.min(receipt.at, now);
  const item = await itemNamed(tx, account, { outbound, nativeId });
  const fresh = await insertReceipt(tx, {
    account,
    keyHash: keyHash(receipt.key),
    item: item?.id ?? null,
    nativeId: nativeId ?? null,
    state,
    code,
    at,
    receivedAt: now,
  });
  if (fresh && item) await advance(platform, tx, item, { state, at, code, ...about });
}

/** Receipts that came before the answer to the sending did, now that the wire's id is known. */
export async function applyWaiting(platform: Platform, tx: Tx, item: OutItem, nativeId: string): Promise<void> {
  const waiting = await unmatchedReceipts(tx, item.account, nativeId);
  if (waiting.length === 0) return;
  await adoptReceipts(tx, item.account, nativeId, item.id);
  for (const { state, code, at } of waiting) await advance(platform, tx, item, { state: state as Receipt['state'], code, at });
}
