import type { Attachment } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { type Bytes, bytesOf, patched } from './bytes/bytes.ts';
import { storeBytes } from './bytes/stored-bytes.ts';
import { decoderLane } from './decoder-lane.ts';
import { type Nature, natureOf } from './nature/nature.ts';
import { blankMetadata } from './pictures/blank-metadata.ts';
import { cleanPicture, type Preview, previewsOf } from './pictures/clean-picture.ts';
import { maxPdf, pdfPicture } from './pictures/pdf-picture.ts';
import { safeName } from './policy.ts';
import { filesById } from './reader.ts';
import { attachmentOf } from './rows.ts';
import { completeBlob, insertFile, type NewFile } from './writer.ts';

interface Prepared {
  nature: Nature;
  bytes: AsyncIterable<Uint8Array>;
  previews: Preview[];
  width?: number | undefined;
  height?: number | undefined;
  blur?: string;
}

/** Looks at the bytes and readies what is to be kept: never the original where it could tell more than it shows (FI5). */
async function prepare(source: Bytes, name: string, voice: boolean): Promise<Prepared> {
  const nature = await natureOf(source, name, voice);
  if (nature.kind === 'image') {
    const clean = await cleanPicture(nature.type, await source.read(0, source.size));
    // What only begins like a picture is kept as bytes of no kind: it is never shown.
    if (!clean) return { nature: { type: 'application/octet-stream', kind: 'file' }, bytes: source.stream(), previews: [] };
    return { nature, ...clean, bytes: bytesOf(clean.bytes).stream() };
  }
  if (nature.media) {
    const { width, height, patches } = nature.media;
    return { nature, bytes: patched(source.stream(), patches), previews: [], width, height };
  }
  if (nature.type === 'application/pdf' && source.size <= maxPdf) {
    const page = await pdfPicture(await source.read(0, source.size), 1024);
    return { nature, bytes: source.stream(), previews: page ? await previewsOf(page, 1024) : [] };
  }
  const patches = await blankMetadata(nature.type, source);
  return { nature, bytes: patches.length > 0 ? patched(source.stream(), patches) : source.stream(), previews: [] };
}

export interface FileToMake {
  id: string;
  owner: string;
  name: string;
  /** A voice message: shown as one when it is a sound. */
  voice?: boolean;
}

/**
 * Makes a file of bytes: looks, cleans, seals, stores. `also` runs in the transaction that makes the file's row.
 * @throws Fault `too-large` for a picture of too many pixels, `storage-full`
 */
export async function makeFile(
  platform: Platform,
  wanted: FileToMake,
  source: Bytes,
  also?: (tx: Tx) => Promise<void>,
): Promise<Attachment> {
  const name = safeName(wanted.name);
  const ready = await platform.keep(decoderLane)(() => prepare(source, name, wanted.voice ?? false));
  const content = await storeBytes(platform, ready.bytes);
  const previews: (NewFile['previews'][number] & { bytes: number })[] = [];
  for (const preview of ready.previews) {
    const stored = await storeBytes(platform, bytesOf(preview.webp).stream());
    previews.push({ size: preview.size, blob: stored.blob, bytes: stored.size });
  }
  const { nature, width, height, blur } = ready;
  await platform.db.transaction(async (tx) => {
    await completeBlob(tx, content.blob, content.size);
    for (const preview of previews) await completeBlob(tx, preview.blob, preview.bytes);
    await insertFile(tx, {
      id: wanted.id,
      owner: wanted.owner,
      name,
      type: nature.type,
      charset: nature.charset,
      kind: nature.kind,
      size: content.size,
      digest: content.digest,
      blob: content.blob,
      width,
      height,
      duration: nature.media?.duration,
      blur,
      previews,
      at: platform.clock.now(),
    });
    await also?.(tx);
  });
  return attachmentOf((await filesById(platform.db, [wanted.id]))[0]!);
}

/** A file from bytes that another room holds (an attachment of a mail, an import). Small enough for memory. */
export const storeFile = (platform: Platform, owner: string, name: string, bytes: Buffer): Promise<Attachment> =>
  makeFile(platform, { id: newId(), owner, name }, bytesOf(bytes));
