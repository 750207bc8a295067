import { partMaker } from '@rapport/ledger';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { appendLeaves } from './append-leaves.ts';
import { nodeSha256 } from './node-hash.ts';
import { streamsNamed } from './reader.ts';
import type { Head } from './rows.ts';
import { insertOwn, insertRecordKeys } from './writer.ts';

/** Adds an event of the log's own, with one part. `head` is locked. */
export async function appendOwn(
  platform: Platform,
  tx: Tx,
  head: Head,
  own: { type: string; part: string; content: Uint8Array },
): Promise<void> {
  const { stream } = head.epoch;
  const [row] = await streamsNamed(tx, [stream]);
  const ev = (row?.ev ?? 0) + 1;
  const { key, wrapped } = platform.vault.newKey();
  const parts = [partMaker(nodeSha256, key)(own.part, nodeSha256(own.content))];
  key.fill(0);
  await insertRecordKeys(tx, [{ stream, ev, key: wrapped }]);
  await insertOwn(tx, { stream, ev, part: own.part, content: own.content });
  await appendLeaves(platform, tx, head, [
    { stream, ev, type: own.type, recordId: newId(), at: platform.clock.now(), parts: () => parts },
  ]);
}
