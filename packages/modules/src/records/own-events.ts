import type { Platform, Queryable, Tx } from '@rapport/platform';
import { keeperOf } from './keeper.ts';
import { appendOwn } from './own-leaves.ts';
import { leafPlaces, streamsNamed } from './reader.ts';
import { requireHead } from './sequence.ts';

/**
 * Writes an event of the house itself into the ledger, in the transaction of whoever notes that it was written. Answers which it is.
 * @throws where the ledger cannot grow at the moment: a job tries again
 */
export async function recordOwn(
  platform: Platform,
  tx: Tx,
  own: { type: string; part: string; content: Uint8Array },
): Promise<{ stream: string; ev: number }> {
  const head = await requireHead(tx);
  const { stream } = head.epoch;
  await appendOwn(platform, tx, head, own);
  tx.afterCommit(() => platform.keep(keeperOf).noteGrowth());
  return { stream, ev: (await streamsNamed(tx, [stream]))[0]!.ev };
}

/** The last event of a stream that stands in the ledger; 0 where none does. */
export const recordedUpTo = async (q: Queryable, stream: string): Promise<number> =>
  (await streamsNamed(q, [stream]))[0]?.ev ?? 0;

/** Where an event's leaf stands; undefined where it has none. */
export async function leafPlaceOf(
  q: Queryable,
  stream: string,
  ev: number,
): Promise<{ epoch: number; index: number } | undefined> {
  const [place] = await leafPlaces(q, [{ stream, ev }]);
  return place && { epoch: place.epoch, index: place.index };
}
