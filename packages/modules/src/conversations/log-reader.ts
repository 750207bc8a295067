import type { Queryable } from '@rapport/platform';

export interface LoggedChange {
  ev: number;
  type: string;
  actor: string | null;
  at: number;
  /** Of a sent message. */
  seq: number | null;
}

/** Log rows of a range, ascending; a sent message comes with its `seq`. */
export const changesBetween = (q: Queryable, conversation: string, first: number, last: number): Promise<LoggedChange[]> =>
  q.rows(
    `select l.ev, l.type, l.actor, l.at, v.seq from log l
     left join lateral (select seq from version where conversation_id = l.stream_id and ev = l.ev limit 1) v on l.type = 'message.sent'
     where l.stream_id = $1 and l.ev between $2 and $3 order by l.ev`,
    [conversation, first, last],
  );
