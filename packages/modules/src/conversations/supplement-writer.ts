import { assertTx, type Tx } from '@rapport/platform';

/** Binds a supplement to its original, which counts it as of `ev`; answers how many it has now. */
export async function countSupplement(tx: Tx, conversation: string, of: number, seq: number, ev: number): Promise<number> {
  assertTx(tx);
  await tx.rows('update message set supplement_of = $3 where conversation_id = $1 and seq = $2', [conversation, seq, of]);
  const row = await tx.row<{ supplements: number }>(
    'update message set supplements = supplements + 1, changed_ev = $3 where conversation_id = $1 and seq = $2 returning supplements',
    [conversation, of, ev],
  );
  return row!.supplements;
}
