import { type CensusLine, formatCensus, streamTag, takeCensus } from '@rapport/ledger';
import { breathe, type Platform } from '@rapport/platform';
import { keeperOf } from './keeper.ts';
import { nodeSha256 } from './node-hash.ts';
import { appendOwn } from './own-leaves.ts';
import { streamsNamed, streamsNow } from './reader.ts';
import { requireHead } from './sequence.ts';

/** Keys opened before others get their turn on this thread. */
const atOnce = 64;

/** A census, where its leaf stands, and the lines that its root was reckoned from, in their order. */
export interface TakenCensus {
  epoch: number;
  index: number;
  /** The log's own event. */
  stream: string;
  ev: number;
  /** `id`: of the stream. */
  lines: (CensusLine & { id: string })[];
}

/**
 * Writes down how far every stream has come (RE6): what is left out at the end of one is then known to be missing. Counted without holding
 * up the sequencer: it tells of the moment it was counted at, whose size it names. Undefined where there was nothing to count, or another log
 * was begun meanwhile.
 */
export async function recordCensus(platform: Platform): Promise<TakenCensus | undefined> {
  const streams = await streamsNow(platform.db);
  const [first] = streams;
  if (!first) return undefined;
  const lines: TakenCensus['lines'] = [];
  for (const [i, { stream, key, ev, leafHash }] of streams.entries()) {
    if (i > 0 && i % atOnce === 0) await breathe();
    const opened = platform.vault.unwrap(key);
    lines.push({ id: stream, stream: streamTag(nodeSha256, opened, stream), seq: ev, last: leafHash });
    opened.fill(0);
  }
  lines.sort((one, other) => (one.stream < other.stream ? -1 : 1));
  const content = formatCensus(takeCensus(nodeSha256, first.size, lines));
  return platform.db.transaction(async (tx) => {
    const head = await requireHead(tx);
    // Its own census comes tomorrow.
    if (head.epoch.n !== first.epoch) return undefined;
    await appendOwn(platform, tx, head, { type: 'census', part: 'census', content });
    tx.afterCommit(() => platform.keep(keeperOf).noteGrowth());
    const { n: epoch, stream } = head.epoch;
    return { epoch, index: head.tree.size, stream, ev: (await streamsNamed(tx, [stream]))[0]!.ev, lines };
  });
}
