import { assertTx, type Tx } from '@rapport/platform';

/** A message on its way out: the `ev` that tells of it. */
export interface Leaving {
  seq: number;
  /** Of its newest version. */
  versionEv: number;
  /** Of the event that takes it away. */
  by: number;
}

/**
 * Takes the words out of messages and of all their versions, with content and record keys, mentions and reactions. Rows stay: that something
 * was said, by whom and when, can be told. `at`: Unix ms.
 */
export async function blankMessages(tx: Tx, conversation: string, leaving: readonly Leaving[], at: number): Promise<void> {
  assertTx(tx);
  const seqs = leaving.map(({ seq }) => seq);
  const params = [conversation, seqs];
  await tx.rows(
    `with recursive chain as (
       select ev, previous_ev from version where conversation_id = $1 and ev = any ($2::bigint[])
       union all
       select v.* from chain c cross join lateral (
         select ev, previous_ev from version where conversation_id = $1 and ev = c.previous_ev limit 1) v)
     update version v set text = '', content = null, key = null, kept = null from chain c where v.conversation_id = $1 and v.ev = c.ev`,
    [conversation, leaving.map(({ versionEv }) => versionEv)],
  );
  // Whatever was thinned with them before, of commitments too, whose rows went with the words: only the redactions name these any more.
  await tx.rows(
    `update version v set text = '', content = null, key = null, kept = null
     from redaction x, jsonb_path_query(x.content, '$.records[*].ev') thinned
     where x.conversation_id = $1 and x.seq = any ($2::bigint[]) and v.conversation_id = $1 and v.ev = thinned::bigint`,
    params,
  );
  await tx.rows(
    `update message m set erased_at = to_timestamp($4::float8 / 1000), withheld_at = null, mac = null, pinned_at = null,
       recalled_at = coalesce(m.recalled_at, to_timestamp($4::float8 / 1000)), changed_ev = u.by
     from unnest($2::bigint[], $3::bigint[]) as u (seq, by) where m.conversation_id = $1 and m.seq = u.seq`,
    [...params, leaving.map(({ by }) => by), at],
  );
  await tx.rows(
    'update signing set content = null, capture = null, key = null where conversation_id = $1 and seq = any ($2::bigint[])',
    params,
  );
  await tx.rows('delete from mention where conversation_id = $1 and seq = any ($2::bigint[])', params);
  await tx.rows('delete from reaction where conversation_id = $1 and seq = any ($2::bigint[])', params);
  await tx.rows(
    `update saved set note = '', removed = true, rev = rev + 1, last_tx = pg_current_xact_id()
     where conversation_id = $1 and seq = any ($2::bigint[]) and not (removed and note = '')`,
    params,
  );
}

/** Hides messages from everybody, words and all kept. `at`: Unix ms. */
export async function withholdRows(tx: Tx, conversation: string, leaving: readonly Leaving[], at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update message m set withheld_at = to_timestamp($4::float8 / 1000), pinned_at = null,
       recalled_at = coalesce(m.recalled_at, to_timestamp($4::float8 / 1000)), changed_ev = u.by
     from unnest($2::bigint[], $3::bigint[]) as u (seq, by) where m.conversation_id = $1 and m.seq = u.seq`,
    [conversation, leaving.map(({ seq }) => seq), leaving.map(({ by }) => by), at],
  );
}

/** Forgets what somebody has not said yet: drafts and scheduled messages. Answers the client ids of the latter. */
export async function dropUnsaid(tx: Tx, user: string): Promise<string[]> {
  assertTx(tx);
  await tx.rows(
    `update draft set text = '', at = now(), rev = rev + 1, last_tx = pg_current_xact_id() where user_id = $1 and text <> ''`,
    [user],
  );
  // What older backups have of it cannot be read any more.
  await tx.rows(
    'insert into forgotten_unsaid (user_id, times) values ($1, 1) on conflict (user_id) do update set times = forgotten_unsaid.times + 1',
    [user],
  );
  const rows = await tx.rows<{ id: string }>('delete from scheduled where user_id = $1 returning client_id as id', [user]);
  return rows.map(({ id }) => id);
}
