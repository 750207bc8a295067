import type { Readable } from 'node:stream';

/** What an export may be at most; beyond it the import is refused instead of eating the machine. */
export interface ExportLimits {
  /** Files in the export. */
  entries: number;
  /** Bytes of one file read into memory at once (a day of a channel, the user list). */
  fileBytes: number;
  /** Unpacked bytes of a whole zip. */
  totalBytes: number;
  /** Unpacked bytes per packed byte of one zip entry larger than a megabyte. */
  ratio: number;
}

export const DEFAULT_LIMITS: ExportLimits = { entries: 2_000_000, fileBytes: 256 << 20, totalBytes: 256 * 2 ** 30, ratio: 200 };

export interface ExportEntry {
  /** Path with `/` from the export's root. */
  path: string;
  bytes: number;
}

/** The files of an export, whether a folder, one file or a zip. Sorted by path. */
export interface ExportFiles {
  /** Name of the folder or archive, without extension. */
  name: string;
  entries: readonly ExportEntry[];
  /** Places in the archive or folder that were refused (links, devices, unsafe names), with the reason. */
  refused: readonly { path: string; reason: string }[];
  stream(path: string): Promise<Readable>;
  close(): Promise<void>;
}

export function byPath(a: ExportEntry, b: ExportEntry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
