import type { Platform } from '@rapport/platform';
import type { ImportSkip, ImportSource } from './import-item.ts';
import type { IrcOptions } from './irc/log-source.ts';

export interface ImportRun {
  kind: ImportSource['kind'];
  /** A folder, a zip or a single log file. */
  path: string;
  /** Reads and decides everything, writes nothing; the report is the one a real run would give. */
  dryRun?: boolean;
  irc?: IrcOptions;
  /** User id of who imports; the organization's first owner when absent. Owns groups whose owner nobody knows. */
  by?: string;
  progress?: (progress: ImportProgress) => void;
  /** Ends the run between two batches; running again goes on. */
  signal?: AbortSignal;
}

export interface ImportProgress {
  phase: 'opening' | 'people' | 'conversations' | 'done';
  /** Of conversations. */
  done: number;
  total: number;
  /** Name of the conversation being read. */
  conversation?: string;
  /** Items read so far (messages, edits, joins …), known ones included. */
  items: number;
  /** Messages added so far. */
  messages: number;
}

/** What one run added. */
export interface ImportReport {
  users: number;
  conversations: number;
  messages: number;
  edits: number;
  deletes: number;
  reactions: number;
  files: number;
  skipped: { reason: string; count: number }[];
  /** Where things were skipped, in the order met; at most `maxDetails`. */
  details: ImportSkip[];
  /** Skips beyond those listed. */
  detailsLeftOut: number;
  /** Items that an earlier run had brought. */
  known: number;
  /** The layout that was recognised. */
  layout: string;
  workspace: string;
}

/** Brings an export into the house. Throws `ImportFormatError` when the path holds none, `Fault` without an owner. */
export async function runImport(_platform: Platform, _run: ImportRun): Promise<ImportReport> {
  throw new Error('not written yet');
}
