import { Fault, type Output, type Parsed } from '@rapport/contract';
import { findOffice, type Platform } from '@rapport/platform';
import type { Actor } from '../../people/index.ts';
import { requireFile } from '../guard.ts';
import type { FileRow } from '../rows.ts';
import { convertJob } from './make-pdf.ts';
import { officeKindOf } from './office-kind.ts';
import { pdfRow, pdfsWaiting } from './pdf-reader.ts';
import { askPdf } from './pdf-writer.ts';

/** Larger documents are for download: LibreOffice would take minutes and gigabytes. */
const largest = 32 * 1024 * 1024;
/** PDFs that one person may wait for: they are made one after the other. */
const mostWaiting = 20;
/** What failed may be tried again when a newer LibreOffice may be there. */
const forgetAfter = 7 * 24 * 60 * 60_000;
/** What waits for so long has lost its job: the database was restored without it, or it was given up. */
const patience = 60 * 60_000;

/** What LibreOffice there is, looked for once. */
export const officeOf = (platform: Platform) => findOffice(platform.config);

async function order(platform: Platform, actor: Actor, file: FileRow): Promise<void> {
  const now = platform.clock.now();
  if ((await pdfsWaiting(platform.db, actor.user, now - patience)) >= mostWaiting)
    throw new Fault('too-many-requests', { seconds: 60 });
  await platform.db.transaction(async (tx) => {
    if (!(await askPdf(tx, { file: file.id, user: actor.user, at: now, lostBefore: now - patience }))) return;
    // One queue: one document at a time in the whole house.
    await platform.jobs.enqueue(
      tx,
      convertJob,
      { file: file.id },
      { key: `${convertJob}/${file.id}`, queue: convertJob, maxAttempts: 3 },
    );
  });
}

/** FI11: a PDF to look at is made when somebody who may see the file first asks for it, and kept with the file. */
export async function convertFile(
  platform: Platform,
  actor: Actor,
  input: Parsed<'files.convert'>,
): Promise<Output<'files.convert'>> {
  const file = await requireFile(platform, actor, input.file, 'see');
  if (!officeKindOf(file.type)) return { state: 'failed', reason: 'unreadable' };
  const known = await pdfRow(platform.db, file.id);
  const since = known ? platform.clock.now() - known.at : 0;
  const again = (known?.state === 'failed' && since > forgetAfter) || (known?.state === 'waiting' && since > patience);
  if (known && !again) return { state: known.state, ...(known.reason ? { reason: known.reason } : {}) };
  if (file.size > largest) return { state: 'failed', reason: 'large' };
  if (typeof (await platform.keep(officeOf)) === 'string') return { state: 'unavailable' };
  await order(platform, actor, file);
  return { state: 'waiting' };
}
