import type { Platform, Tx } from '@rapport/platform';
import { dropBytes } from '../../files/index.ts';
import { exportJob } from './create-export.ts';
import { lockExportsOf, lockExportsUnder } from './export-reader.ts';
import { noteEnd } from './export-writer.ts';

/**
 * Ends the bundles that this house keeps of a conversation, in the transaction that takes words out of it: they would lie there for days, to be
 * had by who made them. One that is being made looks again when it is whole, and begins anew.
 */
export async function endExportsOf(platform: Platform, tx: Tx, conversation: string): Promise<void> {
  for (const { id, blob } of await lockExportsOf(tx, conversation)) {
    if (!blob) continue;
    await noteEnd(tx, id, { state: 'expired', at: platform.clock.now() });
    await dropBytes(platform, tx, [blob]);
  }
}

/** Ends what is exported under an inspection, in the transaction that ends it: kept bytes go, what is being made stops. */
export async function endExportsUnder(platform: Platform, tx: Tx, inspection: string): Promise<void> {
  for (const { id, blob, state } of await lockExportsUnder(tx, inspection)) {
    await noteEnd(tx, id, { state: state === 'done' ? 'expired' : 'cancelled', at: platform.clock.now() });
    await dropBytes(platform, tx, blob ? [blob] : []);
    await platform.jobs.cancel(tx, `${exportJob}/${id}`);
  }
}
