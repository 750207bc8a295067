import type { File } from '@rapport/contract';
import { attachmentOf, type FileRow } from './rows.ts';

/** A file as the contract shows it. */
export const fileOf = (row: FileRow): File => ({
  ...attachmentOf(row),
  owner: row.owner as File['owner'],
  createdAt: row.createdAt,
  previews: row.previews as File['previews'],
  hasText: row.charset !== null,
  used: row.references.length > 0,
});
