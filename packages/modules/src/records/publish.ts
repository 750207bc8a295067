import { formatCheckpoint, rootOf, signNote, type TileStore, tilePath, tileWidth, widthIn, writeTiles } from '@rapport/ledger';
import { pgCode as codeOf, epochNow, type Platform, type Tx } from '@rapport/platform';
import { nodeSha256 } from './node-hash.ts';
import { judge } from './policy.ts';
import { checkpointAt, headNow, leavesBetween, newestCheckpoint, takeTurn } from './reader.ts';
import { isRedacting, writeRedacted } from './redacted-outside.ts';
import type { Head } from './rows.ts';
import { signerOf } from './signing.ts';
import type { TileFolder } from './tile-folder.ts';
import { insertCheckpoint, notePublished, waitForDisk } from './writer.ts';

/** The database does not continue what lies outside: nothing is signed until the ledger was opened anew. */
export class LedgerForkedError extends Error {
  override name = 'LedgerForkedError';
}

/** Where the work stands: leaves added and not committed; committed; tiles on the disk; signed; the note stored; the note outside. */
export type Step = 'added' | 'sequenced' | 'tiles' | 'signed' | 'stored' | 'outside';

async function requireUnbroken(tx: Tx, folder: TileFolder): Promise<Head | undefined> {
  const head = await headNow(tx);
  const databaseEpoch = await epochNow(tx);
  if (!head || !databaseEpoch || head.databaseEpoch !== databaseEpoch) throw new LedgerForkedError('The ledger is not open.');
  const [mark, outside] = [await folder.mark(), await folder.outside()];
  const signedThere = outside && (await checkpointAt(tx, outside.epoch, outside.size));
  const { act } = judge({ head, mark, databaseEpoch, outside, signedThere });
  if (act === 'continue') return head;
  if (act === 'stand-by') return undefined;
  throw new LedgerForkedError('What lies outside is not the beginning of the ledger.');
}

/** Leaves whose tiles are written in one transaction: it waits for the disk meanwhile, and the database ends those that idle for long. */
const leavesAtOnce = 64 * tileWidth;

/** The size up to which the next tiles are written, from those of `old` on. */
const nextSize = (old: number, size: number, atOnce: number): number =>
  size - old <= atOnce ? size : old - (old % tileWidth) + atOnce;

/** Throws ENOENT where the tile that a tree of this size ends with does not lie there, nor the full one that came after it. */
async function requireEdge(store: TileStore, size: number): Promise<void> {
  const index = Math.floor((size - 1) / tileWidth);
  const whole = { level: 0, index, width: tileWidth };
  await store.read(tilePath(whole)).catch(() => store.read(tilePath({ ...whole, width: widthIn(size, 0, index) })));
}

/** Tiles of some leaves. Those of `old` lie there already: where they were lost, this throws ENOENT, and all are to be written again. */
async function writeOut(
  platform: Platform,
  tx: Tx,
  folder: TileFolder,
  head: Head,
  { old, size }: { old: number; size: number },
): Promise<void> {
  const { n } = head.epoch;
  const entries = async (low: number, high: number) => {
    const leaves = await leavesBetween(tx, n, low, high);
    await writeRedacted(
      platform,
      tx,
      store,
      leaves.filter(({ index, leaf }) => index >= old && isRedacting(leaf)),
    );
    return leaves.map(({ leaf }) => leaf);
  };
  const store = folder.store(n);
  if (old > 0) await requireEdge(store, old);
  await writeTiles(nodeSha256, { old, size }, entries, store);
}

/** How far the tiles of a log lie outside: up to its last signed size, and what this turn wrote. */
interface Written {
  epoch: number;
  size: number;
}

/**
 * Tiles of the next leaves to the disk; where these are the last, the signature, and then the note into the database (RE3). Answers how far it came as long as
 * more is to be written, `true` at the end, false when another does it. Whatever is cut off is done again from the start, with the same result.
 */
async function sign(
  platform: Platform,
  folder: TileFolder,
  step: (name: Step) => Promise<void>,
  written: Written | undefined,
  atOnce: number,
): Promise<boolean | Written> {
  return platform.db.transaction(async (tx) => {
    await waitForDisk(tx);
    if (!(await takeTurn(tx))) return false;
    const head = await requireUnbroken(tx, folder);
    if (!head) return false;
    const { epoch, tree } = head;
    const signed = (await newestCheckpoint(tx, epoch.n))?.size ?? 0;
    if (tree.size === signed) return true;
    const old = written?.epoch === epoch.n ? written.size : signed;
    const size = nextSize(old, tree.size, atOnce);
    try {
      await writeOut(platform, tx, folder, head, { old, size });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || old === 0) throw error;
      return { epoch: epoch.n, size: 0 };
    }
    if (size < tree.size) return { epoch: epoch.n, size };
    await step('tiles');
    const root = rootOf(nodeSha256, tree);
    const seed = platform.vault.open(epoch.sealedKey);
    const note = await signNote(formatCheckpoint({ origin: epoch.origin, size: tree.size, root }), [
      signerOf(epoch.origin, seed),
    ]);
    seed.fill(0);
    await step('signed');
    await insertCheckpoint(tx, {
      epoch: epoch.n,
      size: tree.size,
      root: Buffer.from(root),
      note,
      signedAt: platform.clock.now(),
    });
    return true;
  });
}

/** The newest stored note goes outside, and only then is it shown. */
async function show(platform: Platform, folder: TileFolder, step: (name: Step) => Promise<void>): Promise<boolean> {
  return platform.db.transaction(async (tx) => {
    await waitForDisk(tx);
    if (!(await takeTurn(tx))) return false;
    const head = await requireUnbroken(tx, folder);
    const newest = head && (await newestCheckpoint(tx, head.epoch.n));
    if (!newest) return false;
    if ((await folder.outside())?.note !== newest.note) await folder.writeCheckpoint(newest.epoch, newest.note);
    await step('outside');
    await notePublished(tx, newest.epoch, newest.size, platform.clock.now());
    return true;
  });
}

export const goOn = async (): Promise<void> => undefined;

/**
 * Brings what was sequenced outside: tree (committed) → tiles (on the disk) → signature → note in the database → note outside → shown.
 * @throws LedgerForkedError
 */
export async function publish(
  platform: Platform,
  folder: TileFolder,
  step: (name: Step) => Promise<void> = goOn,
  atOnce = leavesAtOnce,
): Promise<boolean> {
  await step('sequenced');
  let signed = await sign(platform, folder, step, undefined, atOnce);
  while (typeof signed === 'object') signed = await sign(platform, folder, step, signed, atOnce);
  if (!signed) return false;
  await step('stored');
  return show(platform, folder, step);
}
