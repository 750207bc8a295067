import { assertTx, type Tx } from '@rapport/platform';
import type { Content } from './rows.ts';

/** What stays of a version's proof when parts were taken out of it. */
export interface KeptProof {
  /** The list of its parts, as it was recorded. */
  manifest: string;
  /** Salts of the parts that stand, base64, by their names. */
  salts: Record<string, string>;
  /** Attached files of those parts. */
  files: Record<string, string>;
}

/** What a redaction says in the ledger: in its part `redaction` what, in its part `reason` why. Nothing of what was taken out. */
export interface RedactionContent {
  /** Null: done again after a restore; the request is not here any more. */
  erasure: string | null;
  /** Versions by the event that made them, with what was taken out of each. */
  records: { ev: number; parts: string[] }[];
  /** Unix ms. */
  at: number;
  reason: string;
  askedBy: string | null;
  approvedBy: string | null;
}

export interface RedactedVersion {
  ev: number;
  text: string;
  content: Content | null;
  kept: KeptProof;
}

/** Puts what is left of versions in their place, and destroys their record keys. */
export async function putRedacted(tx: Tx, conversation: string, versions: readonly RedactedVersion[]): Promise<void> {
  assertTx(tx);
  for (const { ev, text, content, kept } of versions)
    await tx.rows('update version set text = $3, content = $4, key = null, kept = $5 where conversation_id = $1 and ev = $2', [
      conversation,
      ev,
      text,
      content && JSON.stringify(content),
      JSON.stringify(kept),
    ]);
}

export interface NewRedaction {
  conversation: string;
  ev: number;
  seq: number;
  /** The record key, wrapped. */
  key: Buffer;
  content: RedactionContent;
  /** Its words are among what was taken out. */
  words: boolean;
}

/** Writes what was taken out of a message, which changes with it. Whether the same was sent before can be told no more: its first key is gone. */
export async function insertRedaction(tx: Tx, { conversation, ev, seq, key, content, words }: NewRedaction): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into redaction (conversation_id, ev, seq, at, key, content) values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, $6)`,
    [conversation, ev, seq, content.at, key, JSON.stringify(content)],
  );
  await tx.rows(
    'update message set redactions = redactions + 1, changed_ev = $3, mac = null where conversation_id = $1 and seq = $2',
    [conversation, seq, ev],
  );
  if (words) await tx.rows('delete from mention where conversation_id = $1 and seq = $2', [conversation, seq]);
}
