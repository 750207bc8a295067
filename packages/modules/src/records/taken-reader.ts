import type { Queryable } from '@rapport/platform';

/** How many leaves of a log the database knows. */
export const leavesKnown = async (q: Queryable, epoch: number): Promise<number> =>
  (await q.row<{ n: number }>('select coalesce(max(index) + 1, 0) as n from ledger_leaf where epoch = $1', [epoch]))!.n;

export const leafAt = async (q: Queryable, epoch: number, index: number): Promise<Buffer | undefined> =>
  (await q.row<{ leaf: Buffer }>('select leaf from ledger_leaf where epoch = $1 and index = $2', [epoch, index]))?.leaf;

export const streamKeysAfter = (q: Queryable, after: string, limit: number): Promise<{ stream: string; key: Buffer }[]> =>
  q.rows('select stream_id as stream, key from ledger_stream where stream_id > $1::uuid order by stream_id limit $2', [
    after,
    limit,
  ]);
