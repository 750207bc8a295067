import { assertTx, type Tx } from '@rapport/platform';
import type { CommitmentRow } from './commitment-reader.ts';

/** Puts a commitment as it is now; `at` of its settling in Unix ms. */
export async function putCommitment(tx: Tx, c: CommitmentRow): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into commitment (id, conversation_id, seq, version_ev, what, debtor_id, debtor_name, creditor_id, creditor_name, due, state, made_by,
       made_at, settled_by, settled_at, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13::float8 / 1000), $14, to_timestamp($15::float8 / 1000), $16)
     on conflict (id) do update set version_ev = excluded.version_ev, what = excluded.what, debtor_id = excluded.debtor_id,
       debtor_name = excluded.debtor_name, creditor_id = excluded.creditor_id, creditor_name = excluded.creditor_name, due = excluded.due,
       state = excluded.state, settled_by = excluded.settled_by, settled_at = excluded.settled_at, note = excluded.note`,
    [
      c.id,
      c.conversation,
      c.seq,
      c.versionEv,
      c.what,
      c.debtorId,
      c.debtorName,
      c.creditorId,
      c.creditorName,
      c.due,
      c.state,
      c.madeBy,
      c.madeAt,
      c.settledBy,
      c.settledAt,
      c.note,
    ],
  );
}

export interface CommitmentVersion {
  conversation: string;
  seq: number;
  ev: number;
  previousEv: number | null;
  author: string;
  /** Unix ms. */
  at: number;
  /** The record key, wrapped. */
  key: Buffer;
  what: string;
  facts: object;
}

/** What a commitment said as of an event: a version like those of messages, so that the record holds its words and erasing finds them. */
export async function insertCommitmentVersion(tx: Tx, v: CommitmentVersion): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into version (conversation_id, ev, seq, previous_ev, author, at, key, text, content)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, $8, $9)`,
    [v.conversation, v.ev, v.seq, v.previousEv, v.author, v.at, v.key, v.what, JSON.stringify({ commitment: v.facts })],
  );
}

/** Counts the commitments of a message anew, as of an event; answers how many there are. */
export async function countCommitments(tx: Tx, conversation: string, seq: number, ev: number): Promise<number> {
  assertTx(tx);
  const row = await tx.row<{ n: number }>(
    `update message set changed_ev = $3, commitments = (select count(*) from commitment where conversation_id = $1 and seq = $2)
     where conversation_id = $1 and seq = $2 returning commitments as n`,
    [conversation, seq, ev],
  );
  return row!.n;
}

/** Forgets the commitments of a message whose words are taken out: they say these again. Their versions are thinned with the message's. */
export async function dropCommitments(tx: Tx, conversation: string, seq: number): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from commitment where conversation_id = $1 and seq = $2', [conversation, seq]);
  await tx.rows('update message set commitments = 0 where conversation_id = $1 and seq = $2', [conversation, seq]);
}

/** Takes the commitments out of messages that are erased, with every version of them. */
export async function eraseCommitments(tx: Tx, conversation: string, seqs: readonly number[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `with recursive gone as (delete from commitment where conversation_id = $1 and seq = any ($2::bigint[]) returning version_ev),
       chain as (
         select v.ev, v.previous_ev from gone g cross join lateral (
           select ev, previous_ev from version where conversation_id = $1 and ev = g.version_ev limit 1) v
         union all
         select v.* from chain c cross join lateral (
           select ev, previous_ev from version where conversation_id = $1 and ev = c.previous_ev limit 1) v)
     update version v set text = '', content = null, key = null from chain c where v.conversation_id = $1 and v.ev = c.ev`,
    [conversation, seqs],
  );
  await tx.rows('update message set commitments = 0 where conversation_id = $1 and seq = any ($2::bigint[])', [
    conversation,
    seqs,
  ]);
}
