import type { Message } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { messagesBySeq } from './message-reader.ts';

/** Whether a message stands there, who wrote it, and what it supplements itself. */
export const supplementedBy = (
  q: Queryable,
  conversation: string,
  seq: number,
): Promise<{ of: number | null; sender: string | null } | undefined> =>
  q.row('select supplement_of as of, sender from message where conversation_id = $1 and seq = $2', [conversation, seq]);

/** Supplements of a message above a `seq`, ascending. */
export async function supplementsOf(
  q: Queryable,
  conversation: string,
  of: number,
  after: number,
  limit: number,
): Promise<Message[]> {
  const rows = await q.rows<{ seq: number }>(
    'select seq from message where conversation_id = $1 and supplement_of = $2 and seq > $3 order by seq limit $4',
    [conversation, of, after, limit],
  );
  return messagesBySeq(
    q,
    conversation,
    rows.map(({ seq }) => seq),
  );
}
