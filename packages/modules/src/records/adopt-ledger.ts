import type { Platform, Tx } from '@rapport/platform';
import { opens } from './check-ledger.ts';
import { awaitTurn, lockHead, streamsAfter } from './reader.ts';
import { forgetFolder, putStreamKeys, waitForDisk } from './writer.ts';

const page = 1_000;

/** Tags of streams are made with keys: those that nobody can open any more are made anew. */
async function renewStreamKeys(platform: Platform, tx: Tx): Promise<void> {
  for (let after: string | undefined; ; ) {
    const streams = await streamsAfter(tx, after, page);
    await putStreamKeys(
      tx,
      streams.map(({ stream }) => {
        const { key, wrapped } = platform.vault.newKey();
        key.fill(0);
        return { stream, key: wrapped };
      }),
    );
    if (streams.length < page) return;
    after = streams.at(-1)!.stream;
  }
}

/**
 * Gives the ledger's folder up for lost: the server that looks at the ledger next begins another log in its own folder, which binds what the
 * database knew of the one before. Where the master key was lost, too, streams get other keys. Answers which log ends, and with how many events.
 * @throws where there is no ledger
 */
export function adoptLedger(platform: Platform): Promise<{ epoch: number; size: number; keyLost: boolean }> {
  return platform.db.transaction(async (tx) => {
    await waitForDisk(tx);
    await awaitTurn(tx);
    const head = await lockHead(tx);
    if (!head) throw new Error('There is no ledger yet: the first start of a server begins it.');
    const keyLost = !opens(platform.vault, head.epoch.sealedKey);
    if (keyLost) await renewStreamKeys(platform, tx);
    await forgetFolder(tx);
    return { epoch: head.epoch.n, size: head.tree.size, keyLost };
  });
}
