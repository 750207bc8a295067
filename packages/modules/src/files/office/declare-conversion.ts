import { type Platform, sweepOffice } from '@rapport/platform';
import { officeOf } from './convert-file.ts';
import { convertJob, makePdf } from './make-pdf.ts';

/** Only nodes that have what it takes do it: the queue gives a job to nobody who does not know it. */
export async function declareConversion(platform: Platform): Promise<void> {
  // A server that was killed may have left documents behind.
  await sweepOffice();
  const office = await platform.keep(officeOf);
  if (typeof office === 'string') return;
  platform.jobs.define(convertJob, ({ file }: { file: string }, turn) => makePdf(platform, office, file, turn));
}
