import type { DeliveryState } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { noteDeliveries, noteDelivery } from '../../conversations/index.ts';
import { refund, refundWithCopies } from '../../policy/index.ts';
import type { Receipt } from '../adapter.ts';
import { codeOf, keyHash } from '../policy.ts';
import { itemsNamed, type OutItem, unmatchedReceipts } from './outbox-reader.ts';
import { adoptReceipts, advanceOut, insertReceipts } from './outbox-writer.ts';

/** Ends that nobody was reached by: what policy had reserved is given back. */
const unreached: ReadonlySet<DeliveryState> = new Set(['failed', 'expired', 'suppressed']);

/** Gives back what was reserved: of one of several recipients theirs, else that of everybody it was to go to. */
const giveBack = (tx: Tx, reservation: string, recipient: string | undefined): Promise<void> =>
  recipient === undefined ? refundWithCopies(tx, reservation) : refund(tx, reservation);

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
  if (further && reservation && unreached.has(state)) await giveBack(tx, reservation, told.recipient);
  return further;
}

/** A receipt, and what it is about. */
interface Matched extends About {
  item: OutItem;
  state: Receipt['state'];
  at: number;
  code: string | null;
}

/** What is told of different messages as a whole is told together; what is told of one after something else of it, or of one recipient, after that. */
function waves(all: readonly Matched[]): Matched[][] {
  const found: Matched[][] = [];
  let named = new Set<string>();
  for (const one of all) {
    const last = found.at(-1);
    const apart = one.recipient !== undefined || last?.[0]?.recipient !== undefined || named.has(one.item.id);
    if (last && !apart) last.push(one);
    else {
      found.push([one]);
      named = new Set();
    }
    named.add(one.item.id);
  }
  return found;
}

/** How far messages have come, in as many statements as of one. The streams first, as everybody who writes both takes them in this order. */
async function advance(platform: Platform, tx: Tx, all: readonly Matched[]): Promise<void> {
  for (const wave of waves(all)) {
    const further =
      wave[0]!.recipient === undefined
        ? await noteDeliveries(
            platform,
            tx,
            wave.map(({ item: { conversation, seq }, state, at, code, permanent }) => ({
              ...{ conversation, seq, state, at, permanent },
              ...(code ? { code } : {}),
            })),
          )
        : [await tellState(platform, tx, wave[0]!.item, wave[0]!)];
    const moved = wave.filter((_, i) => further[i]);
    for (const { item, state, recipient } of moved)
      if (recipient === undefined && item.reservation && unreached.has(state)) await giveBack(tx, item.reservation, recipient);
    await advanceOut(
      tx,
      moved.map(({ item: { id }, state, at, code }) => ({ id, state, at, code })),
    );
  }
}

/** What a platform says of things that went out: kept whenever it comes, and once (CH7). */
export async function applyReceipts(platform: Platform, tx: Tx, account: string, receipts: readonly Receipt[]): Promise<void> {
  if (receipts.length === 0) return;
  const now = platform.clock.now();
  const items = await itemsNamed(tx, account, receipts);
  const kept = receipts.map((receipt, i) => ({
    ...receipt,
    item: items[i],
    hash: keyHash(receipt.key),
    code: receipt.code === undefined ? null : codeOf(receipt.code),
    at: Math.min(receipt.at, now),
  }));
  const fresh = await insertReceipts(
    tx,
    kept.map(({ hash, item, nativeId = null, state, code, at }) => ({
      ...{ account, keyHash: hash, item: item?.id ?? null, nativeId, state, code, at, receivedAt: now },
    })),
  );
  await advance(
    platform,
    tx,
    // Of those under one key the first.
    kept.flatMap(({ item, hash, ...told }) => (item && fresh.delete(hash.toString('hex')) ? [{ ...told, item }] : [])),
  );
}

/** Receipts that came before the answer to the sending did, now that the wire's ids are known. */
export async function applyWaiting(
  platform: Platform,
  tx: Tx,
  account: string,
  taken: readonly { item: OutItem; nativeId: string }[],
): Promise<void> {
  if (taken.length === 0) return;
  const items = new Map(taken.map(({ item, nativeId }) => [nativeId, item]));
  const waiting = await unmatchedReceipts(tx, account, [...items.keys()]);
  for (const id of new Set(waiting.map(({ nativeId }) => nativeId))) await adoptReceipts(tx, account, id, items.get(id)!.id);
  await advance(
    platform,
    tx,
    waiting.map(({ nativeId, state, code, at }) => ({ item: items.get(nativeId)!, state: state as Receipt['state'], code, at })),
  );
}
