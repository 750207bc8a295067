import { hash } from 'node:crypto';
import { newId, type Platform, RateLimiter } from '@rapport/platform';
import { audit } from '../../access/index.ts';
import { type RefusedBecause, type RefusedRow, refusedSince } from './refused-reader.ts';
import { dropRefused, insertRefused, lockRefused, markTold } from './refused-writer.ts';

/** Refused calls that are kept of an account. */
const mostKept = 200;
/** Days after which they go. */
const keptDays = 30;
/** First bytes of a body that are kept: its shape, hardly its words. */
const headBytes = 64;
/** As many within an hour are many, and said once a day. */
const many = 100;
const hour = 3_600_000;
const day = 24 * hour;

export interface RefusedCall {
  account: string;
  address: string;
  reason: RefusedBecause;
  /** Undefined of what was too large to be taken. */
  body: Buffer | undefined;
  /** Bytes, where they are known. */
  size: number | null;
}

/**
 * Refused calls, written down for administrators: seldom, one after the other, and never in the way of the work itself. Of a flood the
 * counter tells; what is kept of an account is bounded in number, size and age, and is read by nobody but people.
 */
class RefusedCalls {
  private readonly platform: Platform;
  private readonly budget: RateLimiter;
  private writing: Promise<void> = Promise.resolve();

  constructor(platform: Platform) {
    this.platform = platform;
    this.budget = new RateLimiter(platform.clock, platform.config.rateFactor);
  }

  /** Resolves when it is written, or was not to be, or could not be. */
  note({ account, address, reason, body, size }: RefusedCall): Promise<void> {
    const { clock, logger } = this.platform;
    // As seldom as people sign in: the slowest budget there is, for all addresses together.
    if (!this.budget.take(account, 'sign-in').allowed) return Promise.resolve();
    const row: RefusedRow = {
      id: newId(),
      account,
      at: clock.now(),
      address,
      reason,
      size,
      digest: body ? hash('sha256', body, 'buffer') : null,
      // A copy: the slice would hold the whole body.
      head: body ? Buffer.from(body.subarray(0, headBytes)) : null,
    };
    this.writing = this.writing
      .then(() => this.write(row))
      .catch((err: unknown) => logger.warn({ err, account }, 'a refused call could not be written down'));
    return this.writing;
  }

  private async write(row: RefusedRow): Promise<void> {
    const { account, at } = row;
    await this.platform.db.transaction(async (tx) => {
      const toldAt = await lockRefused(tx, account);
      await insertRefused(tx, row, mostKept);
      if (toldAt !== null && at - toldAt < day) return;
      const lately = (await refusedSince(tx, at - hour)).find((one) => one.account === account)?.refused ?? 0;
      if (lately < many) return;
      await markTold(tx, account, at);
      await audit(tx, {
        at,
        actor: null,
        act: 'channels.many-refused',
        subjectKind: 'channel-account',
        subject: account,
        detail: { count: lately },
        from: 'house',
      });
    });
  }
}

export const refusedCallsOf = (platform: Platform): RefusedCalls => new RefusedCalls(platform);

/** The job: what was refused long ago goes. */
export const forgetRefused = (platform: Platform): Promise<void> =>
  platform.db.transaction((tx) => dropRefused(tx, platform.clock.now() - keptDays * day));
