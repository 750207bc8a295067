import { assertTx, type Tx } from '@rapport/platform';

export interface NewNativeMessage {
  account: string;
  nativeId: string;
  conversation: string;
  seq: number;
  thread: string;
  handle: string;
}

/** Notes messages by the wire's ids; what is known stays as it is: ids may be forged, and the first holder keeps it. */
export async function noteNativeMessages(tx: Tx, rows: readonly NewNativeMessage[]): Promise<void> {
  assertTx(tx);
  if (rows.length === 0) return;
  await tx.rows(
    `insert into native_message (account_id, native_id, conversation_id, seq, thread, handle_id)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::uuid[]) on conflict do nothing`,
    [
      rows.map((r) => r.account),
      rows.map((r) => r.nativeId),
      rows.map((r) => r.conversation),
      rows.map((r) => r.seq),
      rows.map((r) => r.thread),
      rows.map((r) => r.handle),
    ],
  );
}

/** Ids of the wire go with the words they stand for. */
export async function forgetNativeMessages(tx: Tx, conversation: string, seqs: readonly number[]): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from native_message where conversation_id = $1 and seq = any ($2::bigint[])', [conversation, seqs]);
}
