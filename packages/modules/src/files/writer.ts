import { assertTx, type Tx } from '@rapport/platform';
import type { FileKind } from './rows.ts';

const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

/** One person's uploads are admitted one after the other, so that a quota cannot be passed by many at once. */
export async function lockQuota(tx: Tx, owner: string): Promise<void> {
  assertTx(tx);
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('file-quota/' || $1, 0))`, [owner]);
}

export interface NewUpload {
  id: string;
  owner: string;
  name: string;
  voice: boolean;
  size: number;
  wrappedKey: Buffer;
  at: number;
}

export async function insertUpload(tx: Tx, u: NewUpload): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into upload (id, owner, name, voice, size, wrapped_key, created_at) values ($1, $2, $3, $4, $5, $6, ${instant(7)})`,
    [u.id, u.owner, u.name, u.voice, u.size, u.wrappedKey, u.at],
  );
}

export async function deleteUpload(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from upload where id = $1', [id]);
}

/** A blob before its bytes: what breaks off meanwhile is found by its missing size. */
export async function insertBlob(tx: Tx, id: string, wrappedKey: Buffer, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`insert into blob (id, wrapped_key, created_at) values ($1, $2, ${instant(3)})`, [id, wrappedKey, at]);
}

export async function completeBlob(tx: Tx, id: string, size: number): Promise<void> {
  assertTx(tx);
  await tx.rows('update blob set size = $2 where id = $1', [id, size]);
}

/** Destroys keys at once; the bytes are erased after the commit. */
export async function doomBlobs(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update blob set wrapped_key = null, doomed_at = ${instant(2)} where id = any($1::uuid[])`, [ids, at]);
}

/** Of one whose key was destroyed it stays known that it was there: keys of backups are forgotten by that. */
export async function deleteBlob(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `with gone as (delete from blob where id = $1 returning id, wrapped_key)
     insert into blob_gone (id) select id from gone where wrapped_key is null on conflict do nothing`,
    [id],
  );
}

export interface NewFile {
  id: string;
  owner: string | null;
  name: string;
  type: string;
  charset: string | undefined;
  kind: FileKind;
  size: number;
  /** SHA-256 of its bytes. */
  digest: Buffer;
  blob: string;
  width: number | undefined;
  height: number | undefined;
  duration: number | undefined;
  blur: string | undefined;
  previews: readonly { size: number; blob: string }[];
  at: number;
}

export async function insertFile(tx: Tx, f: NewFile): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into file (id, owner, name, type, charset, kind, size, blob_id, width, height, duration, blur, digest, created_at, unreferenced_since)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, ${instant(14)}, ${instant(14)})`,
    [
      f.id,
      f.owner,
      f.name,
      f.type,
      f.charset ?? null,
      f.kind,
      f.size,
      f.blob,
      f.width ?? null,
      f.height ?? null,
      f.duration ?? null,
      f.blur ?? null,
      f.digest,
      f.at,
    ],
  );
  for (const preview of f.previews) {
    await tx.rows('insert into file_preview (file_id, size, blob_id) values ($1, $2, $3)', [f.id, preview.size, preview.blob]);
  }
}

/** Of a file that was stored before digests were kept. Answers the one that holds: what was said first. */
export async function setDigest(tx: Tx, file: string, digest: Buffer): Promise<Buffer | undefined> {
  assertTx(tx);
  const row = await tx.row<{ digest: Buffer }>('update file set digest = coalesce(digest, $2) where id = $1 returning digest', [
    file,
    digest,
  ]);
  return row?.digest;
}

/** Adds a referrer to files; answers how many of them exist. A file being removed at this moment counts as gone. */
export async function insertReferences(
  tx: Tx,
  files: readonly string[],
  referrer: { kind: string; id: string; within: string | null },
): Promise<number> {
  assertTx(tx);
  await tx.rows('update file set unreferenced_since = null where id = any($1::uuid[]) and unreferenced_since is not null', [
    files,
  ]);
  const found = await tx.rows('select id from file where id = any($1::uuid[]) for key share', [files]);
  await tx.rows(
    `insert into file_reference (file_id, kind, referrer, within)
     select id, $2, $3, $4 from file where id = any($1::uuid[]) on conflict do nothing`,
    [files, referrer.kind, referrer.id, referrer.within],
  );
  return found.length;
}

/** Takes a referrer away, from all files or from those not to be kept; what nothing refers to any more begins its grace. */
export async function deleteReferences(
  tx: Tx,
  referrer: { kind: string; id: string },
  keep: readonly string[],
  at: number,
): Promise<void> {
  assertTx(tx);
  const freed = await tx.rows<{ file: string }>(
    `delete from file_reference where kind = $1 and referrer = $2 and not file_id = any($3::uuid[]) returning file_id as file`,
    [referrer.kind, referrer.id, keep],
  );
  if (freed.length === 0) return;
  await tx.rows(
    `update file f set unreferenced_since = ${instant(2)} where f.id = any($1::uuid[])
       and not exists (select 1 from file_reference r where r.file_id = f.id)`,
    [freed.map((row) => row.file), at],
  );
}

/** Takes a referrer away from these files. */
export async function deleteReferencesTo(
  tx: Tx,
  referrer: { kind: string; id: string },
  files: readonly string[],
): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from file_reference where kind = $1 and referrer = $2 and file_id = any ($3::uuid[])', [
    referrer.kind,
    referrer.id,
    files,
  ]);
}

/** Takes referrers away from all their files; answers these files. */
export async function deleteReferrers(tx: Tx, kind: string, referrers: readonly string[]): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ file: string }>(
    'delete from file_reference where kind = $1 and referrer = any ($2::text[]) returning file_id as file',
    [kind, referrers],
  );
  return [...new Set(rows.map(({ file }) => file))];
}

/** Locks those of some files that nothing refers to. Whoever makes a reference meanwhile is waited for, and counts. */
export async function lockFiles(tx: Tx, ids: readonly string[]): Promise<string[]> {
  assertTx(tx);
  if (ids.length === 0) return [];
  await tx.rows('select 1 from file where id = any ($1::uuid[]) order by id for update', [ids]);
  const rows = await tx.rows<{ id: string }>(
    `select f.id from file f where f.id = any ($1::uuid[])
       and not exists (select 1 from file_reference r where r.file_id = f.id)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** Locks files that nothing has referred to since a time (Unix ms); those somebody is using at this moment are passed over. */
export const lockUnreferenced = async (tx: Tx, before: number, limit: number): Promise<string[]> => {
  assertTx(tx);
  const rows = await tx.rows<{ id: string }>(
    `select id from file where unreferenced_since < ${instant(1)} order by unreferenced_since limit $2 for update skip locked`,
    [before, limit],
  );
  return rows.map((row) => row.id);
};

/** Locks one file; answers whether it is there. */
export const lockFile = async (tx: Tx, id: string): Promise<boolean> => {
  assertTx(tx);
  return (await tx.row('select id from file where id = $1 for update', [id])) !== undefined;
};

/** Deletes locked files that nothing refers to, looked at anew, and answers the blobs this leaves. */
export async function deleteUnreferenced(tx: Tx, ids: readonly string[]): Promise<string[]> {
  assertTx(tx);
  const free = await tx.rows<{ id: string }>(
    `select f.id from file f where f.id = any($1::uuid[])
       and not exists (select 1 from file_reference r where r.file_id = f.id)`,
    [ids],
  );
  const gone = free.map((row) => row.id);
  const previews = await tx.rows<{ blob: string }>(
    'delete from file_preview where file_id = any($1::uuid[]) returning blob_id as blob',
    [gone],
  );
  const pdfs = await tx.rows<{ blob: string | null }>(
    'delete from file_pdf where file_id = any($1::uuid[]) returning blob_id as blob',
    [gone],
  );
  const files = await tx.rows<{ blob: string }>('delete from file where id = any($1::uuid[]) returning blob_id as blob', [gone]);
  return [...previews, ...pdfs, ...files].flatMap((row) => row.blob ?? []);
}

export async function updateLimits(
  tx: Tx,
  limits: { maxBytes?: number | undefined; quotaBytes?: number | undefined },
): Promise<void> {
  assertTx(tx);
  await tx.rows('update file_limit set max_bytes = coalesce($1, max_bytes), quota_bytes = coalesce($2, quota_bytes)', [
    limits.maxBytes ?? null,
    limits.quotaBytes ?? null,
  ]);
}
