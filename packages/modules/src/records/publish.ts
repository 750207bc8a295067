import { formatCheckpoint, rootOf, signNote, writeTiles } from '@rapport/ledger';
import { pgCode as codeOf, epochNow, type Platform, type Tx } from '@rapport/platform';
import { nodeSha256 } from './node-hash.ts';
import { judge } from './policy.ts';
import { checkpointAt, headNow, leavesBetween, newestCheckpoint, takeTurn } from './reader.ts';
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

/** Brings the tiles up to the head. Those of the last signed size lie there already; were they lost, all are written again. */
async function writeOut(tx: Tx, folder: TileFolder, head: Head, signed: number): Promise<void> {
  const { n } = head.epoch;
  const entries = async (low: number, high: number) => (await leavesBetween(tx, n, low, high)).map(({ leaf }) => leaf);
  const write = (old: number) => writeTiles(nodeSha256, { old, size: head.tree.size }, entries, folder.store(n));
  try {
    await write(signed);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || signed === 0) throw error;
    await write(0);
  }
}

/**
 * Tiles to the disk, then the signature, then the note into the database (RE3). Answers false when there is nothing new, or another does it.
 * Whatever is cut off is done again from the start, with the same result.
 */
async function sign(platform: Platform, folder: TileFolder, step: (name: Step) => Promise<void>): Promise<boolean> {
  return platform.db.transaction(async (tx) => {
    await waitForDisk(tx);
    if (!(await takeTurn(tx))) return false;
    const head = await requireUnbroken(tx, folder);
    if (!head) return false;
    const { epoch, tree } = head;
    const signed = (await newestCheckpoint(tx, epoch.n))?.size ?? 0;
    if (tree.size === signed) return true;
    await writeOut(tx, folder, head, signed);
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
): Promise<boolean> {
  await step('sequenced');
  if (!(await sign(platform, folder, step))) return false;
  await step('stored');
  return show(platform, folder, step);
}
