import type { Platform } from '@rapport/platform';
import { packFormat } from './formats/pack-format.ts';
import { type Packed, type PackWanted, packExport } from './pack-export.ts';

/** Packs what is wanted in the format that is wanted, into a zip on this server's disk. */
export const packIn = (platform: Platform, wanted: PackWanted): Promise<Packed> =>
  wanted.format === 'bundle' ? packExport(platform, wanted) : packFormat(platform, wanted);
