import { assertTx, type Tx } from '@rapport/platform';
import { tsvector } from './tokens.ts';

export interface IndexRow {
  conversation: string;
  seq: number;
  /** Unix ms. */
  at: number;
  tokens: readonly string[];
}

/** Puts messages into the index, in place of what it had of them; those in `gone` are taken out. */
export async function putMessages(
  tx: Tx,
  rows: readonly IndexRow[],
  gone: readonly { conversation: string; seq: number }[],
): Promise<void> {
  assertTx(tx);
  if (gone.length > 0) {
    await tx.rows(
      `delete from search_message s using unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)
       where s.conversation_id = u.conversation and s.seq = u.seq`,
      [gone.map((g) => g.conversation), gone.map((g) => g.seq)],
    );
  }
  if (rows.length === 0) return;
  await tx.rows(
    `insert into search_message (conversation_id, seq, at, tokens)
     select u.conversation, u.seq, u.at, u.tokens::tsvector
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[]) as u (conversation, seq, at, tokens)
     on conflict (conversation_id, seq) do update set at = excluded.at, tokens = excluded.tokens`,
    [rows.map((r) => r.conversation), rows.map((r) => r.seq), rows.map((r) => r.at), rows.map((r) => tsvector(r.tokens))],
  );
}

/** Whoever brings messages up to date reads them under these locks, so that the newest state is written last. */
export async function lockIndex(tx: Tx, conversations: readonly string[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `select pg_advisory_xact_lock(hashtextextended('search:' || z.id, 0)) from (select unnest($1::text[]) as id order by 1) z`,
    [conversations],
  );
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
