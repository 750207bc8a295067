import {
  bundlePath,
  type Checkpoint,
  inclusionProof,
  type Leaf,
  leafHash,
  NoteError,
  nodesFromTiles,
  openNote,
  parseCheckpoint,
  parseLeaf,
  provesInclusion,
  streamTag,
  tileWidth,
  unpackEntries,
  verifierOf,
} from '@rapport/ledger';
import { breathe, type Platform } from '@rapport/platform';
import { keeperOf } from './keeper.ts';
import { nodeSha256 } from './node-hash.ts';
import { epochRow } from './reader.ts';
import { readRedacted } from './redacted-outside.ts';
import { signedTile } from './signed-tile.ts';
import { leafAt, leavesKnown, streamKeysAfter } from './taken-reader.ts';

/** What leaves outside the database tell of messages that were taken away after the backup it was restored from. */
export interface TakenOutside {
  epoch: number;
  /** Leaves of the log that lie outside. */
  size: number;
  erased: { stream: string; ev: number }[];
  withheld: { stream: string; ev: number }[];
  /** Names of the parts that were taken out of each; undefined where nothing tells any more. */
  redacted: { stream: string; ev: number; parts: string[] | undefined }[];
}

type How = 'erased' | 'withheld' | 'redacted';
interface Found {
  how: How;
  tag: string;
  ev: number;
  parts?: string[] | undefined;
}

const streamsAtOnce = 500;
const takes = new Map([
  ['message.erased', 'erased'],
  ['message.withheld', 'withheld'],
  ['record.redacted', 'redacted'],
] as const satisfies [string, How][]);

/** Leaves of a log as they lie outside, from one index on, in the order of the log. */
async function* leavesOutside(
  platform: Platform,
  epoch: number,
  from: number,
  size: number,
): AsyncGenerator<{ index: number; leaf: Leaf; entry: Uint8Array }> {
  const { folder } = platform.keep(keeperOf);
  for (let index = Math.floor(from / tileWidth); index * tileWidth < size; index++) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    const bundle =
      (await folder.read(epoch, bundlePath({ index, width }))) ??
      (await folder.read(epoch, bundlePath({ index, width: tileWidth })));
    if (!bundle) throw new Error(`The ledger's folder lacks entries of the log ${epoch}.`);
    for (const [i, entry] of unpackEntries(bundle).entries()) {
      const at = index * tileWidth + i;
      if (at >= from && at < size) yield { index: at, leaf: parseLeaf(entry), entry };
    }
    await breathe();
  }
}

/** Which streams some tags stand for. Every stream's key is tried: only after a restore is this asked. */
async function streamsOf(platform: Platform, tags: ReadonlySet<string>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await streamKeysAfter(platform.db, after, streamsAtOnce);
    for (const { stream, key: wrapped } of page) {
      const key = platform.vault.unwrap(wrapped);
      const tag = streamTag(nodeSha256, key, stream);
      key.fill(0);
      if (tags.has(tag)) found.set(tag, stream);
    }
    const last = page.at(-1);
    if (!last || page.length < streamsAtOnce) return found;
    await breathe();
    after = last.stream;
  }
}

/** The leaf that another one is about: as the database has it. Of what came after the backup it has none: that is not there to be erased. */
async function targetOf(platform: Platform, epoch: number, { target }: Leaf): Promise<Leaf | undefined> {
  if (!target) return undefined;
  const bytes = await leafAt(platform.db, target.epoch ?? epoch, target.index);
  return bytes && parseLeaf(bytes);
}

/** The checkpoint of a log as it lies outside, if the key of that log signed it: nobody destroys by putting a file into a folder. */
async function signedOutside(platform: Platform, epoch: number): Promise<Checkpoint | undefined> {
  const note = await platform.keep(keeperOf).folder.read(epoch, 'checkpoint');
  if (!note) return undefined;
  const known = await epochRow(platform.db, epoch);
  try {
    if (!known) throw new NoteError('The database does not know this log.');
    const { text } = await openNote(note, [verifierOf(nodeSha256, known.key)]);
    return parseCheckpoint(text);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    platform.logger.error({ epoch, reason: error.message }, 'what this log says was erased is not believed');
    return undefined;
  }
}

/** Whether an entry stands in the tree that was signed. */
async function standsIn(platform: Platform, epoch: number, { size, root }: Checkpoint, index: number, entry: Uint8Array) {
  const { folder } = platform.keep(keeperOf);
  const read = nodesFromTiles(nodeSha256, size, (tile) => signedTile(folder, epoch, tile));
  const proof = await inclusionProof(nodeSha256, index, size, read);
  return provesInclusion(nodeSha256, { index, size, root, proof, leaf: leafHash(nodeSha256, entry) });
}

/** Names of the parts that an event took out of versions of a message. */
async function partsTaken(platform: Platform, epoch: number, index: number, leaf: Leaf): Promise<string[] | undefined> {
  const records = await readRedacted(platform.keep(keeperOf).folder, epoch, index, leaf);
  return records && [...new Set(records.flatMap(({ parts }) => parts))];
}

/**
 * What was taken away according to a log's leaves from `from` on, as they lie outside. Those said after the backup are not in the database, and
 * left out. Undefined where nothing lies outside that this house signed.
 */
async function takenIn(platform: Platform, epoch: number, from: number): Promise<TakenOutside | undefined> {
  const checkpoint = await signedOutside(platform, epoch);
  if (!checkpoint) return undefined;
  const { size } = checkpoint;
  const known = Math.max(from, await leavesKnown(platform.db, epoch));
  const found: Found[] = [];
  if (known < size) {
    for await (const { leaf, index, entry } of leavesOutside(platform, epoch, known, size)) {
      const how = takes.get(leaf.type as 'message.erased');
      const about = how && (await targetOf(platform, epoch, leaf));
      if (!how || about?.stream !== leaf.stream) continue;
      if (await standsIn(platform, epoch, checkpoint, index, entry)) {
        const parts = how === 'redacted' ? await partsTaken(platform, epoch, index, leaf) : undefined;
        found.push({ how, tag: leaf.stream, ev: about.seq, parts });
      } else
        platform.logger.error(
          { epoch, index },
          'an entry outside is not in the signed log: what it says was erased is not believed',
        );
    }
  }
  const streams = found.length > 0 ? await streamsOf(platform, new Set(found.map(({ tag }) => tag))) : new Map<string, string>();
  const those = (wanted: How) =>
    found.flatMap(({ how, tag, ev, parts }) => {
      const stream = streams.get(tag);
      return how === wanted && stream ? [{ stream, ev, parts }] : [];
    });
  return { epoch, size, erased: those('erased'), withheld: those('withheld'), redacted: those('redacted') };
}

/**
 * What leaves outside say was taken away and a restored database does not know of, log by log (RE4). `looked`: up to where each log was looked at
 * before.
 */
export async function takenOutside(platform: Platform, looked: ReadonlyMap<number, number>): Promise<TakenOutside[]> {
  const newest = await platform.keep(keeperOf).folder.outside();
  const all: TakenOutside[] = [];
  for (let epoch = 1; epoch <= (newest?.epoch ?? 0); epoch++) {
    const taken = await takenIn(platform, epoch, looked.get(epoch) ?? 0);
    if (taken && taken.size > (looked.get(epoch) ?? 0)) all.push(taken);
  }
  return all;
}
