import { Fault } from '@rapport/contract';
import { Batcher, type Platform, type Tx } from '@rapport/platform';
import { keepBytes } from '../../files/index.ts';
import type { Arrival } from '../adapter.ts';
import { tellArrived } from '../tend/hints.ts';
import { insertItems, moveCursor } from './ingress-writer.ts';
import { type SealedArrival, sealArrival } from './sealed-arrival.ts';

/** Writes sealed arrivals and tells who tends their accounts; answers how many are new. */
async function writeSealed(platform: Platform, tx: Tx, sealed: readonly SealedArrival[]): Promise<Set<string>> {
  // Rows in one order, so that two who bring the same wait for one another and not in a circle.
  const ordered = sealed.toSorted((a, b) => Buffer.compare(a.item.keyHash, b.item.keyHash));
  const fresh = new Set(
    await insertItems(
      tx,
      ordered.map(({ item }) => item),
    ),
  );
  // What lies in the store for a repeat is swept: nothing refers to it.
  for (const { item, stored } of sealed) if (stored && fresh.has(item.id)) await keepBytes(tx, stored);
  const accounts = new Set(sealed.flatMap(({ item }) => (fresh.has(item.id) ? [item.account] : [])));
  for (const account of accounts) tellArrived(platform, tx, account);
  return fresh;
}

/** Arrivals of one tick share a commit. */
const arrivalLane = (platform: Platform): Batcher<SealedArrival, boolean> =>
  new Batcher<SealedArrival, boolean>({
    maxBatch: 200,
    maxWaiting: 20_000,
    overflow: () => new Fault('too-many-requests', { seconds: 5 }),
    async flight(waiting) {
      const fresh = await platform.db.transaction((tx) => writeSealed(platform, tx, waiting));
      return waiting.map(({ item }) => fresh.has(item.id));
    },
  });

/**
 * Keeps what came, sealed; durable when it resolves, so that it may be acknowledged (CH1). Answers how many were not there already.
 * @throws Fault `too-many-requests`, `storage-full`
 */
export async function keepArrivals(platform: Platform, account: string, arrivals: readonly Arrival[]): Promise<number> {
  const lane = platform.keep(arrivalLane);
  const kept = await Promise.all(arrivals.map(async (arrival) => lane.add(await sealArrival(platform, account, arrival))));
  return kept.filter(Boolean).length;
}

/** The same of what was pulled, with the place to go on from: both or neither (CH2). */
export async function keepPulled(
  platform: Platform,
  account: string,
  { arrivals, key, next }: { arrivals: readonly Arrival[]; key: string; next: string | undefined },
): Promise<number> {
  const sealed = await Promise.all(arrivals.map((arrival) => sealArrival(platform, account, arrival)));
  return platform.db.transaction(async (tx) => {
    const fresh = await writeSealed(platform, tx, sealed);
    if (next !== undefined) await moveCursor(tx, account, key, next);
    return fresh.size;
  });
}
