import type { Room } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { declareDryRuns } from './dry-run.ts';
import { declareErasures } from './erase.ts';
import { declareEvents } from './events.ts';
import { declareExecution } from './execute.ts';
import { declareProposals } from './propose.ts';
import { replayErasures } from './replay.ts';
import { routes } from './routes.ts';
import { eraseUnreadable } from './unreadable.ts';

export { noteEvent } from './events.ts';
export { requirePerson } from './require-person.ts';

/** How long what was said is kept, what must not go, and how it goes. */
export const retentionRoom: Room<Actor> = {
  name: 'retention',
  routes,
  async start(platform) {
    declareEvents(platform);
    declareDryRuns(platform);
    declareProposals(platform);
    declareExecution(platform);
    declareErasures(platform);
    await eraseUnreadable(platform);
    await replayErasures(platform);
    return undefined;
  },
};
