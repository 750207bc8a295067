import type { Attachment } from '@rapport/contract';

export type FileKind = Attachment['kind'];

/** A stored blob and the key its bytes are sealed under. */
export interface BlobRow {
  id: string;
  wrappedKey: Buffer;
  size: number;
}

export interface FileRow {
  id: string;
  /** Null: it came from outside. */
  owner: string | null;
  name: string;
  type: string;
  charset: string | null;
  kind: FileKind;
  size: number;
  blob: string;
  width: number | null;
  height: number | null;
  duration: number | null;
  blur: string | null;
  createdAt: number;
  /** Sizes of its previews, ascending. */
  previews: number[];
  references: Reference[];
}

export interface Reference {
  kind: string;
  referrer: string;
}

export interface UploadRow {
  id: string;
  owner: string;
  name: string;
  voice: boolean;
  size: number;
  wrappedKey: Buffer;
  createdAt: number;
}

/** A file as messages carry it. */
export const attachmentOf = (row: FileRow): Attachment => ({
  file: row.id as Attachment['file'],
  name: row.name,
  type: row.type,
  size: row.size,
  kind: row.kind,
  ...(row.width === null ? {} : { width: row.width }),
  ...(row.height === null ? {} : { height: row.height }),
  ...(row.duration === null ? {} : { duration: row.duration }),
  ...(row.blur === null ? {} : { blur: row.blur }),
});
