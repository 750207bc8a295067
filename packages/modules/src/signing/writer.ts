import { assertTx, type Tx } from '@rapport/platform';
import type { SigningLink } from './reader.ts';

export async function insertLink(tx: Tx, link: SigningLink & { tokenHash: Buffer }): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into signing_link (id, token_hash, conversation_id, seq, version_ev, ev, name, organization, mail, made_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11::float8 / 1000))`,
    [
      link.id,
      link.tokenHash,
      link.conversation,
      link.seq,
      link.versionEv,
      link.ev,
      link.name,
      link.organization,
      link.mail,
      link.madeBy,
      link.expiresAt,
    ],
  );
}

/** Ends a link; false when it had ended already: of two that use it at once one does. */
export async function endLink(tx: Tx, id: string, now: number): Promise<boolean> {
  assertTx(tx);
  const ended = await tx.row(
    'update signing_link set ended_at = to_timestamp($2::float8 / 1000) where id = $1 and ended_at is null returning id',
    [id, now],
  );
  return ended !== undefined;
}

/** Of messages whose words are destroyed: who was asked from outside goes with them. */
export async function dropLinks(tx: Tx, conversation: string, seqs: readonly number[]): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from signing_link where conversation_id = $1 and seq = any ($2::bigint[])', [conversation, seqs]);
}

/** What was asked for by mail is not kept longer than its link; what the ledger notes stays. */
export async function clearLinks(tx: Tx, before: number): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from signing_link where expires_at < to_timestamp($1::float8 / 1000)', [before]);
}
