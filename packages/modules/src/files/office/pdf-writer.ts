import { assertTx, type Tx, type Unconverted } from '@rapport/platform';

/**
 * Notes that a PDF is wanted, also where making it failed, or was not done for what was asked before `lostBefore` (Unix ms); false when another
 * is just doing so, or has it.
 */
export async function askPdf(
  tx: Tx,
  { file, user, at, lostBefore }: { file: string; user: string; at: number; lostBefore: number },
): Promise<boolean> {
  assertTx(tx);
  const rows = await tx.rows(
    `insert into file_pdf (file_id, state, asked_by, at) values ($1, 'waiting', $2, to_timestamp($3::float8 / 1000))
     on conflict (file_id) do update set state = 'waiting', reason = null, asked_by = excluded.asked_by, at = excluded.at
       where file_pdf.state = 'failed' or (file_pdf.state = 'waiting' and file_pdf.at < to_timestamp($4::float8 / 1000))
     returning 1`,
    [file, user, at, lostBefore],
  );
  return rows.length > 0;
}

export async function failPdf(tx: Tx, file: string, reason: Unconverted, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update file_pdf set state = 'failed', reason = $2, at = to_timestamp($3::float8 / 1000) where file_id = $1 and state = 'waiting'`,
    [file, reason, at],
  );
}

/** Keeps the PDF and pictures of its first page, where it is still waited for; the file has to be locked. */
export async function completePdf(
  tx: Tx,
  file: string,
  blob: string,
  previews: readonly { size: number; blob: string }[],
  at: number,
): Promise<boolean> {
  assertTx(tx);
  const rows = await tx.rows(
    `update file_pdf set state = 'ready', blob_id = $2, at = to_timestamp($3::float8 / 1000)
     where file_id = $1 and state = 'waiting' returning 1`,
    [file, blob, at],
  );
  if (rows.length === 0) return false;
  for (const preview of previews)
    await tx.rows('insert into file_preview (file_id, size, blob_id) values ($1, $2, $3)', [file, preview.size, preview.blob]);
  return true;
}
