import { convertToPdf, type Office, type Platform } from '@rapport/platform';
import { bytesOf } from '../bytes/bytes.ts';
import { openBytes, storeBytes } from '../bytes/stored-bytes.ts';
import { decoderLane } from '../decoder-lane.ts';
import { previewsOf } from '../pictures/clean-picture.ts';
import { pdfPicture } from '../pictures/pdf-picture.ts';
import { blobById, filesById } from '../reader.ts';
import type { FileRow } from '../rows.ts';
import { completeBlob, lockFile } from '../writer.ts';
import { officeKindOf } from './office-kind.ts';
import { pdfRow } from './pdf-reader.ts';
import { completePdf, failPdf } from './pdf-writer.ts';

export const convertJob = 'files.convert';
const lastAttempt = 3;

/** Stores the PDF and pictures of its first page; what the file does not wait for any more is left as broken off, and erased. */
async function keepPdf(platform: Platform, file: FileRow, pdf: Buffer): Promise<void> {
  const page = file.previews.length > 0 ? undefined : await platform.keep(decoderLane)(() => pdfPicture(pdf, 1024));
  const content = await storeBytes(platform, bytesOf(pdf).stream());
  const previews: { size: number; blob: string; bytes: number }[] = [];
  for (const { size, webp } of page ? await previewsOf(page, 1024) : []) {
    const stored = await storeBytes(platform, bytesOf(webp).stream());
    previews.push({ size, blob: stored.blob, bytes: stored.size });
  }
  await platform.db.transaction(async (tx) => {
    if (!(await lockFile(tx, file.id))) return;
    if (!(await completePdf(tx, file.id, content.blob, previews, platform.clock.now()))) return;
    await completeBlob(tx, content.blob, content.size);
    for (const preview of previews) await completeBlob(tx, preview.blob, preview.bytes);
  });
}

interface Turn {
  attempt: number;
  signal: AbortSignal | undefined;
}

/** Makes the PDF that somebody waits for; how that failed is remembered, not tried at every look. */
export async function makePdf(platform: Platform, office: Office, id: string, { attempt, signal }: Turn): Promise<void> {
  const [file] = await filesById(platform.db, [id]);
  const kind = file && officeKindOf(file.type);
  const blob = file && (await blobById(platform.db, file.blob));
  if (!kind || !blob || (await pdfRow(platform.db, id))?.state !== 'waiting') return;
  const fail = (reason: 'time' | 'large' | 'unreadable'): Promise<void> =>
    platform.db.transaction((tx) => failPdf(tx, id, reason, platform.clock.now()));
  // What took the server with it twice is not given a third chance to.
  if (attempt >= lastAttempt) return fail('unreadable');
  const made = await convertToPdf(office, kind, await openBytes(platform, blob), { signal });
  if (typeof made === 'string') await fail(made);
  else await keepPdf(platform, file, made);
}
