import type { Queryable } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { visibleConversationsSql } from './visible-reader.ts';

/** Labels of messages that the actor may see (CV1, SY10), those used most first; of what was taken away none. */
export const labelsUsed = (
  q: Queryable,
  actor: Actor,
  text: string,
  limit: number,
): Promise<{ label: string; count: number }[]> =>
  q.rows(
    `select l.label, count(*)::int as count from (${visibleConversationsSql(actor, 1)}) z
     join message_label l on l.conversation_id = z.id and l.seq >= z.from_seq and position(lower($2) in lower(l.label)) > 0
     join message m on m.conversation_id = l.conversation_id and m.seq = l.seq and m.recalled_at is null
     group by 1 order by 2 desc, 1 limit $3`,
    [actor.user, text, limit],
  );
