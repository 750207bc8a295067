import { newId, type Platform } from '@rapport/platform';
import { findMatter, mattersToReview } from '../access/index.ts';
import type { DueMessage } from './due-messages.ts';
import { openMatterReviews, openReviewOf, reviewedSince } from './review-reader.ts';
import { insertReview, insertReviewItems, lockReview, voidReview } from './review-writer.ts';

/** A conversation comes before a person at most so often (ms); what falls due meanwhile waits for the next time. */
const apart = 30 * 86_400_000;

/** RT12: puts messages that a rule wants reviewed into the review of their conversation, which is opened where none waits. */
export async function listReviews(
  platform: Platform,
  { conversation, version }: { conversation: string; version: number },
  messages: readonly DueMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const { db, clock } = platform;
  const at = clock.now();
  const open = await openReviewOf(db, conversation);
  if (!open && (await reviewedSince(db, conversation, at - apart))) return;
  await db.transaction(async (tx) => {
    if (!open) await insertReview(tx, { id: newId(at), at, conversation, version });
    const { id } = (await openReviewOf(tx, conversation)) ?? {};
    // Decided meanwhile: the next night.
    if (!id || (await lockReview(tx, id)) !== 'open') return;
    const items = messages.map(({ message: { seq, said, bytes } }) => ({ seq, said, bytes }));
    await insertReviewItems(tx, id, conversation, items);
  });
}

/** RT12: asks of matters with holds, each at its interval, whether they are still needed; not any more where none of their holds is left. */
export async function listMatterReviews(platform: Platform): Promise<void> {
  const { db, clock } = platform;
  for (const { id, matter } of await openMatterReviews(db)) {
    const left = (await findMatter(db, matter))?.holds.some((hold) => hold.liftedAt === null);
    if (!left) await db.transaction((tx) => voidReview(tx, id));
  }
  const at = clock.now();
  for (const matter of await mattersToReview(db, at))
    await db.transaction((tx) => insertReview(tx, { id: newId(at), at, matter }));
}
