import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  emptyTree,
  grow,
  leafHash,
  openNote,
  parseCheckpoint,
  parseLeaf,
  rootOf,
  same,
  sha256,
  verifierOf,
} from '@rapport/ledger';
import { until } from '../test-house.ts';

type Rows = <T>(sql: string, params?: readonly unknown[]) => Promise<T[]>;

/** RE1: every line of the log of a conversation, and of the organization, has a leaf, and the newest checkpoint that is shown holds them all. */
const unproved = `select l.stream_id, l.ev from log l join stream s on s.id = l.stream_id and s.kind in ('conversation', 'organization')
  left join ledger_leaf f on f.stream_id = l.stream_id and f.ev = l.ev
  where f.index is null or f.index >= coalesce((select max(size) from ledger_checkpoint c where c.epoch = f.epoch and c.published_at is not null), 0)
  limit 3`;

/** RE1–RE4: the ledger holds everything, follows on itself, is what lies outside, and was never begun anew: no harm takes back what was committed. */
export async function judgeLedger(rows: Rows, dataDir: string): Promise<void> {
  await until(async () => (await rows(unproved)).length === 0).catch(async () => {
    throw new Error(`RE1 events without a proof: ${JSON.stringify(await rows(unproved))}`);
  });
  const epochs = await rows<{ n: number; key: string; reason: string }>('select n, key, reason from ledger_epoch order by n');
  if (epochs.length !== 1) throw new Error(`RE4 the ledger was begun anew: ${JSON.stringify(epochs)}`);
  const folders = readdirSync(join(dataDir, 'ledger')).filter((name) => /^\d+$/.test(name));
  if (folders.join() !== '1') throw new Error(`RE4 logs outside: ${folders.join()}`);
  const note = readFileSync(join(dataDir, 'ledger/1/checkpoint'));
  const checkpoint = parseCheckpoint((await openNote(note, [verifierOf(sha256, epochs[0]!.key)])).text);
  const leaves = await rows<{ leaf: Buffer }>('select leaf from ledger_leaf where epoch = 1 order by index');
  const hashes = leaves.slice(0, checkpoint.size).map(({ leaf }) => leafHash(sha256, leaf));
  if (!same(rootOf(sha256, grow(sha256, emptyTree, hashes)), checkpoint.root))
    throw new Error('RE3 the checkpoint has another root.');
  const last = new Map<string, { seq: number; hash: Uint8Array }>();
  for (const { leaf: bytes } of leaves) {
    const leaf = parseLeaf(bytes);
    const before = last.get(leaf.stream);
    if (leaf.seq !== (before?.seq ?? 0) + 1 || (before && !same(before.hash, leaf.previous!)))
      throw new Error(`RE2 ${leaf.stream} ${leaf.seq} does not follow on the one before it.`);
    last.set(leaf.stream, { seq: leaf.seq, hash: leafHash(sha256, bytes) });
  }
}
