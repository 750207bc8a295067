import { Fault } from '@rapport/contract';
import { networkOf, type Platform, secretHash, type Tx } from '@rapport/platform';
import { clearAttempts, countAttempt, forgiveAttempt, lockAttempts } from './writer.ts';

const minute = 60_000;
/** Failures of one account from one address: free ones, then a delay that doubles. */
const accountFree = 5;
const accountDelay = 15_000;
const longestDelay = 15 * minute;
const accountMemory = 24 * 60 * minute;
/** Failures of all accounts from one address; an office behind one address has many right sign-ins, which do not count. */
const addressFree = 50;
const addressMemory = 15 * minute;

/** Milliseconds to wait after so many failures (PE4). */
export const delayAfter = (failures: number): number =>
  failures < accountFree ? 0 : Math.min(longestDelay, accountDelay * 2 ** Math.min(20, failures - accountFree));

export interface Guess {
  /** It was right: the account's count starts anew. */
  right(): Promise<void>;
  /** It was no guess (a code was asked for). */
  forgiven(): Promise<void>;
}

/**
 * Counts a guess at an account's secret from an address before it is checked; throws `locked-out` while one must wait.
 * `account` is whatever names it (a folded email, a user id): unknown ones are counted just the same.
 * `anywhere` counts for the account alone, and never for the accounts of others.
 */
export async function countGuess(platform: Platform, account: string, ip: string | 'anywhere'): Promise<Guess> {
  const now = platform.clock.now();
  const address = ip === 'anywhere' ? undefined : secretHash(`address ${networkOf(ip)}`);
  const pair = secretHash(`account ${account} ${networkOf(ip)}`);
  const forgive = async (tx: Tx) => address && forgiveAttempt(tx, address);
  const waitUntil = await platform.db.transaction(async (tx) => {
    const ofAddress = address && (await countAttempt(tx, address, now, addressMemory));
    if (address && ofAddress) {
      if (ofAddress.lockedUntil !== null && ofAddress.lockedUntil > now) return ofAddress.lockedUntil;
      if (ofAddress.failures >= addressFree) await lockAttempts(tx, address, now + addressMemory);
    }
    const ofPair = await countAttempt(tx, pair, now, accountMemory);
    if (ofPair.lockedUntil !== null && ofPair.lockedUntil > now) {
      await forgive(tx);
      return ofPair.lockedUntil;
    }
    const delay = delayAfter(ofPair.failures);
    if (delay > 0) await lockAttempts(tx, pair, now + delay);
    return 0;
  });
  if (waitUntil > 0) throw new Fault('locked-out', { seconds: Math.ceil((waitUntil - now) / 1000) });
  return {
    right: () =>
      platform.db.transaction(async (tx) => {
        await forgive(tx);
        await clearAttempts(tx, pair);
      }),
    forgiven: () =>
      platform.db.transaction(async (tx) => {
        await forgive(tx);
        await forgiveAttempt(tx, pair);
      }),
  };
}
