import { picture } from './sharp.ts';

export interface PrintedPicture {
  jpeg: Buffer;
  /** Pixels. */
  width: number;
  height: number;
}

/** A picture as paper has it: upright, on white, its longer side no longer than asked. Undefined when the bytes are none that we read. */
export async function printedPicture(bytes: Buffer, longer: number): Promise<PrintedPicture | undefined> {
  try {
    const { data, info } = await picture(bytes)
      .autoOrient()
      .resize({ width: longer, height: longer, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: 78 })
      .toBuffer({ resolveWithObject: true });
    return { jpeg: data, width: info.width, height: info.height };
  } catch {
    return undefined;
  }
}
