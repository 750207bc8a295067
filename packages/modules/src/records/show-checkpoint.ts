import type { Output } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { headNow, publishedCheckpoint } from './reader.ts';

/** What the ledger says of itself, for whoever is signed in. */
export async function showCheckpoint(platform: Platform): Promise<Output<'records.checkpoint'>> {
  const head = await headNow(platform.db);
  const checkpoint = head && (await publishedCheckpoint(platform.db, head.epoch.n));
  if (!head || !checkpoint) return { state: 'waiting' };
  return {
    // Nobody outside signs yet: the house vouches for itself, and says so.
    state: 'self-attested',
    epoch: checkpoint.epoch,
    size: checkpoint.size,
    signedAt: checkpoint.signedAt,
    checkpoint: checkpoint.note,
    key: head.epoch.key,
    waiting: head.tree.size - checkpoint.size,
  };
}
