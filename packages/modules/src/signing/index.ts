import type { Parsed } from '@rapport/contract';
import { handlerOf, type Origin, type Platform, type Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { ask } from './ask.ts';
import { answerByLink, invite, openByLink, revoke } from './outside.ts';
import { sign, withdraw } from './sign.ts';
import { clearLinks } from './writer.ts';

export { erasableLinks } from './backup-reader.ts';
export { someLinked } from './reader.ts';
export { dropLinks } from './writer.ts';

/** Ended links are kept so long, for who asks why one does not work. */
const kept = 30 * 86_400_000;

/** Signatures under records: of members, with their password again, and of people from outside, by a link that works once. */
export const signingRoom: Room<Actor> = {
  name: 'signing',
  routes: (platform: Platform) => ({
    'signing.sign': handlerOf<Actor>(platform)(sign),
    'signing.withdraw': handlerOf<Actor>(platform)(withdraw),
    'signing.ask': handlerOf<Actor>(platform)(ask),
    'signing.invite': handlerOf<Actor>(platform)(invite),
    'signing.revoke': handlerOf<Actor>(platform)(revoke),
    'signing.open': (_: Actor, input: Parsed<'signing.open'>) => openByLink(platform, input),
    'signing.answer': (_: Actor, input: Parsed<'signing.answer'>, origin: Origin) => answerByLink(platform, input, origin),
  }),
  async start(platform) {
    platform.jobs.every('41 3 * * *', 'signing.clear', () =>
      platform.db.transaction((tx) => clearLinks(tx, platform.clock.now() - kept)),
    );
    return undefined;
  },
};
