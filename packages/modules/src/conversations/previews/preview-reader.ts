import type { Queryable } from '@rapport/platform';

/** Of these versions those that stand now and hold a web address; what was imported is history, and nobody's to look up. */
export const textsWithLinks = (
  q: Queryable,
  conversation: string,
  evs: readonly number[],
): Promise<{ ev: number; seq: number; text: string }[]> =>
  q.rows(
    `select v.ev, v.seq, v.text from version v join message m on m.conversation_id = v.conversation_id and m.seq = v.seq
     where v.conversation_id = $1 and v.ev = any ($2::bigint[]) and m.version_ev = v.ev and m.recalled_at is null
       and not m.late and m.occurred_at is null and v.text ~* 'https?://' and not coalesce(v.content ? 'preview', false)
     order by v.ev`,
    [conversation, evs],
  );
