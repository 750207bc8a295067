import type { Queryable } from '@rapport/platform';
import type { SendRow } from './send-writer.ts';

/** The message a client id was used for, in the shape of the batched send's "already there" (SY4). */
export async function sentBefore(
  q: Queryable,
  conversation: string,
  sender: string,
  clientId: string,
): Promise<SendRow | undefined> {
  return q.row<SendRow>(
    `select 1 as n, 1 as status, m.ev, m.seq, m.at, m.mac, v.key from message m
     left join lateral (select key from version where conversation_id = m.conversation_id and ev = m.ev limit 1) v on true
     where m.conversation_id = $1 and m.sender = $2 and m.client_id = $3`,
    [conversation, sender, clientId],
  );
}
