import type { Queryable } from '@rapport/platform';
import type { KeptProof, RedactionContent } from './redaction-writer.ts';

/** What was taken out of a message `m`, as messages tell it: column `redacted`. Of one from which nothing was taken it looks nowhere. */
export const redactedSql = `
  select json_agg(json_build_object('ev', x.ev, 'at', x.content -> 'at', 'reason', x.content -> 'reason',
    'parts', (select json_agg(distinct p #>> '{}') from jsonb_path_query(x.content, '$.records[*].parts[*]') p)) order by x.ev) as redacted
  from redaction x
  where m.redactions > 0 and m.recalled_at is null and x.conversation_id = m.conversation_id and x.seq = m.seq`;

/** What was taken out of a message, oldest first. */
export const redactionsOf = (
  q: Queryable,
  conversation: string,
  seq: number,
): Promise<{ ev: number; content: RedactionContent }[]> =>
  q.rows('select ev, content from redaction where conversation_id = $1 and seq = $2 order by ev', [conversation, seq]);

/** Some versions as they are stored, with whether their record keys are there. */
export const storedVersions = (
  q: Queryable,
  conversation: string,
  evs: readonly number[],
): Promise<{ ev: number; keyed: boolean; text: string; content: object | null; kept: KeptProof | null }[]> =>
  q.rows(
    `select v.ev, v.key is not null as keyed, v.text, v.content, v.kept from unnest($2::bigint[]) as u (ev)
     cross join lateral (select * from version where conversation_id = $1 and ev = u.ev limit 1) v`,
    [conversation, evs],
  );

/** Whether a message still mentions somebody. */
export const someMentioned = async (q: Queryable, conversation: string, seq: number): Promise<boolean> =>
  (await q.row('select 1 from mention where conversation_id = $1 and seq = $2 limit 1', [conversation, seq])) !== undefined;
