import type { Platform } from '@rapport/platform';
import { troubleOf } from '../policy.ts';
import type { Tended } from './tending-reader.ts';
import { putBad, putGood } from './tending-writer.ts';

/** Milliseconds within which the same is not written down again. */
const quiet = 60_000;

/** How it goes with accounts, written down for their administrators: what this node did, seldom, and never in the way of the work itself. */
class Tendings {
  private readonly platform: Platform;
  private readonly said = new Map<string, { code: string | null; at: number }>();
  private writing: Promise<void> = Promise.resolve();

  constructor(platform: Platform) {
    this.platform = platform;
  }

  /** `error` null: it went well. Resolves when it is written, or could not be. */
  note(account: string, what: Tended, error: unknown): Promise<void> {
    const { clock, db, logger } = this.platform;
    const at = clock.now();
    const code = error === null ? null : troubleOf(error);
    const key = `${account} ${what}`;
    const before = this.said.get(key);
    // Somebody else's calls come at any rate; what the house does by itself fails as seldom as it is tried.
    const same = before?.code === code && at - before.at < quiet && (code === null || what === 'call');
    if (same) return Promise.resolve();
    if (this.said.size > 10_000) this.said.clear();
    this.said.set(key, { code, at });
    this.writing = this.writing
      .then(() => db.transaction((tx) => (code === null ? putGood(tx, account, what, at) : putBad(tx, account, what, code, at))))
      .catch((err: unknown) => {
        this.said.delete(key);
        logger.warn({ err, account }, 'how an account goes could not be written down');
      });
    return this.writing;
  }

  /** Its settings changed: whatever comes next is news. */
  forget(account: string): void {
    for (const what of ['pull', 'hold', 'call']) this.said.delete(`${account} ${what}`);
  }
}

export const tendingsOf = (platform: Platform): Tendings => new Tendings(platform);
