import type { ErasableTable, ErasableUnits, Queryable } from '@rapport/platform';

/** As key books have them: forever the same. Stored files have 2. */
const kinds = { version: 1, unsaid: 3 } as const;

/** Each version of a message (and of a commitment, and of what labels it has) has a key; one that parts were taken out of gets another. */
const versions: ErasableUnits = {
  kind: kinds.version,
  sql: `select v.conversation_id as id, v.ev as n, case when v.kept is null then 0 else coalesce(m.redactions, 1) end as gen, v.key,
      m.erased_at is not null or (v.key is null and v.kept is null) as dead
    from version v left join message m on m.conversation_id = v.conversation_id and m.seq = v.seq order by 1, 2`,
};

/** What somebody has not said yet has no key in the house: the book alone has one, and another when it was forgotten. */
const unsaid: ErasableUnits = {
  kind: kinds.unsaid,
  sql: `select u.user_id as id, 0 as n, coalesce(f.times, 0) as gen, null as key, false as dead
    from (select user_id from draft union select user_id from scheduled union select user_id from forgotten_unsaid) u
      left join forgotten_unsaid f on f.user_id = u.user_id order by 1`,
};

/** What was made of a message has the key of its first version. */
const ofMessage = {
  kind: kinds.version,
  join: 'join message m on m.conversation_id = t.conversation_id and m.seq = t.seq',
  id: 't.conversation_id',
  n: 'm.ev',
} as const;

const tables: readonly ErasableTable[] = [
  {
    table: 'version',
    kind: kinds.version,
    id: 't.conversation_id',
    n: 't.ev',
    columns: ['key', 'text', 'content', 'kept'],
    blank: { key: null, text: '', content: null, kept: null },
  },
  {
    table: 'signing',
    ...ofMessage,
    columns: ['key', 'content', 'capture'],
    blank: { key: null, content: null, capture: null },
  },
  { table: 'mention', ...ofMessage, columns: ['user_id', 'audience'] },
  { table: 'reaction', ...ofMessage, columns: ['emoji', 'user_id', 'at'] },
  { table: 'message_label', ...ofMessage, columns: ['label'] },
  { table: 'saved', ...ofMessage, columns: ['note'], blank: { note: '' } },
  {
    table: 'commitment',
    kind: kinds.version,
    id: 't.conversation_id',
    n: 't.version_ev',
    columns: ['what', 'debtor_id', 'debtor_name', 'creditor_id', 'creditor_name', 'due', 'note'],
  },
  { table: 'draft', kind: kinds.unsaid, id: 't.user_id', columns: ['text'], blank: { text: '' } },
  { table: 'scheduled', kind: kinds.unsaid, id: 't.user_id', columns: ['draft'] },
];

/** What of this room must go from backups too once it was erased. */
export const erasableWords = {
  needs: ['conversations/0012-redaction', 'conversations/0013-unsaid', 'conversations/0016-labels'],
  versions,
  unsaid,
  tables,
};

/**
 * Messages whose words were not there any more when a backup was restored, and that are not erased here yet.
 * Looks at all versions.
 */
export const messagesWithoutKey = (q: Queryable): Promise<{ conversation: string; seqs: number[] }[]> =>
  q.rows(
    `select m.conversation_id as conversation, array_agg(distinct m.seq order by m.seq) as seqs
     from version v join message m on m.conversation_id = v.conversation_id and m.seq = v.seq
     where v.key is null and v.kept is null and m.erased_at is null group by 1`,
  );
