import { Fault, previewSizes } from '@rapport/contract';
import type { Metadata } from 'sharp';
import { bytesOf, patched } from '../bytes/bytes.ts';
import { blankMetadata } from './blank-metadata.ts';
import { maxHeldBytes, maxPixels, picture } from './sharp.ts';
import { stripPicture } from './strip.ts';

export interface Preview {
  size: number;
  webp: Buffer;
}

export interface CleanPicture {
  /** The picture without anything private; what is kept. */
  bytes: Buffer;
  width: number;
  height: number;
  /** Data URL of at most 1 KB. */
  blur: string;
  previews: Preview[];
}

/** Previews of a picture, each as large as asked or as the picture itself. */
export async function previewsOf(bytes: Buffer, longer: number): Promise<Preview[]> {
  const previews: Preview[] = [];
  for (const size of previewSizes) {
    if (previews.length > 0 && longer <= previewSizes[0]) break;
    const box = { width: size, height: size, fit: 'inside' as const, withoutEnlargement: true };
    previews.push({ size, webp: await picture(bytes).autoOrient().resize(box).webp({ quality: 80 }).toBuffer() });
  }
  return previews;
}

async function blurOf(small: Buffer): Promise<string> {
  const tiny = await picture(small).resize({ width: 16, height: 16, fit: 'inside' }).webp({ quality: 30, effort: 6 }).toBuffer();
  return `data:image/webp;base64,${tiny.toString('base64')}`;
}

async function encodeAnew(type: string, bytes: Buffer): Promise<Buffer> {
  const animated = type === 'image/gif' || type === 'image/webp';
  // A turned animation would be turned as one tall strip; its frames are kept as they lie.
  const image = (animated ? picture(bytes, { animated: true }) : picture(bytes).autoOrient()).keepIccProfile();
  if (type === 'image/png') return image.png().toBuffer();
  if (type === 'image/webp') return image.webp({ quality: 90 }).toBuffer();
  if (type === 'image/gif') return image.gif().toBuffer();
  if (type === 'image/avif') return image.avif({ quality: 65 }).toBuffer();
  return image.jpeg({ quality: 92, mozjpeg: true }).toBuffer();
}

/** AVIF turns itself (`irot`), so its metadata can be blanked in place. */
async function blanked(type: string, bytes: Buffer): Promise<Buffer> {
  const source = bytesOf(bytes);
  const parts: Buffer[] = [];
  for await (const part of patched(source.stream(), await blankMetadata(type, source))) parts.push(part);
  return Buffer.concat(parts);
}

/** Without metadata: cut out where the format allows it, encoded anew where the picture has to be turned or is oddly built. */
async function withoutMetadata(type: string, bytes: Buffer, header: Metadata): Promise<Buffer> {
  if (type === 'image/avif') return blanked(type, bytes);
  const upright = (header.orientation ?? 1) === 1;
  return (upright ? stripPicture(type, bytes) : undefined) ?? encodeAnew(type, bytes);
}

/**
 * Checks that bytes are the picture they seem to be and cleans it (FI5). Undefined when they cannot be decoded.
 * @throws Fault `too-large` for a pixel bomb
 */
export async function cleanPicture(type: string, bytes: Buffer): Promise<CleanPicture | undefined> {
  const header = await picture(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (!header?.width || !header.height) return undefined;
  const frame = header.width * (header.pageHeight ?? header.height);
  // What is not stored line by line is held as a whole while it is decoded, with all its bits.
  const whole = header.isProgressive === true || type === 'image/avif';
  const held = whole ? frame * (header.channels ?? 4) * (header.depth === 'ushort' ? 2 : 1) : 0;
  if (frame > maxPixels || held > maxHeldBytes)
    throw new Fault('too-large', { what: 'picture', limit: `${maxPixels / 1_000_000} megapixels` });
  try {
    const clean = await withoutMetadata(type, bytes, header);
    const { width, height, pageHeight } = await picture(clean).metadata();
    const shown = pageHeight ?? height;
    const previews = await previewsOf(clean, Math.max(width, shown));
    return { bytes: clean, width, height: shown, blur: await blurOf(previews[0]!.webp), previews };
  } catch {
    return undefined;
  }
}
