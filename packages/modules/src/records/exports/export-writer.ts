import { assertTx, type Tx } from '@rapport/platform';
import type { Cause, ExportRow } from './rows.ts';

const instant = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export async function insertExport(tx: Tx, e: Cause & Pick<ExportRow, 'createdAt'>): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into record_export (id, maker, purpose, conversations, after_at, before_at, with_files, format, recipient, state, created_at,
       inspection, not_after)
     values ($1, $2, $3, $4, ${instant(5)}, ${instant(6)}, $7, $8, $9, 'waiting', ${instant(10)}, $11, ${instant(12)})`,
    [
      e.id,
      e.maker,
      e.purpose,
      e.conversations,
      e.after,
      e.before,
      e.files,
      e.format,
      e.recipient,
      e.createdAt,
      e.inspection,
      e.notAfter,
    ],
  );
}

/** One asker at a time counts what is unfinished. */
export async function lockMaker(tx: Tx, maker: string): Promise<void> {
  assertTx(tx);
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('record_export/' || $1, 0))`, [maker]);
}

/** The state of an export that is not to change meanwhile. */
export async function lockExport(tx: Tx, id: string): Promise<ExportRow['state'] | undefined> {
  assertTx(tx);
  return (await tx.row<{ state: ExportRow['state'] }>('select state from record_export where id = $1 for update', [id]))?.state;
}

/** Notes how far it is; false when it is not to go on. */
export async function noteProgress(tx: Tx, id: string, p: { done: number; total: number; differs: number }): Promise<boolean> {
  assertTx(tx);
  const rows = await tx.rows(
    `update record_export set state = 'working', done = $2, total = $3, differs = $4
     where id = $1 and state in ('waiting', 'working') returning 1`,
    [id, p.done, p.total, p.differs],
  );
  return rows.length === 1;
}

export async function noteDone(
  tx: Tx,
  id: string,
  e: {
    blob: string;
    bytes: number;
    manifest: string | null;
    digest: string;
    own: { stream: string; ev: number };
    at: number;
    expiresAt: number;
  },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update record_export set state = 'done', done = total, blob_id = $2, bytes = $3, manifest = $4, own_stream = $5, own_ev = $6,
       ended_at = ${instant(7)}, expires_at = ${instant(8)}, digest = $9 where id = $1`,
    [id, e.blob, e.bytes, e.manifest, e.own.stream, e.own.ev, e.at, e.expiresAt, e.digest],
  );
}

/** It has no bytes, or none any more. */
export async function noteEnd(
  tx: Tx,
  id: string,
  e: { state: 'failed' | 'cancelled' | 'expired'; failure?: ExportRow['failure']; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update record_export set state = $2, failure = $3, blob_id = null, ended_at = coalesce(ended_at, ${instant(4)}) where id = $1`,
    [id, e.state, e.failure ?? null, e.at],
  );
}
