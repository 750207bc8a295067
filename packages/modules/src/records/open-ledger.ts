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
  deleteLeavesFrom,
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

/**
 * What the log before had sequenced and never signed goes on in the new one: index and what refers to it change, number and content do not.
 * It comes after the first leaf.
 */
async function carryOver(tx: Tx, head: Head, before: Head, signed: number): Promise<void> {
  const old = await leavesBetween(tx, before.epoch.n, signed, Number.MAX_SAFE_INTEGER);
  if (old.length === 0) return;
  await deleteLeavesFrom(tx, before.epoch.n, signed);
  const first = head.tree.size;
  const renamed = new Map<string, Uint8Array>();
  const rows = old.map((row, i): LeafRow => {
    const leaf = parseLeaf(row.leaf);
    const { previous, target } = leaf;
    const movedTarget =
      target && target.epoch === undefined
        ? target.index >= signed
          ? { index: first + target.index - signed }
          : { epoch: before.epoch.n, index: target.index }
        : target;
    const bytes = formatLeaf({
      ...leaf,
      previous: previous && (renamed.get(Buffer.from(previous).toString('hex')) ?? previous),
      target: movedTarget,
    });
    renamed.set(Buffer.from(leafHash(nodeSha256, row.leaf)).toString('hex'), leafHash(nodeSha256, bytes));
    return { ...row, epoch: head.epoch.n, index: first + i, leaf: Buffer.from(bytes) };
  });
  await insertLeaves(tx, rows);
  const hashes = rows.map((row) => leafHash(nodeSha256, row.leaf));
  const last = new Map(rows.map((row, i) => [row.stream, { ev: row.ev, epoch: row.epoch, leafHash: Buffer.from(hashes[i]!) }]));
  const streams = await streamsNamed(tx, [...last.keys()]);
  await putStreams(
    tx,
    streams.map((stream) => ({ ...stream, ...last.get(stream.stream)! })),
  );
  await moveHead(tx, head.epoch.n, first, grow(nodeSha256, head.tree, hashes));
}

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
