import type { Queryable } from '@rapport/platform';

/** How an account is reached. */
export interface Transport {
  account: string;
  settings: unknown;
  /** Sealed. */
  secrets: Buffer | null;
  pausedAt: number | null;
  pausedBecause: string | null;
  rawDays: number;
  changes: number;
  changedAt: number;
}

const columns = `account_id as account, settings, secrets, paused_at as "pausedAt", paused_because as "pausedBecause", raw_days as "rawDays",
  changes, changed_at as "changedAt"`;

export const transports = (q: Queryable): Promise<Transport[]> => q.rows(`select ${columns} from channel_transport`);

export const transportOf = async (q: Queryable, account: string): Promise<Transport | undefined> =>
  (
    await q.prepared<Transport>('channels.transport', `select ${columns} from channel_transport where account_id = $1`, [account])
  )[0];

/** The sealed value that all nodes share, while it lasts. */
export const sharedValue = async (q: Queryable, account: string, name: string, now: number): Promise<Buffer | undefined> =>
  (
    await q.row<{ value: Buffer }>(
      'select value from channel_value where account_id = $1 and name = $2 and until > to_timestamp($3::float8 / 1000)',
      [account, name, now],
    )
  )?.value;
