import type { Queryable } from '@rapport/platform';
import type { SeenPlace } from './grants.ts';
import type { BlobRow, FileKind, FileRow, UploadRow } from './rows.ts';

/** References of one file that are looked at for access; the newest conversations a file was sent to come first. */
const referencesRead = 200;

const fileColumns = `f.id, f.owner, f.name, f.type, f.charset, f.kind, f.size, f.blob_id as blob, f.width, f.height, f.duration, f.blur,
  f.created_at as "createdAt",
  array(select p.size from file_preview p where p.file_id = f.id order by p.size) as previews`;

const referencesColumn = (within = 'true'): string => `coalesce((
  select jsonb_agg(jsonb_build_object('kind', r.kind, 'referrer', r.referrer)) from (
    select kind, referrer from file_reference where file_id = f.id and ${within}
    order by kind, referrer desc limit ${referencesRead}) r), '[]') as "references"`;

/** Files with what refers to them, in no order. */
export const filesById = (q: Queryable, ids: readonly string[]): Promise<FileRow[]> =>
  q.rows<FileRow>(`select ${fileColumns}, ${referencesColumn()} from file f where f.id = any($1::uuid[])`, [ids]);

/** The pictures that avatars of these people refer to. */
export const avatarsOf = (q: Queryable, users: readonly string[]): Promise<{ user: string; file: string }[]> =>
  q.rows(`select referrer as user, file_id as file from file_reference where kind = 'avatar' and referrer = any ($1::text[])`, [
    users,
  ]);

export const blobById = (q: Queryable, id: string): Promise<BlobRow | undefined> =>
  q.row<BlobRow>(
    `select id, wrapped_key as "wrappedKey", size from blob
     where id = $1 and wrapped_key is not null and size is not null`,
    [id],
  );

/** Files with the SHA-256 of their bytes, and the blob it is of. */
export const digestsById = (
  q: Queryable,
  ids: readonly string[],
): Promise<{ file: string; blob: string; digest: Buffer | null }[]> =>
  q.rows('select id as file, blob_id as blob, digest from file where id = any ($1::uuid[])', [ids]);

/** Files that were stored before digests were, and not read for theirs yet. */
export const undigested = (q: Queryable, limit: number): Promise<{ file: string; blob: string }[]> =>
  q.rows('select id as file, blob_id as blob from file where digest is null order by id limit $1', [limit]);

export const previewBlob = (q: Queryable, file: string, size: number): Promise<BlobRow | undefined> =>
  q.row<BlobRow>(
    `select b.id, b.wrapped_key as "wrappedKey", b.size from file_preview p join blob b on b.id = p.blob_id
     where p.file_id = $1 and p.size = $2 and b.wrapped_key is not null`,
    [file, size],
  );

/** Which files of a list are wanted; what is absent does not narrow. */
export interface FileFilter {
  /** Files with smaller ids only: the page after this one. */
  before?: string | undefined;
  kind?: FileKind | undefined;
  /** Any of these. */
  kinds?: readonly FileKind[] | undefined;
  /** A part of the name, in any case. */
  text?: string | undefined;
  owner?: string | undefined;
  /** Unix ms, inclusive. */
  from?: number | undefined;
  /** Unix ms, exclusive. */
  until?: number | undefined;
}

/** Conditions of a filter as parameters 2–7. */
const filtered = `($2::uuid is null or f.id < $2) and ($3::text[] is null or f.kind = any ($3))
  and ($4::text is null or position(lower($4) in lower(f.name)) > 0) and ($5::uuid is null or f.owner = $5)
  and ($6::float8 is null or f.created_at >= to_timestamp($6 / 1000))
  and ($7::float8 is null or f.created_at < to_timestamp($7 / 1000))`;

const parametersOf = ({ before, kind, kinds, text, owner, from, until }: FileFilter) => [
  before ?? null,
  kind ? [kind] : (kinds ?? null),
  text ?? null,
  owner ?? null,
  from ?? null,
  until ?? null,
];

/** A page of somebody's uploads, newest first. */
export const filesOfOwner = (q: Queryable, owner: string, filter: FileFilter, limit: number): Promise<FileRow[]> =>
  q.rows<FileRow>(
    `select ${fileColumns}, ${referencesColumn()} from file f
     where f.owner = $1 and ${filtered} order by f.id desc limit $8`,
    [owner, ...parametersOf(filter), limit],
  );

/** A page of the files that something in a conversation refers to, with those references only. */
export const filesWithin = (q: Queryable, within: string, filter: FileFilter, limit: number): Promise<FileRow[]> =>
  q.rows<FileRow>(
    `select ${fileColumns}, ${referencesColumn('within = $1')} from file f
     where f.id in (select file_id from file_reference where within = $1) and ${filtered}
     order by f.id desc limit $8`,
    [within, ...parametersOf(filter), limit],
  );

/** Of a reference by a message the part after the slash is its `seq`. */
const seenThere = `(r.kind <> 'message' or split_part(r.referrer, '/', 2)::bigint >= p.from_seq)`;

/**
 * A page of somebody's uploads and of what is referred to in places from a `seq` on, newest first: the newest of each place by its
 * index, and the newest of these. What does not narrow is not asked of the table of files.
 */
export function filesAmong(
  q: Queryable,
  owner: string,
  places: readonly SeenPlace[],
  filter: FileFilter,
  limit: number,
): Promise<FileRow[]> {
  const { before: _, ...narrowing } = filter;
  const narrows = Object.values(narrowing).some((value) => value !== undefined);
  const wanted = narrows ? `and exists (select 1 from file f where f.id = r.file_id and ${filtered})` : '';
  return q.rows<FileRow>(
    `with own as (select f.id from file f where f.owner = $1 and ${filtered} order by f.id desc limit $8),
       near as (
         select distinct n.file_id from unnest($9::uuid[], $10::bigint[]) p (id, from_seq) cross join lateral (
           select r.file_id from file_reference r where r.within = p.id and ($2::uuid is null or r.file_id < $2) and ${seenThere} ${wanted}
           order by r.file_id desc limit $8) n
         order by n.file_id desc limit $8)
     select ${fileColumns}, ${referencesColumn()} from file f
     where f.id in (select id from own union all select file_id from near) order by f.id desc limit $8`,
    [owner, ...parametersOf(filter), limit, places.map((place) => place.id), places.map((place) => place.fromSeq)],
  );
}

export const uploadById = (q: Queryable, id: string): Promise<UploadRow | undefined> =>
  q.row<UploadRow>(
    `select id, owner, name, voice, size, wrapped_key as "wrappedKey", created_at as "createdAt" from upload where id = $1`,
    [id],
  );

/** Uploads begun before a time (Unix ms) and never finished. */
export const staleUploads = (q: Queryable, before: number, limit: number): Promise<{ id: string }[]> =>
  q.rows('select id from upload where created_at < to_timestamp($1::float8 / 1000) order by created_at limit $2', [
    before,
    limit,
  ]);

/** What the smallest file costs all the same: rows, and blocks of the store. */
const leastBytes = 4096;

/** Bytes of somebody's files, and of uploads under way. Each counts for a block at least: tiny ones are not free. */
export const usedBytes = async (q: Queryable, owner: string): Promise<number> =>
  (await q.row<{ used: number }>(
    `select (coalesce((select sum(greatest(size, ${leastBytes})) from file where owner = $1), 0)
       + coalesce((select sum(greatest(size, ${leastBytes})) from upload where owner = $1), 0))::bigint as used`,
    [owner],
  ))!.used;

/** Files in all, with their bytes. */
export const storeTotals = async (q: Queryable): Promise<{ files: number; bytes: number }> =>
  (await q.row<{ files: number; bytes: number }>('select count(*) as files, coalesce(sum(size), 0)::bigint as bytes from file'))!;

/** Who uses most of the store. */
export const usageByPerson = (q: Queryable, limit: number): Promise<{ user: string; files: number; bytes: number }[]> =>
  q.rows(
    `select owner as user, count(*) as files, sum(size)::bigint as bytes from file where owner is not null group by owner order by bytes desc, owner limit $1`,
    [limit],
  );

export const largestFiles = (q: Queryable, limit: number): Promise<object[]> =>
  q.rows(
    `select type, size, kind, owner, created_at as "createdAt", unreferenced_since is null as used
     from file order by size desc, id desc limit $1`,
    [limit],
  );

export const uploadsUnderWay = async (q: Queryable, owner: string): Promise<number> =>
  (await q.row<{ n: number }>('select count(*) as n from upload where owner = $1', [owner]))!.n;

export const limitsRow = async (q: Queryable): Promise<{ maxBytes: number; quotaBytes: number }> =>
  (await q.row<{ maxBytes: number; quotaBytes: number }>(
    'select max_bytes as "maxBytes", quota_bytes as "quotaBytes" from file_limit',
  ))!;

/** Blobs whose bytes are to go: doomed ones, and those whose writing was broken off before a time (Unix ms). */
export const blobsToErase = (q: Queryable, before: number, limit: number): Promise<{ id: string }[]> =>
  q.rows(
    `select id from blob where doomed_at is not null
     union all select id from blob where size is null and created_at < to_timestamp($1::float8 / 1000) limit $2`,
    [before, limit],
  );

/** Whether one of some referrers refers to a file. */
export const someReferred = async (q: Queryable, kind: string, referrers: readonly string[]): Promise<boolean> =>
  (await q.row('select 1 from file_reference where kind = $1 and referrer = any ($2::text[]) limit 1', [kind, referrers])) !==
  undefined;

/** Files that a referrer refers to. */
export const referredBy = async (q: Queryable, kind: string, referrer: string): Promise<string[]> =>
  (
    await q.rows<{ file: string }>('select file_id as file from file_reference where kind = $1 and referrer = $2', [
      kind,
      referrer,
    ])
  ).map(({ file }) => file);
