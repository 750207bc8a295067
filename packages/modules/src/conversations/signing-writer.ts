import type { SigningCapture, SigningContent } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

export interface NewSigning {
  conversation: string;
  ev: number;
  seq: number;
  /** The record key, wrapped. */
  key: Buffer;
  content: SigningContent;
  capture: SigningCapture | null;
}

/** Writes what was appended about the signing of one message, which changes with the last of it. */
export async function insertSignings(tx: Tx, rows: readonly NewSigning[]): Promise<void> {
  assertTx(tx);
  for (const r of rows)
    await tx.rows(
      `insert into signing (conversation_id, ev, seq, at, key, content, capture)
       values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, $6, $7)`,
      [r.conversation, r.ev, r.seq, r.content.at, r.key, JSON.stringify(r.content), r.capture && JSON.stringify(r.capture)],
    );
  const last = rows.at(-1)!;
  await tx.rows('update message set signings = signings + $4, changed_ev = $3 where conversation_id = $1 and seq = $2', [
    last.conversation,
    last.seq,
    last.ev,
    rows.length,
  ]);
}
