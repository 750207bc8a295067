import { formatLeaf, grow, type Leaf, leafHash, type Part, partsRoot, streamTag } from '@rapport/ledger';
import { breathe, type Platform, type Tx } from '@rapport/platform';
import { nodeSha256 } from './node-hash.ts';
import { leafPlaces, streamsNamed } from './reader.ts';
import type { Head, LeafRow, StreamRow } from './rows.ts';
import { insertLeaves, moveHead, putStreams } from './writer.ts';

/** An event on its way into the tree. */
export interface Draft {
  stream: string;
  ev: number;
  type: string;
  recordId: string;
  at: number;
  parts: readonly Part[];
  /** The `ev` of the same stream that it is about. */
  target?: number | undefined;
}

/** Streams as they stand; those that are not in the ledger yet get their key. */
async function streamsOf(platform: Platform, tx: Tx, ids: readonly string[]): Promise<Map<string, StreamRow & { tag: string }>> {
  const known = new Map((await streamsNamed(tx, ids)).map((row) => [row.stream, row]));
  return new Map(
    ids.map((stream) => {
      const row = known.get(stream) ?? {
        stream,
        key: platform.vault.newKey().wrapped,
        ev: 0,
        epoch: 0,
        leafHash: Buffer.alloc(0),
      };
      const key = platform.vault.unwrap(row.key);
      const tag = streamTag(nodeSha256, key, stream);
      key.fill(0);
      return [stream, { ...row, tag }];
    }),
  );
}

const placeName = (stream: string, ev: number): string => `${stream}/${ev}`;

/**
 * Lets the tree grow by some events, in the transaction that holds its head (RE2): each is the next of its stream. Those that are in it are
 * passed over. Answers how many were added.
 */
export async function appendLeaves(platform: Platform, tx: Tx, head: Head, drafts: readonly Draft[]): Promise<number> {
  const streams = await streamsOf(platform, tx, [...new Set(drafts.map((draft) => draft.stream))]);
  const targets = drafts.flatMap(({ stream, target }) => (target === undefined ? [] : [{ stream, ev: target }]));
  const places = new Map(
    (targets.length > 0 ? await leafPlaces(tx, targets) : []).map((p) => [
      placeName(p.stream, p.ev),
      { epoch: p.epoch, index: p.index },
    ]),
  );
  const epoch = head.epoch.n;
  const rows: LeafRow[] = [];
  const hashes: Uint8Array[] = [];
  for (const [i, draft] of drafts.entries()) {
    if (i > 0 && i % 64 === 0) await breathe();
    const stream = streams.get(draft.stream)!;
    if (draft.ev <= stream.ev) continue;
    if (draft.ev !== stream.ev + 1) throw new Error(`The ledger lacks ${stream.ev + 1} of the stream ${draft.stream}.`);
    const place = draft.target === undefined ? undefined : places.get(placeName(draft.stream, draft.target));
    const leaf: Leaf = {
      type: draft.type,
      recordId: draft.recordId.replaceAll('-', ''),
      at: draft.at,
      stream: stream.tag,
      seq: draft.ev,
      previous: stream.ev === 0 ? null : stream.leafHash,
      target: place ? (place.epoch === epoch ? { index: place.index } : place) : null,
      parts: partsRoot(nodeSha256, draft.parts),
    };
    const bytes = Buffer.from(formatLeaf(leaf));
    const index = head.tree.size + rows.length;
    rows.push({ epoch, index, stream: draft.stream, ev: draft.ev, leaf: bytes });
    const hash = leafHash(nodeSha256, bytes);
    hashes.push(hash);
    places.set(placeName(draft.stream, draft.ev), { epoch, index });
    Object.assign(stream, { ev: draft.ev, epoch, leafHash: Buffer.from(hash) });
  }
  if (rows.length === 0) return 0;
  await insertLeaves(tx, rows);
  await putStreams(
    tx,
    [...streams.values()].filter((stream) => stream.ev > 0),
  );
  await moveHead(tx, epoch, head.tree.size, grow(nodeSha256, head.tree, hashes));
  return rows.length;
}
