import type { ChannelAccount } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

const columns = 'id, kind, name, capabilities, enabled, created_at as "createdAt"';

/** An account of ours on a channel; undefined when there is none. */
export const accountOf = async (q: Queryable, id: string): Promise<ChannelAccount | undefined> =>
  (await q.prepared<ChannelAccount>('policy.account', `select ${columns} from channel_account where id = $1`, [id]))[0];

/** All accounts, by age. */
export const listAccounts = (q: Queryable): Promise<ChannelAccount[]> =>
  q.rows<ChannelAccount>(`select ${columns} from channel_account order by created_at, id`);

/** SQL of an account for statements of later rooms: one row `(channel, account_name, enabled, capabilities)`, or none. `account` is SQL. */
export const accountSql = (account: string): string =>
  `select a.kind as channel, a.name as account_name, a.enabled, a.capabilities from channel_account a where a.id = ${account}`;
