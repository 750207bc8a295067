import { assertTx, type Tx } from '@rapport/platform';

export interface LabelVersion {
  conversation: string;
  seq: number;
  ev: number;
  previousEv: number | null;
  author: string;
  /** Unix ms. */
  at: number;
  /** The record key, wrapped. */
  key: Buffer;
  labels: readonly string[];
}

/** Puts the labels of a message as they are from an event on, and a version like those of messages: the record holds it, and erasing finds it. */
export async function putLabels(
  tx: Tx,
  { conversation, seq, ev, previousEv, author, at, key, labels }: LabelVersion,
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into version (conversation_id, ev, seq, previous_ev, author, at, key, text, content)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, '', $8)`,
    [conversation, ev, seq, previousEv, author, at, key, JSON.stringify({ labels })],
  );
  await tx.rows('delete from message_label where conversation_id = $1 and seq = $2 and label <> all ($3::text[])', [
    conversation,
    seq,
    labels,
  ]);
  await tx.rows(
    `insert into message_label (conversation_id, seq, label) select $1, $2, unnest($3::text[]) on conflict do nothing`,
    [conversation, seq, labels],
  );
  await tx.rows(
    'update message set changed_ev = greatest(changed_ev, $3), label_ev = $3 where conversation_id = $1 and seq = $2',
    [conversation, seq, ev],
  );
}

/** Forgets the labels of a message whose words are taken out. Their versions are thinned with the message's. */
export async function dropLabels(tx: Tx, conversation: string, seq: number): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from message_label where conversation_id = $1 and seq = $2', [conversation, seq]);
}

/** Takes the labels off messages that are erased, with every version of them. */
export async function eraseLabels(tx: Tx, conversation: string, seqs: readonly number[]): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from message_label where conversation_id = $1 and seq = any ($2::bigint[])', [conversation, seqs]);
  await tx.rows(
    `with recursive chain as (
       select v.ev, v.previous_ev from message m cross join lateral (
         select ev, previous_ev from version where conversation_id = $1 and ev = m.label_ev limit 1) v
         where m.conversation_id = $1 and m.seq = any ($2::bigint[]) and m.label_ev is not null
       union all
       select v.* from chain c cross join lateral (
         select ev, previous_ev from version where conversation_id = $1 and ev = c.previous_ev limit 1) v)
     update version v set text = '', content = null, key = null, kept = null from chain c where v.conversation_id = $1 and v.ev = c.ev`,
    [conversation, seqs],
  );
}
