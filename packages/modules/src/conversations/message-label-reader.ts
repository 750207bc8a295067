import type { Queryable } from '@rapport/platform';
import { versionChainSql } from './version-chain-reader.ts';

/** Labels of a message `m` in the order of their letters, as an array, null where it has none; of one that never had any it looks nowhere. */
export const labelsSql = `case when m.label_ev is not null then (
  select array_agg(l.label order by l.label collate "C") from message_label l where l.conversation_id = m.conversation_id and l.seq = m.seq) end`;

/** What a message has, with the event that said so last. */
export const messageLabels = async (
  q: Queryable,
  conversation: string,
  seq: number,
): Promise<{ ev: number | null; labels: string[] }> => {
  const row = await q.row<{ ev: number | null; labels: string[] | null }>(
    `select m.label_ev as ev, ${labelsSql} as labels from message m where m.conversation_id = $1 and m.seq = $2`,
    [conversation, seq],
  );
  return { ev: row?.ev ?? null, labels: row?.labels ?? [] };
};

/** Events that said what labels a message has. */
export const labelEvs = async (q: Queryable, conversation: string, seq: number): Promise<number[]> =>
  (
    await q.rows<{ ev: number }>(versionChainSql('message m', 'm.label_ev', 'm.conversation_id = $1 and m.seq = $2'), [
      conversation,
      seq,
    ])
  ).map(({ ev }) => ev);
