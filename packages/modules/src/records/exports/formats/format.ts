import type { Platform } from '@rapport/platform';
import type { Cause } from '../rows.ts';
import type { Walk } from '../walk-shape.ts';
import type { ExportFolder } from './export-folder.ts';

/** What every format is given. */
export interface FormatJob {
  platform: Platform;
  /** Who takes what out, for whom and why. */
  cause: Cause;
  /** As it is called now; undefined from the command line. */
  makerName: string | undefined;
  organization: { name: string; timeZone: string };
  /** Unix ms. */
  madeAt: number;
  /** What is exported; to be gone through once. */
  walk: Walk;
  /** What is written. */
  out: ExportFolder;
  /** A path beside it for what is put together first; removed in the end. */
  scratch: string;
}

/** Writes everything that the walk has into the folder, a page of it in memory. */
export type WriteFormat = (job: FormatJob) => Promise<void>;
