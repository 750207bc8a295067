import { formatCensus, streamTag, takeCensus } from '@rapport/ledger';
import type { Platform } from '@rapport/platform';
import { nodeSha256 } from './node-hash.ts';
import { appendOwn } from './own-leaves.ts';
import { headNow, streamsIn } from './reader.ts';
import { requireHead } from './sequence.ts';

/** Writes down how far every stream has come (RE6): what is left out at the end of one is then known to be missing. */
export async function recordCensus(platform: Platform): Promise<void> {
  if (!(await headNow(platform.db))) return;
  await platform.db.transaction(async (tx) => {
    const head = await requireHead(tx);
    const lines = (await streamsIn(tx, head.epoch.n)).map(({ stream, key, ev, leafHash }) => ({
      stream: streamTag(nodeSha256, platform.vault.unwrap(key), stream),
      seq: ev,
      last: leafHash,
    }));
    const content = formatCensus(takeCensus(nodeSha256, head.tree.size, lines));
    await appendOwn(platform, tx, head, { type: 'census', part: 'census', content });
  });
}
