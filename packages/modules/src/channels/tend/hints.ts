import type { Platform, Tx } from '@rapport/platform';
import { accountsChanged } from '../accounts/account.ts';

/** Something came for an account, goes out by it, or is to be pulled: whoever tends it looks. Lost hints are found by its regular look. */
export const wakeHints = { arrived: 'channel-arrived', outbox: 'channel-outbox', pull: 'channel-pull' } as const;

const tell = (platform: Platform, tx: Tx, what: string, account: string): void =>
  tx.afterCommit(() => platform.bus.publish('changed', { what, id: account }));

export const tellArrived = (platform: Platform, tx: Tx, account: string): void => tell(platform, tx, wakeHints.arrived, account);
export const tellOutbox = (platform: Platform, tx: Tx, account: string): void => tell(platform, tx, wakeHints.outbox, account);
/** An account was made or changed. */
export const tellAccount = (platform: Platform, tx: Tx, account: string): void => tell(platform, tx, accountsChanged, account);

/** Something is to be pulled; a hint of the platform goes along (a token that lives for minutes), which is lost with this one. */
export const tellPull = (platform: Platform, account: string, key: string, hint: string | undefined): void =>
  platform.bus.publish('changed', { what: wakeHints.pull, id: JSON.stringify([account, key, hint ?? null]) });

export function pullHint(id: string): { account: string; key: string; hint: string | undefined } {
  const [account, key, hint] = JSON.parse(id) as [string, string, string | null];
  return { account, key, hint: hint ?? undefined };
}
