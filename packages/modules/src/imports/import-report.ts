import type { ImportSkip } from './import-item.ts';

/** What was added, as it is counted. */
export interface ImportCounts {
  users: number;
  conversations: number;
  messages: number;
  edits: number;
  deletes: number;
  reactions: number;
  files: number;
}

export const noCounts = (): ImportCounts & { known: number } => ({
  users: 0,
  conversations: 0,
  messages: 0,
  edits: 0,
  deletes: 0,
  reactions: 0,
  files: 0,
  known: 0,
});

/** What one run added. */
export interface ImportReport extends ImportCounts {
  /** By reason, most frequent first. */
  skipped: { reason: string; count: number }[];
  /** Where things were skipped, in the order met. */
  details: ImportSkip[];
  /** Skips beyond those listed in `details`. */
  detailsLeftOut: number;
  /** Items that an earlier run had brought. */
  known: number;
  /** The layout that was recognised. */
  layout: string;
  workspace: string;
}

/** Places listed; counts go on. */
const maxDetails = 20_000;

/** Counts what a run adds and leaves out. Added to only after a commit, so that a repeated transaction counts once. */
export class Tally {
  readonly counts = noCounts();
  private readonly reasons = new Map<string, number>();
  private readonly details: ImportSkip[] = [];
  private leftOut = 0;

  skip(skip: ImportSkip): void {
    if (skip.count === 0) return;
    this.reasons.set(skip.reason, (this.reasons.get(skip.reason) ?? 0) + skip.count);
    if (this.details.length < maxDetails) this.details.push(skip);
    else this.leftOut++;
  }

  add(counts: Partial<Tally['counts']>): void {
    for (const [what, n] of Object.entries(counts) as [keyof Tally['counts'], number][]) this.counts[what] += n;
  }

  report(source: { layout: string; workspaceName: string }): ImportReport {
    const skipped = [...this.reasons].map(([reason, count]) => ({ reason, count }));
    skipped.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
    return {
      ...this.counts,
      skipped,
      details: this.details,
      detailsLeftOut: this.leftOut,
      layout: source.layout,
      workspace: source.workspaceName,
    };
  }
}
