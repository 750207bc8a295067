import type { Platform, Tx } from '@rapport/platform';
import { KeywordIndex } from './keywords.ts';
import { allKeywords, anySubscription, withoutDirect } from './reader.ts';

interface Known {
  keywords: KeywordIndex;
  /** Whether anybody has keywords. */
  listening: boolean;
  /** Those whom direct messages do not call. */
  undirected: ReadonlySet<string>;
  /** Whether anybody has asked for pushes. */
  pushes: boolean;
}

/** What every message is held against, in memory: dropped when somebody changes it, and by age in case the hint was lost. */
class AttentionMemory {
  private kept: { known: Promise<Known>; at: number } | undefined;
  private readonly platform: Platform;

  constructor(platform: Platform) {
    this.platform = platform;
    platform.bus.subscribe('changed', ({ what }) => {
      if (what === 'attention') this.kept = undefined;
    });
  }

  get(): Promise<Known> {
    const now = this.platform.clock.now();
    if (this.kept && this.platform.trusts(this.kept.at)) return this.kept.known;
    // The promise is kept, so that a change while it loads drops it too.
    const entry = { known: this.load(), at: now };
    this.kept = entry;
    entry.known.catch(() => {
      if (this.kept === entry) this.kept = undefined;
    });
    return entry.known;
  }

  private async load(): Promise<Known> {
    const { db } = this.platform;
    const [keywords, undirected, pushes] = await Promise.all([allKeywords(db), withoutDirect(db), anySubscription(db)]);
    return { keywords: new KeywordIndex(keywords), listening: keywords.length > 0, undirected: new Set(undirected), pushes };
  }
}

const memoryOf = (platform: Platform): AttentionMemory => new AttentionMemory(platform);

export const knownAttention = (platform: Platform): Promise<Known> => platform.keep(memoryOf).get();

/** Whatever was known is asked anew, here and on other nodes, after the commit. */
export function tellAttention(platform: Platform, tx: Tx, user: string): void {
  tx.afterCommit(() => platform.bus.publish('changed', { what: 'attention', id: user }));
}
