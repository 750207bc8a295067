import { type Frontier, formatLeaf, grow, type Leaf, leafHash, type Part, partsRoot, streamTag } from '@rapport/ledger';
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
  /** Composed when its turn comes, once. */
  parts(): readonly Part[];
  /** The `ev` of the same stream that it is about. */
  target?: number | undefined;
}

/** A stream as it stands; moved on with each of its leaves. */
type Standing = StreamRow & { tag: string };

/** Streams as they stand; those that are not in the ledger yet get their key. */
async function streamsOf(platform: Platform, tx: Tx, ids: readonly string[]): Promise<Map<string, Standing>> {
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

type Places = Map<string, { epoch: number; index: number }>;

/** Where the leaves stand that these are about, as far as they are in the tree already. */
async function targetsOf(tx: Tx, drafts: readonly Draft[]): Promise<Places> {
  const targets = drafts.flatMap(({ stream, target }) => (target === undefined ? [] : [{ stream, ev: target }]));
  const found = targets.length > 0 ? await leafPlaces(tx, targets) : [];
  return new Map(found.map(({ stream, ev, epoch, index }) => [placeName(stream, ev), { epoch, index }]));
}

/** Records composed before others get their turn on this thread. */
const atOnce = 32;
/** Leaves that the database is given while the next are composed. */
const portion = 128;

/** Leaves on their way: made one after the other, handed to the database in portions. */
class Growth {
  private tree: Frontier;
  private rows: LeafRow[] = [];
  private hashes: Uint8Array[] = [];
  private inserting: Promise<void> = Promise.resolve();
  private readonly tx: Tx;
  private readonly epoch: number;
  private readonly places: Places;

  constructor(tx: Tx, head: Head, places: Places) {
    this.tx = tx;
    this.tree = head.tree;
    this.epoch = head.epoch.n;
    this.places = places;
  }

  /** The next of its stream, which stands behind it then. Something to wait for, where there are enough of them. */
  add(draft: Draft, stream: Standing): Promise<void> | undefined {
    const { epoch } = this;
    const place = draft.target === undefined ? undefined : this.places.get(placeName(draft.stream, draft.target));
    const leaf: Leaf = {
      type: draft.type,
      recordId: draft.recordId.replaceAll('-', ''),
      at: draft.at,
      stream: stream.tag,
      seq: draft.ev,
      previous: stream.ev === 0 ? null : stream.leafHash,
      target: place ? (place.epoch === epoch ? { index: place.index } : place) : null,
      parts: partsRoot(nodeSha256, draft.parts()),
    };
    const entry = formatLeaf(leaf);
    const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length);
    const hash = leafHash(nodeSha256, bytes);
    const index = this.tree.size + this.rows.length;
    this.rows.push({ epoch, index, stream: draft.stream, ev: draft.ev, leaf: bytes });
    this.hashes.push(hash);
    this.places.set(placeName(draft.stream, draft.ev), { epoch, index });
    Object.assign(stream, { ev: draft.ev, epoch, leafHash: Buffer.from(hash) });
    return this.rows.length >= portion ? this.handOn() : undefined;
  }

  /** One portion after the other: a connection is asked one thing at a time. */
  private async handOn(): Promise<void> {
    const { rows, hashes } = this;
    this.rows = [];
    this.hashes = [];
    this.tree = grow(nodeSha256, this.tree, hashes);
    await this.inserting;
    this.inserting = insertLeaves(this.tx, rows);
    // Told where it is waited for: by the next portion, or at the end.
    this.inserting.catch(() => undefined);
  }

  /** Nothing is asked of the database any more when it resolves. */
  async rest(): Promise<void> {
    await this.inserting.catch(() => undefined);
  }

  /** All of them are in the database when it answers the tree with them. */
  async end(): Promise<Frontier> {
    if (this.rows.length > 0) await this.handOn();
    await this.inserting;
    return this.tree;
  }
}

/** @throws what keeps one of them out, once the database rests: the transaction ends with it */
async function growAll(growth: Growth, streams: ReadonlyMap<string, Standing>, drafts: readonly Draft[]): Promise<Frontier> {
  try {
    for (const [i, draft] of drafts.entries()) {
      if (i > 0 && i % atOnce === 0) await breathe();
      const stream = streams.get(draft.stream)!;
      if (draft.ev <= stream.ev) continue;
      if (draft.ev !== stream.ev + 1) throw new Error(`The ledger lacks ${stream.ev + 1} of the stream ${draft.stream}.`);
      const full = growth.add(draft, stream);
      if (full) await full;
    }
    return await growth.end();
  } catch (error) {
    await growth.rest();
    throw error;
  }
}

/**
 * Lets the tree grow by some events, in the transaction that holds its head (RE2): each is the next of its stream. Those that are in it are
 * passed over. Answers how many were added.
 */
export async function appendLeaves(platform: Platform, tx: Tx, head: Head, drafts: readonly Draft[]): Promise<number> {
  const streams = await streamsOf(platform, tx, [...new Set(drafts.map((draft) => draft.stream))]);
  const growth = new Growth(tx, head, await targetsOf(tx, drafts));
  const tree = await growAll(growth, streams, drafts);
  const added = tree.size - head.tree.size;
  if (added === 0) return 0;
  await putStreams(
    tx,
    [...streams.values()].filter((stream) => stream.ev > 0),
  );
  await moveHead(tx, head.epoch.n, head.tree.size, tree);
  return added;
}
