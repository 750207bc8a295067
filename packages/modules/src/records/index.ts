import type { Parsed } from '@rapport/contract';
import { handlerOf, type Platform, type Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { recordCensus } from './census.ts';
import { completeness } from './completeness.ts';
import { cancelExport, createExport } from './exports/create-export.ts';
import { getExport, listExports } from './exports/list-exports.ts';
import { showExportPlaces } from './exports/places.ts';
import { declareExports } from './exports/run-export.ts';
import { serveExports } from './exports/serve-export.ts';
import { keeperOf } from './keeper.ts';
import { declareCheckpointMails } from './mail-checkpoint.ts';
import { proveRecord } from './prove-record.ts';
import { serveLog } from './serve-log.ts';
import { showCheckpoint } from './show-checkpoint.ts';
import { showRecord } from './show-record.ts';

export { adoptLedger } from './adopt-ledger.ts';
export { recordCensus } from './census.ts';
export { checkLedger } from './check-ledger.ts';
export { beginExport } from './exports/create-export.ts';
export { endExportsOf, endExportsUnder } from './exports/end-exports.ts';
export { exportToFile, ledgerPolicy } from './exports/export-to-file.ts';
export { keeperOf } from './keeper.ts';
export { nodeSha256 } from './node-hash.ts';
export { leafPlaceOf, recordedUpTo, recordOwn } from './own-events.ts';
export { proveRecord } from './prove-record.ts';
export { showRecord } from './show-record.ts';
export { type TakenOutside, takenOutside } from './taken-outside.ts';
export { partsOfMessage, thinRecord } from './thin-record.ts';
export { versionRoot } from './version-root.ts';

/** Keeps the record of everything that was said: a signed log that can only grow. Earlier rooms do not know that it exists. */
export const recordsRoom: Room<Actor> = {
  name: 'records',
  routes: (platform: Platform) => ({
    'records.checkpoint': () => showCheckpoint(platform),
    'records.proof': (actor: Actor, input: Parsed<'records.proof'>) => proveRecord(platform, actor, input),
    'records.get': (actor: Actor, input: Parsed<'records.get'>) => showRecord(platform, actor, input),
    'records.completeness': (actor: Actor, input: Parsed<'records.completeness'>) => completeness(platform, actor, input),
    'exports.create': handlerOf<Actor>(platform)(createExport),
    'exports.list': handlerOf<Actor>(platform)(listExports),
    'exports.get': handlerOf<Actor>(platform)(getExport),
    'exports.cancel': handlerOf<Actor>(platform)(cancelExport),
    'exports.places': handlerOf<Actor>(platform)(showExportPlaces),
  }),
  http(app, platform, authenticate) {
    serveLog(app, platform, authenticate);
    serveExports(app, platform, authenticate);
  },
  async start(platform) {
    const keeper = platform.keep(keeperOf);
    platform.jobs.every('7 0 * * *', 'records.census', async () => {
      await recordCensus(platform);
    });
    declareExports(platform);
    declareCheckpointMails(platform);
    keeper.start();
    return () => keeper.stop();
  },
};

/** Resolves once everything committed before the call stands in a checkpoint that is shown. */
export const recordsCaughtUp = (platform: Platform): Promise<void> => platform.keep(keeperOf).caughtUp();
