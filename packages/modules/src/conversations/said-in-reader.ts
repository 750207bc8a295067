import type { Queryable } from '@rapport/platform';

/** Something said in one of several conversations. */
export interface SaidIn {
  conversation: string;
  seq: number;
  at: number;
}

/** What was said last in some conversations, from the first `seq` on that somebody may see there, not after an instant (Unix ms); newest first. */
export const saidIn = (
  q: Queryable,
  places: readonly { conversation: string; from: number }[],
  before: number | null,
  limit: number,
): Promise<SaidIn[]> =>
  q.rows<SaidIn>(
    `select m.conversation_id as conversation, m.seq, m.at from unnest($1::uuid[], $2::bigint[]) as u (conversation, from_seq)
     cross join lateral (
       select x.conversation_id, x.seq, x.at from message x where x.conversation_id = u.conversation and x.seq >= u.from_seq
         and x.recalled_at is null and ($3::float8 is null or x.at < to_timestamp(($3 + 1) / 1000)) order by x.seq desc limit $4) m
     order by m.at desc, m.conversation_id, m.seq desc limit $4`,
    [places.map((p) => p.conversation), places.map((p) => p.from), before, limit],
  );
