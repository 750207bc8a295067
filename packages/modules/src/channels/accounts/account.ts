import type { ChannelAccount } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import { accountOf, listAccounts } from '../../policy/index.ts';
import type { ChannelAdapter } from '../adapter.ts';
import { adaptersOf } from '../adapters.ts';
import { type Transport, transportOf, transports } from './transport-reader.ts';

/** An account with how it is reached and what speaks its wire. */
export interface Account extends ChannelAccount {
  transport: Transport;
  adapter: ChannelAdapter;
}

const joined = (platform: Platform, account: ChannelAccount, transport: Transport | undefined): Account | undefined => {
  const adapter = platform.keep(adaptersOf).get(account.kind) as ChannelAdapter | undefined;
  return transport && adapter ? { ...account, transport, adapter } : undefined;
};

export async function findAccount(platform: Platform, q: Queryable, id: string): Promise<Account | undefined> {
  const account = await accountOf(q, id);
  return account && joined(platform, account, await transportOf(q, id));
}

/** All accounts that an adapter of this house reaches. */
export async function allAccounts(platform: Platform, q: Queryable): Promise<Account[]> {
  const known = new Map((await transports(q)).map((one) => [one.account, one]));
  return (await listAccounts(q)).flatMap((account) => joined(platform, account, known.get(account.id)) ?? []);
}

/** Whether anything is pulled, read or sent for it. */
export const works = ({ enabled, transport }: Account): boolean => enabled && transport.pausedAt === null;

/** What changed of an account is told by this name. */
export const accountsChanged = 'channel-account';

interface Kept {
  account: Promise<Account | undefined>;
  at: number;
}

/** Accounts in memory, for calls of vendors, which come at any rate. */
class AccountMemory {
  private readonly kept = new Map<string, Kept>();
  private readonly platform: Platform;

  constructor(platform: Platform) {
    this.platform = platform;
    platform.bus.subscribe('changed', ({ what, id }) => {
      if (what === accountsChanged) this.kept.delete(id);
    });
  }

  get(id: string): Promise<Account | undefined> {
    const known = this.kept.get(id);
    if (known && this.platform.trusts(known.at)) return known.account;
    const entry: Kept = { at: this.platform.clock.now(), account: findAccount(this.platform, this.platform.db, id) };
    this.kept.set(id, entry);
    // Neither failures nor ids that somebody made up stay.
    const drop = (): void => {
      if (this.kept.get(id) === entry) this.kept.delete(id);
    };
    entry.account.then((account) => account === undefined && drop(), drop);
    return entry.account;
  }
}

const accountsInMemory = (platform: Platform): AccountMemory => new AccountMemory(platform);

/** The account, from memory. */
export const accountNow = (platform: Platform, id: string): Promise<Account | undefined> =>
  platform.keep(accountsInMemory).get(id);
