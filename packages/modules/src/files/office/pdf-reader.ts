import type { Queryable, Unconverted } from '@rapport/platform';
import type { BlobRow } from '../rows.ts';

export interface PdfRow {
  state: 'waiting' | 'ready' | 'failed';
  reason: Unconverted | null;
  /** Unix ms since it is so. */
  at: number;
}

export const pdfRow = (q: Queryable, file: string): Promise<PdfRow | undefined> =>
  q.row<PdfRow>('select state, reason, at from file_pdf where file_id = $1', [file]);

export const pdfBlob = (q: Queryable, file: string): Promise<BlobRow | undefined> =>
  q.row<BlobRow>(
    `select b.id, b.wrapped_key as "wrappedKey", b.size from file_pdf p join blob b on b.id = p.blob_id
     where p.file_id = $1 and b.wrapped_key is not null and b.size is not null`,
    [file],
  );

/** How many PDFs that somebody asked for after an instant (Unix ms) are still to be made. */
export const pdfsWaiting = async (q: Queryable, user: string, after: number): Promise<number> =>
  (await q.row<{ n: number }>(
    `select count(*) as n from file_pdf where asked_by = $1 and state = 'waiting' and at > to_timestamp($2::float8 / 1000)`,
    [user, after],
  ))!.n;
