import type { Queryable } from '@rapport/platform';

/** Why a call was refused: signed otherwise, too old, damaged, by a method that is not taken, larger than is taken. */
export type RefusedBecause = 'signature' | 'expired' | 'malformed' | 'method' | 'too-big';

export interface RefusedRow {
  id: string;
  account: string;
  /** Unix ms. */
  at: number;
  address: string;
  reason: RefusedBecause;
  /** Bytes, where they are known. */
  size: number | null;
  /** SHA-256. */
  digest: Buffer | null;
  head: Buffer | null;
}

/** Refused calls, newest first. */
export const refusedCalls = (
  q: Queryable,
  { account, before }: { account: string | undefined; before: string | undefined },
  limit: number,
): Promise<RefusedRow[]> =>
  q.rows(
    `select id, account_id as account, at, address, reason, size, digest, head from refused_call
     where ($1::uuid is null or account_id = $1) and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [account ?? null, before ?? null, limit],
  );

/** How many of each account are kept since an instant (Unix ms). */
export const refusedSince = (q: Queryable, since: number): Promise<{ account: string; refused: number }[]> =>
  q.rows(
    `select account_id as account, count(*) as refused from refused_call
     where at > to_timestamp($1::float8 / 1000) group by account_id`,
    [since],
  );
