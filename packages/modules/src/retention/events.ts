import { canonicalJson, type Json } from '@rapport/ledger';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { recordOwn } from '../records/index.ts';
import { unrecordedEvents } from './reader.ts';
import { insertEvent, lockEvents, noteRecorded } from './writer.ts';

const job = 'retention.record';

/** What this room and the archive write into the ledger, with the part that its words stand in. */
const parts = {
  'hold.placed': 'hold',
  'hold.released': 'hold',
  'archive.viewed': 'view',
  'policy.changed': 'policy',
  'disposition.approved': 'disposition',
  'disposition.executed': 'certificate',
  'review.decided': 'review',
  'erasure.asked': 'erasure',
  'erasure.executed': 'erasure',
  'archive.asked': 'inspection',
  'archive.opened': 'inspection',
  'archive.ended': 'inspection',
  'archive.rule': 'inspection',
  'archive.queried': 'view',
} as const;

/**
 * Notes a decision in full, in the transaction of the decision; a job brings it into the ledger, which may not be able to grow at this moment.
 * Answers the words as the ledger will hold them.
 */
export async function noteEvent(
  platform: Platform,
  tx: Tx,
  type: keyof typeof parts,
  content: Json,
  id = newId(),
): Promise<Uint8Array> {
  const bytes = canonicalJson(content);
  await insertEvent(tx, { id, type, part: parts[type], content: bytes, at: platform.clock.now() });
  await platform.jobs.enqueue(tx, job, {}, { key: job, maxAttempts: 25 });
  return bytes;
}

/** Brings into the ledger what was decided; each once, oldest first. */
export async function recordEvents(platform: Platform): Promise<void> {
  for (let more = true; more; ) {
    more = await platform.db.transaction(async (tx) => {
      await lockEvents(tx);
      const [next] = await unrecordedEvents(tx, 1);
      if (!next) return false;
      await noteRecorded(tx, next.id, await recordOwn(platform, tx, next));
      return true;
    });
  }
}

/** Also every minute: a job that failed too often is not the end of it. */
export function declareEvents(platform: Platform): void {
  platform.jobs.define(job, () => recordEvents(platform));
  platform.jobs.every('* * * * *', 'retention.record-again', () => recordEvents(platform));
}
