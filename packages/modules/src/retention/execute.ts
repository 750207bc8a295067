import type { DispositionItem } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { firstUnerased } from '../conversations/index.ts';
import { certify } from './certify.ts';
import { destroy } from './destroy.ts';
import { lastLook } from './look.ts';
import { retentionQueue } from './queue.ts';
import { approvedDispositions, approverOf, dueItems, floorsOf } from './reader.ts';
import { addFiles, lockDisposition, putFloor, settleItems } from './writer.ts';

const job = 'retention.execute';
/** Messages destroyed in one transaction: their conversation stands still meanwhile. */
const atOnce = 100;

export const executeSoon = (platform: Platform, tx: Tx, disposition: string): Promise<void> =>
  platform.jobs.enqueue(
    tx,
    job,
    { disposition },
    {
      key: `${job}/${disposition}`,
      queue: retentionQueue,
      maxAttempts: 25,
    },
  );

/** Everything up to here is erased: the next list begins above. */
async function raiseFloor(tx: Tx, conversation: string, erased: readonly number[]): Promise<void> {
  const floor = (await floorsOf(tx, [conversation])).get(conversation) ?? 0;
  const next = await firstUnerased(tx, conversation, floor);
  const raised = next === undefined ? Math.max(floor, ...erased) : next - 1;
  if (raised > floor) await putFloor(tx, conversation, raised);
}

type Fate = Pick<DispositionItem, 'state' | 'reason'>;

/** RT5: decided anew in the transaction that destroys: what is held by now, or kept by other rules, stays. */
async function destroyPage(
  platform: Platform,
  tx: Tx,
  disposition: string,
  page: readonly { conversation: string; seq: number }[],
): Promise<void> {
  const { conversation } = page[0]!;
  const seqs = page.map(({ seq }) => seq);
  const look = await lastLook(platform, tx, { conversation, seqs });
  const found = new Map(look.messages.map((one) => [one.message.seq, one]));
  const fateOf = (seq: number): Fate => {
    const one = found.get(seq);
    if (!one || one.message.erased) return { state: 'kept', reason: 'erased already' };
    if (one.held) return { state: 'held', reason: 'hold' };
    if (!one.due) return { state: 'kept', reason: 'rules' };
    return one.recorded ? { state: 'destroyed', reason: '' } : { state: 'kept', reason: 'not in the ledger yet' };
  };
  const fates = new Map<string, { fate: Fate; seqs: number[] }>();
  for (const seq of seqs) {
    const fate = fateOf(seq);
    const same = fates.get(fate.state + fate.reason) ?? { fate, seqs: [] };
    same.seqs.push(seq);
    fates.set(fate.state + fate.reason, same);
  }
  const actor = await approverOf(tx, disposition);
  for (const { fate, seqs } of fates.values()) {
    if (fate.state === 'destroyed') {
      const files = await destroy(platform, tx, { conversation, seqs, actor, cause: disposition });
      await addFiles(tx, disposition, files);
      await raiseFloor(tx, conversation, seqs);
    }
    await settleItems(tx, disposition, { conversation, seqs }, fate);
  }
}

/** Destroys an approved batch page by page, looks whether all is gone, and writes the certificate. Begun again, it goes on where it was. */
export async function execute(platform: Platform, { disposition }: { disposition: string }): Promise<void> {
  for (;;) {
    const page = await dueItems(platform.db, disposition, atOnce);
    const going = await platform.db.transaction(async (tx) => {
      if ((await lockDisposition(tx, disposition)) !== 'approved') return false;
      if (page.length > 0) await destroyPage(platform, tx, disposition, page);
      return true;
    });
    if (!going) return;
    if (page.length === 0) return certify(platform, disposition);
  }
}

export function declareExecution(platform: Platform): void {
  platform.jobs.define(job, (payload: { disposition: string }) => execute(platform, payload));
  // One whose job failed too often (a file that could not be erased, a database that was full) is tried again.
  platform.jobs.every('47 * * * *', 'retention.execute-again', async () => {
    for (const id of await approvedDispositions(platform.db))
      await platform.db.transaction((tx) => executeSoon(platform, tx, id));
  });
}
