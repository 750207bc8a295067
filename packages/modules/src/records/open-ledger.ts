import { canonicalJson, formatLeaf, grow, leafHash, parseLeaf, rootOf } from '@rapport/ledger';
import { epochNow, newId, type Platform, type Tx } from '@rapport/platform';
import { nodeSha256 } from './node-hash.ts';
import { appendOwn } from './own-leaves.ts';
import { judge, type Verdict } from './policy.ts';
import { awaitTurn, checkpointAt, lastEpoch, leavesBetween, lockHead, newestCheckpoint, streamsNamed } from './reader.ts';
import type { EpochRow, Head, LeafRow, Reason } from './rows.ts';
import { newSigningKey } from './signing.ts';
import type { Outside, TileFolder } from './tile-folder.ts';
import {
  deleteLeavesBetween,
  insertEpoch,
  insertLeaves,
  moveHead,
  noteDatabaseEpoch,
  putStreams,
  resetHead,
  waitForDisk,
} from './writer.ts';

/** A log of its own name and key: nothing it signs can contradict what another signed. */
function newEpoch(platform: Platform, n: number): EpochRow {
  const origin = `${new URL(platform.config.url).host}/api/records/log/${n}`;
  const { seed, key } = newSigningKey(origin);
  const sealedKey = platform.vault.seal(seed);
  seed.fill(0);
  return { n, origin, key, sealedKey, stream: newId() };
}

/** Leaves moved at once. */
const leavesAtOnce = 250;

/**
 * What the log before had sequenced and never signed goes on in the new one: index and what refers to it change, number and content do not.
 * It comes after the first leaf.
 */
async function carryOver(tx: Tx, head: Head, before: Head, signed: number): Promise<void> {
  const epoch = head.epoch.n;
  /** From an index of the log before to one of this. */
  const further = head.tree.size - signed;
  /** Of each stream's last leaf that was moved: the next one names it. */
  const last = new Map<string, Uint8Array>();
  let { tree } = head;
  for (let low = signed; low < before.tree.size; low += leavesAtOnce) {
    const old = await leavesBetween(tx, before.epoch.n, low, low + leavesAtOnce);
    await deleteLeavesBetween(tx, before.epoch.n, low, low + leavesAtOnce);
    const hashes: Uint8Array[] = [];
    const moved = new Map<string, { ev: number; epoch: number; leafHash: Buffer }>();
    const rows = old.map((row): LeafRow => {
      const leaf = parseLeaf(row.leaf);
      const { previous, target } = leaf;
      const bytes = formatLeaf({
        ...leaf,
        previous: previous && (last.get(row.stream) ?? previous),
        target: target && target.epoch === undefined ? targetIn(before.epoch.n, signed, further, target.index) : target,
      });
      const hash = leafHash(nodeSha256, bytes);
      hashes.push(hash);
      last.set(row.stream, hash);
      moved.set(row.stream, { ev: row.ev, epoch, leafHash: Buffer.from(hash) });
      return { ...row, epoch, index: row.index + further, leaf: Buffer.from(bytes) };
    });
    await insertLeaves(tx, rows);
    const streams = await streamsNamed(tx, [...moved.keys()]);
    await putStreams(
      tx,
      streams.map((stream) => ({ ...stream, ...moved.get(stream.stream)! })),
    );
    const grown = grow(nodeSha256, tree, hashes);
    await moveHead(tx, epoch, tree.size, grown);
    tree = grown;
  }
}

/** What a moved leaf is about: moved as well, or left in the log before. */
const targetIn = (before: number, signed: number, further: number, index: number): { epoch?: number; index: number } =>
  index >= signed ? { index: index + further } : { epoch: before, index };

/** Begins another log. Its first leaf binds what was known of the one before, inside and outside: the record of what happened. */
async function begin(
  platform: Platform,
  tx: Tx,
  folder: { mark: string; outside: Outside | undefined },
  reason: Reason,
  databaseEpoch: string,
) {
  const before = await lockHead(tx);
  const { mark, outside } = folder;
  const epoch = newEpoch(platform, Math.max(await lastEpoch(tx), outside?.epoch ?? 0) + 1);
  await insertEpoch(tx, epoch, reason, platform.clock.now());
  await resetHead(tx, { epoch: epoch.n, folder: mark, databaseEpoch });
  const known = before && (await newestCheckpoint(tx, before.epoch.n));
  const content = canonicalJson({
    epoch: epoch.n,
    key: epoch.key,
    reason,
    inside: known?.note,
    insideSize: before?.tree.size,
    insideRoot: before && Buffer.from(rootOf(nodeSha256, before.tree)).toString('base64'),
    outside: outside?.note,
  });
  await appendOwn(platform, tx, (await lockHead(tx))!, { type: 'epoch.opened', part: 'epoch', content });
  if (before) await carryOver(tx, (await lockHead(tx))!, before, known?.size ?? 0);
  if (reason !== 'first')
    platform.logger.error(
      {
        reason,
        epoch: epoch.n,
        before: before?.epoch.n,
        size: before?.tree.size,
        outsideEpoch: outside?.epoch,
        outsideSize: outside?.size,
      },
      'the ledger could not go on where it stood, and another log was begun: the database is not the one that signed last',
    );
}

/** Holds the database against what lies outside (RE4), and begins another log where this one may not go on. */
export function openLedger(platform: Platform, folder: TileFolder): Promise<Verdict['act']> {
  return platform.db.transaction(async (tx) => {
    await waitForDisk(tx);
    await awaitTurn(tx);
    const [mark, outside, head, databaseEpoch] = [
      await folder.mark(),
      await folder.outside(),
      await lockHead(tx),
      await epochNow(tx),
    ];
    if (!databaseEpoch) throw new Error('The database has no epoch yet.');
    const signedThere = head && outside ? await checkpointAt(tx, outside.epoch, outside.size) : undefined;
    const verdict = judge({ head, mark, databaseEpoch, outside, signedThere });
    if (verdict.act === 'begin') await begin(platform, tx, { mark, outside }, verdict.reason, databaseEpoch);
    else if (verdict.act === 'continue') await noteDatabaseEpoch(tx, databaseEpoch);
    return verdict.act;
  });
}
