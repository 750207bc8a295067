import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
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
  owner: string | null;
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

/**
 * A file from bytes that come as a stream and lie at a path of this server's disk meanwhile, which must be free. `isRight`: told their SHA-256
 * (hexadecimal) first; when it says no, nothing is made.
 */
export async function storeStream(
  platform: Platform,
  { owner, name, path }: { owner: string; name: string; path: string },
  source: AsyncIterable<Uint8Array>,
  isRight: (digest: string) => boolean,
): Promise<Attachment | undefined> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx+', 0o600);
  try {
    let size = 0;
    for await (const piece of source) {
      hash.update(piece);
      size += piece.length;
      await file.appendFile(piece);
    }
    if (!isRight(hash.digest('hex'))) return undefined;
    const read = async (start: number, end: number): Promise<Buffer> => {
      const room = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
      const { bytesRead } = await file.read(room, 0, room.length, start);
      return room.subarray(0, bytesRead);
    };
    return await makeFile(platform, { id: newId(), owner, name }, { size, read, stream: () => createReadStream(path) });
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

/** A file from bytes that another room holds (an attachment of a mail, an import). Small enough for memory. */
export const storeFile = (platform: Platform, owner: string, name: string, bytes: Buffer): Promise<Attachment> =>
  makeFile(platform, { id: newId(), owner, name }, bytesOf(bytes));

/** The same of what somebody outside sent: it belongs to nobody here, and is seen through what refers to it alone. */
export const storeReceived = (platform: Platform, name: string, bytes: Buffer): Promise<Attachment> =>
  makeFile(platform, { id: newId(), owner: null, name }, bytesOf(bytes));
