import type { ExportFormat, RecordExport } from '@rapport/contract';

/** What is to be packed. */
export interface Wanted {
  conversations: readonly string[];
  /** Server times, Unix ms, half-open. */
  after: number | null;
  before: number | null;
  files: boolean;
}

export interface ExportRow extends Wanted {
  id: string;
  maker: string | null;
  format: ExportFormat;
  recipient: string | null;
  purpose: string;
  state: RecordExport['state'];
  done: number;
  total: number;
  differs: number;
  bytes: number;
  manifest: string | null;
  digest: string | null;
  failure: RecordExport['failure'] | null;
  /** The inspection of the archive under which it is made, and when that ends by itself. */
  inspection: string | null;
  notAfter: number | null;
  createdAt: number;
  endedAt: number | null;
  expiresAt: number | null;
  blob: string | null;
}

/** Who takes what out, and why. */
export type Cause = Pick<
  ExportRow,
  'id' | 'maker' | 'format' | 'recipient' | 'purpose' | 'conversations' | 'after' | 'before' | 'files' | 'inspection' | 'notAfter'
>;

/** As its maker is shown it. */
export const exportOf = ({ blob: _, notAfter: __, ...row }: ExportRow): RecordExport => ({
  ...row,
  maker: row.maker as RecordExport['maker'],
  conversations: [...row.conversations] as RecordExport['conversations'],
  after: row.after ?? undefined,
  before: row.before ?? undefined,
  recipient: row.recipient ?? undefined,
  inspection: row.inspection ?? undefined,
  manifest: row.manifest ?? undefined,
  digest: row.digest ?? undefined,
  failure: row.failure ?? undefined,
  endedAt: row.endedAt ?? undefined,
  expiresAt: row.expiresAt ?? undefined,
});
