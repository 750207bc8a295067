import { LogReader, type Platform, type Room } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { react } from './cases/reaction.ts';
import { serveRatings } from './desk/serve-ratings.ts';
import { defineJobs } from './jobs.ts';
import { routes } from './routes.ts';
import { watchPresence } from './routing/presence.ts';
import { applyRules } from './rules/run-rules.ts';

export { erasableCases } from './backup-reader.ts';
export { type Callable, type CaseCall, callOfCase, waitingFor } from './cases/attention.ts';
export { isWithin, mattersOf, type Stretch, stretchesOfCase, stretchesOfNumbers } from './cases/matter-reader.ts';
export { rateInTalk, ratingInTalk } from './desk/ratings.ts';
export { attendanceOf } from './set-up/attendance.ts';

const reactions = (platform: Platform): LogReader =>
  new LogReader(platform, {
    name: 'inbox',
    kinds: ['conversation', 'contact'],
    handle: (tx, entries) => react(platform, tx, entries),
  });
const rules = (platform: Platform): LogReader =>
  new LogReader(platform, {
    name: 'inbox-rules',
    kinds: ['case'],
    handle: (tx, entries) => applyRules(platform, tx, entries),
    page: 50,
  });

/** Resolves once cases know everything that was said before the call, and rules have done what they say to that. */
export async function casesCaughtUp(platform: Platform): Promise<void> {
  await platform.keep(reactions).caughtUp();
  await platform.keep(rules).caughtUp();
}

/** Cases of contacts, the inboxes they lie in, and who works on them. */
export const inboxRoom: Room<Actor> = {
  name: 'inbox',
  routes,
  http: serveRatings,
  async start(platform) {
    defineJobs(platform);
    const readers = [platform.keep(reactions), platform.keep(rules)];
    // Not waited for: after a restore or an upgrade the whole log may have to be read.
    for (const reader of readers) void reader.start();
    const stopWatching = await watchPresence(platform);
    return async () => {
      await stopWatching();
      for (const reader of readers) await reader.stop();
    };
  },
};
