import type { Review } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

const reviewSql = `select r.id, r.kind, r.state, r.listed_at as "listedAt", r.conversation_id as conversation, r.version, r.matter_id as matter,
    r.decided_by as "decidedBy", r.decided_at as "decidedAt", r.until, r.reason, r.messages, r.bytes, r.said_from as "saidFrom",
    r.said_until as "saidUntil"
  from review r`;

/** The newest first, below an id; those that wait for somebody, or all others. */
export const reviewsBelow = (
  q: Queryable,
  which: { kinds: readonly Review['kind'][]; open: boolean; below: string | undefined },
  limit: number,
): Promise<Review[]> =>
  q.rows<Review>(
    `${reviewSql} where r.kind = any ($1) and (r.state = 'open') = $2 and ($3::uuid is null or r.id < $3) order by r.id desc limit $4`,
    [which.kinds, which.open, which.below ?? null, limit],
  );

export const findReview = (q: Queryable, id: string): Promise<Review | undefined> =>
  q.row<Review>(`${reviewSql} where r.id = $1`, [id]);

/** What the last review that decided about a message came to. */
export interface Reviewed {
  review: string;
  state: Review['state'];
  until: number | null;
}

/** Decisions about some messages of a conversation, the last of each. */
export async function reviewedIn(q: Queryable, conversation: string, seqs: readonly number[]): Promise<Map<number, Reviewed>> {
  const rows = await q.rows<Reviewed & { seq: number }>(
    `select distinct on (i.seq) i.seq, r.id as review, r.state, r.until from review_item i join review r on r.id = i.review_id
     where i.conversation_id = $1 and i.seq = any ($2::bigint[]) and r.state in ('extended', 'kept', 'destroy')
     order by i.seq, r.decided_at desc, r.id desc`,
    [conversation, seqs],
  );
  return new Map(rows.map(({ seq, ...reviewed }) => [seq, reviewed]));
}

/** Whether a conversation came before a person, who decided, at or after an instant (Unix ms). */
export const reviewedSince = async (q: Queryable, conversation: string, since: number): Promise<boolean> =>
  (await q.row(
    `select 1 from review where conversation_id = $1 and kind = 'messages' and decided_at >= to_timestamp($2::float8 / 1000)
       and state in ('extended', 'kept', 'destroy') limit 1`,
    [conversation, since],
  )) !== undefined;

/** The review of a conversation that waits for somebody. */
export const openReviewOf = (q: Queryable, conversation: string): Promise<{ id: string } | undefined> =>
  q.row(`select id from review where conversation_id = $1 and kind = 'messages' and state = 'open'`, [conversation]);

/** Matters that wait for somebody to say whether they are still needed, with their reviews. */
export const openMatterReviews = (q: Queryable): Promise<{ id: string; matter: string }[]> =>
  q.rows(`select id, matter_id as matter from review where kind = 'matter' and state = 'open' order by id`);
