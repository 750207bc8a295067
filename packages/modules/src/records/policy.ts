import { same } from '@rapport/ledger';
import type { CheckpointRow, Head, Reason } from './rows.ts';
import type { Outside } from './tile-folder.ts';

export interface Situation {
  head: Head | undefined;
  /** Of this server's folder. */
  mark: string;
  /** Life of the database now (SY6a). */
  databaseEpoch: string;
  outside: Outside | undefined;
  /** What the database says was signed at the outside checkpoint's size. */
  signedThere: CheckpointRow | undefined;
}

export type Verdict = { act: 'continue' } | { act: 'stand-by' } | { act: 'begin'; reason: Reason };

/**
 * Whether the log in the database may go on (RE4): only if it is the continuation of what lies outside. Where that cannot be known another
 * log begins; nothing is ever signed that contradicts what was signed.
 */
export function judge({ head, mark, databaseEpoch, outside, signedThere }: Situation): Verdict {
  if (!head) return { act: 'begin', reason: outside ? 'behind' : 'first' };
  if (head.folder !== mark) {
    // Another server keeps the folder; or the database was restored without it, and nobody can say what was signed.
    return head.databaseEpoch === databaseEpoch ? { act: 'stand-by' } : { act: 'begin', reason: 'moved' };
  }
  // Nothing outside yet, or of this log nothing yet: what was signed was not shown.
  if (!outside || outside.epoch < head.epoch.n) return { act: 'continue' };
  if (outside.epoch > head.epoch.n || outside.size > head.tree.size) return { act: 'begin', reason: 'behind' };
  if (outside.origin === head.epoch.origin && signedThere && same(signedThere.root, outside.root)) return { act: 'continue' };
  return { act: 'begin', reason: 'fork' };
}
