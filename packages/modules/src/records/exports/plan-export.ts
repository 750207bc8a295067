import { setTimeout as sleep } from 'node:timers/promises';
import { base64, formatCensusLine, inclusionProof, leafHash, nodeHash, type ReadNodes, streamTag } from '@rapport/ledger';
import type { Platform } from '@rapport/platform';
import type { CensusProof, ShownLeaf, StreamHead } from '@rapport/verify';
import { recordCensus, type TakenCensus } from '../census.ts';
import { nodeSha256 } from '../node-hash.ts';
import { publishedCheckpoint, streamsNamed } from '../reader.ts';
import { conversationHeads, leavesAt, rangesOf } from './export-reader.ts';
import type { Wanted } from './rows.ts';

/** What is packed: the census that bounds it, and each conversation with its numbers. */
export interface ExportPlan {
  census: TakenCensus;
  heads: (StreamHead & { conversation: string })[];
  total: number;
}

/** The ledger does not come to the newest records, or to a checkpoint of them. */
export class LedgerBehindError extends Error {
  override name = 'LedgerBehindError';
}

const pause = 200;
/** Milliseconds: the ledger is about one second behind. */
const patience = 60_000;

async function waitFor(what: string, test: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < patience; waited += pause) {
    if (await test()) return;
    await sleep(pause);
  }
  throw new LedgerBehindError(`The ledger did not come to ${what} within a minute.`);
}

/** Everything that these conversations have now stands in the ledger. */
const sequenced = (platform: Platform, heads: readonly { stream: string; ev: number }[]): Promise<void> =>
  waitFor('the newest records', async () => {
    const ids = heads.map(({ stream }) => stream);
    const reached = new Map((await streamsNamed(platform.db, ids)).map(({ stream, ev }) => [stream, ev]));
    return heads.every(({ stream, ev }) => (reached.get(stream) ?? 0) >= ev);
  });

/** Nodes of the tree over a census' lines: all of its levels, lowest first. */
function nodesOf(census: TakenCensus): ReadNodes {
  const levels = [census.lines.map((line) => leafHash(nodeSha256, formatCensusLine(line)))];
  for (let below = levels[0]!; below.length > 1; below = levels.at(-1)!)
    levels.push(
      Array.from({ length: Math.floor(below.length / 2) }, (_, i) => nodeHash(nodeSha256, below[2 * i]!, below[2 * i + 1]!)),
    );
  return async (nodes) => nodes.map(({ level, index }) => levels[level]![index]!);
}

/** A census with what is asked of it again and again. */
interface ReadCensus {
  census: TakenCensus;
  /** Places of its lines, by stream. */
  at: ReadonlyMap<string, number>;
  read: ReadNodes;
  /** Unix ms. */
  takenAt: number;
}

const readCensus = (census: TakenCensus, takenAt: number): ReadCensus => ({
  census,
  at: new Map(census.lines.map(({ id }, i) => [id, i])),
  read: nodesOf(census),
  takenAt,
});

/** The newest census that a bundle was made by: others that waited meanwhile need no other one. */
const newestCensus = (): { kept?: ReadCensus } => ({});
/** Milliseconds that a census is shared, as long as nothing has come since to what is packed. */
const sharedFor = 60_000;

/** A census that holds everything of these conversations, in a checkpoint. @throws LedgerBehindError */
async function censusHolding(platform: Platform, heads: readonly { stream: string; ev: number }[]): Promise<ReadCensus> {
  const newest = platform.keep(newestCensus);
  const { kept } = newest;
  const now = platform.clock.now();
  const holds = ({ at, census, takenAt }: ReadCensus): boolean =>
    now - takenAt < sharedFor && heads.every(({ stream, ev }) => census.lines[at.get(stream) ?? -1]?.seq === ev);
  if (kept && holds(kept)) return kept;
  const census = await recordCensus(platform);
  if (!census) throw new LedgerBehindError('No census could be taken.');
  await waitFor('a checkpoint', async () => ((await publishedCheckpoint(platform.db, census.epoch))?.size ?? 0) > census.index);
  newest.kept = readCensus(census, now);
  return newest.kept;
}

async function censusProof({ census, at: places, read }: ReadCensus, stream: string): Promise<CensusProof | undefined> {
  const at = places.get(stream);
  const line = at === undefined ? undefined : census.lines[at];
  if (at === undefined || !line) return undefined;
  const proof = await inclusionProof(nodeSha256, at, census.lines.length, read);
  const { epoch, index } = census;
  return { epoch, index, seq: line.seq, hash: base64(line.last), at, proof: proof.map(base64) };
}

/** A conversation with something in the time asked for. */
interface Found {
  stream: string;
  /** Its key, wrapped. */
  key: Buffer;
  from: number;
  to: number;
  /** Its newest event that is packed at all. */
  last: number;
}

/** Those of the conversations in which something is, in the order asked. */
async function foundIn({ db }: Platform, wanted: Wanted, { census, at }: ReadCensus): Promise<Found[]> {
  const asked = [...new Set(wanted.conversations)];
  const rows = new Map((await streamsNamed(db, asked)).map((row) => [row.stream, row]));
  // Others may have said something since the census: it is not part of this.
  const known = [...rows.values()].map(({ stream, ev }) => ({ stream, last: census.lines[at.get(stream) ?? -1]?.seq ?? ev }));
  const lasts = new Map(known.map(({ stream, last }) => [stream, last]));
  const ranges = new Map((await rangesOf(db, known, wanted)).map((range) => [range.stream, range]));
  return asked.flatMap((stream) => {
    const [row, range] = [rows.get(stream), ranges.get(stream)];
    return row && range ? [{ stream, key: row.key, from: range.from, to: range.to, last: lasts.get(stream)! }] : [];
  });
}

/** Leaves of the neighbours of what is packed, by stream and number. */
async function neighboursOf(
  { db }: Platform,
  found: readonly Found[],
): Promise<(stream: string, ev: number) => ShownLeaf | undefined> {
  const beside = found.flatMap(({ stream, from, to, last }) => [
    ...(from > 1 ? [{ stream, ev: from - 1 }] : []),
    ...(to < last ? [{ stream, ev: to + 1 }] : []),
  ]);
  const leaves = new Map(
    (await leavesAt(db, beside)).map(({ stream, ev, epoch, index, leaf }) => [`${stream}/${ev}`, { epoch, index, leaf }]),
  );
  return (stream, ev) => leaves.get(`${stream}/${ev}`);
}

/** The conversations with their numbers. */
async function headsOf(platform: Platform, wanted: Wanted, census: ReadCensus): Promise<ExportPlan['heads']> {
  const found = await foundIn(platform, wanted, census);
  const leafOf = await neighboursOf(platform, found);
  const heads: ExportPlan['heads'] = [];
  for (const { stream, key, from, to } of found) {
    const proof = await censusProof(census, stream);
    const [previous, next] = [leafOf(stream, from - 1), leafOf(stream, to + 1)];
    heads.push({
      tag: streamTag(nodeSha256, platform.vault.unwrap(key), stream),
      conversation: stream,
      records: `records/${stream}.jsonl`,
      from,
      to,
      ...(wanted.after === null ? {} : { after: wanted.after }),
      ...(wanted.before === null ? {} : { before: wanted.before }),
      ...(previous ? { previous } : {}),
      ...(next ? { next } : proof ? { census: proof } : {}),
    });
  }
  return heads;
}

/**
 * Finds out what is to be packed: waits until the ledger has it, takes a census unless a new one holds it all, and waits until a checkpoint holds that.
 * @throws LedgerBehindError
 */
export async function planExport(platform: Platform, wanted: Wanted): Promise<ExportPlan> {
  const { db } = platform;
  const found = await conversationHeads(db, wanted.conversations);
  await sequenced(platform, found);
  const census = await censusHolding(platform, found);
  const heads = await headsOf(platform, wanted, census);
  return { census: census.census, heads, total: heads.reduce((sum, { from, to }) => sum + to - from + 1, 0) };
}
