import type { Platform } from '@rapport/platform';
import { actorFor } from '../access/index.ts';
import { messageBySeq, visiblePlace } from '../conversations/index.ts';
import { putReminder } from './writer.ts';

/**
 * The job `conversations.remind`: a saved message comes back at the time its saver chose (DE13), unless they may not see it any
 * more or it was taken back.
 */
export async function remind(platform: Platform, job: { user: string; conversation: string; seq: number }): Promise<void> {
  const actor = await actorFor(platform, job.user);
  if (!actor) return;
  const { user, conversation, seq } = job;
  await platform.db.transaction(async (tx) => {
    const place = await visiblePlace(tx, actor, conversation);
    if (!place || seq < place.fromSeq) return;
    const message = await messageBySeq(tx, conversation, seq);
    if (!message || message.recalled) return;
    await putReminder(tx, { user, conversation, seq, at: platform.clock.now() });
    const call = { user, conversation, seq, reason: 'reminder' as const };
    await platform.jobs.enqueue(tx, 'delivery.pushTo', call, { maxAttempts: 4 });
    tx.afterCommit(() =>
      platform.bus.publish('user', {
        user,
        frame: JSON.stringify({ type: 'notify', conversation, seq, reason: call.reason }),
      }),
    );
  });
}
