import { assertTx, type Tx } from '@rapport/platform';

export interface IndexRow {
  seq: number;
  /** Unix ms. */
  at: number;
  tokens: readonly string[];
}

/**
 * Puts messages of one conversation into the index, in place of what it had of them; those in `gone` are taken out. Tokens travel as
 * JSON: arrays of arrays must have one width in PostgreSQL.
 */
export async function putMessages(
  tx: Tx,
  conversation: string,
  rows: readonly IndexRow[],
  gone: readonly number[],
): Promise<void> {
  assertTx(tx);
  if (gone.length > 0) {
    await tx.rows('delete from search_message where conversation_id = $1 and seq = any ($2::bigint[])', [conversation, gone]);
  }
  if (rows.length === 0) return;
  await tx.rows(
    `insert into search_message (conversation_id, seq, at, tokens)
     select $1, u.seq, u.at, array_to_tsvector(array(select jsonb_array_elements_text(u.tokens)))
     from unnest($2::bigint[], $3::bigint[], $4::jsonb[]) as u (seq, at, tokens)
     on conflict (conversation_id, seq) do update set at = excluded.at, tokens = excluded.tokens`,
    [conversation, rows.map((r) => r.seq), rows.map((r) => r.at), rows.map((r) => JSON.stringify(r.tokens))],
  );
}

/** Whoever brings a conversation's messages up to date reads them under this lock, so that the newest state is written last. */
export async function lockIndex(tx: Tx, conversation: string): Promise<void> {
  assertTx(tx);
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('search:' || $1::text, 0))`, [conversation]);
}

/** Remembers under which names people and departments were indexed. */
export async function putMentionedNames(tx: Tx, names: ReadonlyMap<string, string>): Promise<void> {
  assertTx(tx);
  if (names.size === 0) return;
  await tx.rows(
    `insert into search_mentioned (id, name) select u.id, u.name from unnest($1::uuid[], $2::text[]) as u (id, name)
     order by u.id on conflict (id) do update set name = excluded.name where search_mentioned.name <> excluded.name`,
    [[...names.keys()], [...names.values()]],
  );
}
