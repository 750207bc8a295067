import type { Platform } from '@rapport/platform';
import type { ImportSource } from './import-item.ts';
import type { ImportPeople } from './import-people.ts';
import type { Tally } from './import-report.ts';

/** What all conversations of a run share. */
export interface RunContext {
  platform: Platform;
  tally: Tally;
  people: ImportPeople;
  kind: ImportSource['kind'];
  /** Names the source in keys. */
  scope: string;
  /** Undefined in a dry run of a source never seen. */
  source: string | undefined;
  by: string;
  dryRun: boolean;
  conversationName(externalId: string): string | undefined;
  /** Direct conversations met in this run, by their people: an export can hold two of the same. */
  directs: Map<string, string>;
  /** Bytes of a file that an item names. */
  openFile: ImportSource['openFile'];
  /** Called after each batch; throws to end the run. */
  tick(items: number): void;
}
