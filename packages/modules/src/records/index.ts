import type { Parsed } from '@rapport/contract';
import type { Platform, Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { recordCensus } from './census.ts';
import { keeperOf } from './keeper.ts';
import { proveRecord } from './prove-record.ts';
import { serveLog } from './serve-log.ts';
import { showCheckpoint } from './show-checkpoint.ts';

/** Keeps the record of everything that was said: a signed log that can only grow. Earlier rooms do not know that it exists. */
export const recordsRoom: Room<Actor> = {
  name: 'records',
  routes: (platform: Platform) => ({
    'records.checkpoint': () => showCheckpoint(platform),
    'records.proof': (actor: Actor, input: Parsed<'records.proof'>) => proveRecord(platform, actor, input),
  }),
  http: (app, platform, authenticate) => serveLog(app, platform, authenticate),
  async start(platform) {
    const keeper = platform.keep(keeperOf);
    platform.jobs.every('7 0 * * *', 'records.census', () => recordCensus(platform));
    keeper.start();
    return () => keeper.stop();
  },
};

/** Resolves once everything committed before the call stands in a checkpoint that is shown. */
export const recordsCaughtUp = (platform: Platform): Promise<void> => platform.keep(keeperOf).caughtUp();
