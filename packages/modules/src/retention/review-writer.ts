import type { Review } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

/** Opens a review; nothing where one of the same conversation or matter is open. */
export async function insertReview(
  tx: Tx,
  r: { id: string; at: number; conversation?: string; version?: number; matter?: string },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into review (id, kind, state, listed_at, conversation_id, version, matter_id)
     values ($1, case when $4::uuid is null then 'messages' else 'matter' end, 'open', ${instant(2)}, $3, $5, $4) on conflict do nothing`,
    [r.id, r.at, r.conversation ?? null, r.matter ?? null, r.version ?? null],
  );
}

/** Nobody else decides about it, or adds to it, until the transaction ends; answers how it stands. */
export async function lockReview(tx: Tx, id: string): Promise<Review['state'] | undefined> {
  assertTx(tx);
  return (await tx.row<{ state: Review['state'] }>('select state from review where id = $1 for update', [id]))?.state;
}

/** More messages of a review, which is locked; those that are in it already are left out. */
export async function insertReviewItems(
  tx: Tx,
  review: string,
  conversation: string,
  items: readonly { seq: number; said: number; bytes: number }[],
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `with fresh as (
       insert into review_item (review_id, conversation_id, seq, said, bytes)
       select $1, $2, u.seq, to_timestamp(u.said / 1000), u.bytes from unnest($3::bigint[], $4::float8[], $5::bigint[]) as u (seq, said, bytes)
       on conflict do nothing returning said, bytes),
     sums as (select count(*) as messages, coalesce(sum(bytes), 0) as bytes, min(said) as first, max(said) as last from fresh)
     update review r set messages = r.messages + s.messages, bytes = r.bytes + s.bytes, said_from = least(r.said_from, s.first),
       said_until = greatest(r.said_until, s.last)
     from sums s where r.id = $1`,
    [review, conversation, items.map((i) => i.seq), items.map((i) => i.said), items.map((i) => i.bytes)],
  );
}

export async function decideReview(
  tx: Tx,
  d: { id: string; state: Review['state']; by: string; at: number; until: number | null; reason: string },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update review set state = $2, decided_by = $3, decided_at = ${instant(4)}, until = ${instant(5)}, reason = $6 where id = $1`,
    [d.id, d.state, d.by, d.at, d.until, d.reason],
  );
}

/** What was listed by other rules than these, and waits, is nothing any more. */
export async function voidReviews(tx: Tx, version: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update review set state = 'void' where state = 'open' and kind = 'messages' and version <> $1`, [version]);
}

/** Nothing is left to decide about. */
export async function voidReview(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows(`update review set state = 'void' where id = $1 and state = 'open'`, [id]);
}
