import type { Queryable } from '@rapport/platform';

/** Of these versions those that stand now and hold a web address; what was imported is history, and nobody's to look up. */
export const textsWithLinks = (
  q: Queryable,
  versions: readonly { conversation: string; ev: number }[],
): Promise<{ conversation: string; ev: number; seq: number; text: string }[]> =>
  q.rows(
    `select u.conversation, v.ev, v.seq, v.text from unnest($1::uuid[], $2::bigint[]) as u (conversation, ev)
     cross join lateral (
       select v0.* from version v0 where v0.conversation_id = u.conversation and v0.ev = u.ev
         and strpos(v0.text, '://') > 0 and v0.text ~* 'https?://' and not coalesce(v0.content ? 'preview', false) limit 1) v
     cross join lateral (
       select 1 from message m where m.conversation_id = u.conversation and m.seq = v.seq and m.version_ev = v.ev
         and m.recalled_at is null and not m.late and m.occurred_at is null limit 1) m
     order by u.conversation, v.ev`,
    [versions.map((v) => v.conversation), versions.map((v) => v.ev)],
  );
