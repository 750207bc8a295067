import type { ContactImport, Datum, Handle } from '@rapport/contract';
import type { Queryable, Tx } from '@rapport/platform';

export interface ImportRow extends ContactImport {
  maker: string;
  file: string | null;
  partly: boolean;
}

const columns = `id, maker_id as maker, file_id as file, partly, state, failure, format, started_at as "startedAt", ended_at as "endedAt", total, done,
  made, changed, same, refused, alike, troubles, ignored`;

export const importRow = (q: Queryable, id: string): Promise<ImportRow | undefined> =>
  q.row<ImportRow>(`select ${columns} from contact_import where id = $1`, [id]);

/** The import, taken until the transaction ends. */
export const lockImport = (tx: Tx, id: string): Promise<ImportRow | undefined> =>
  tx.row<ImportRow>(`select ${columns} from contact_import where id = $1 for update`, [id]);

export const importsBelow = (q: Queryable, maker: string, below: string | undefined, limit: number): Promise<ImportRow[]> =>
  q.rows<ImportRow>(
    `select ${columns} from contact_import where maker_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [maker, below ?? null, limit],
  );

/** Imports that nobody ran in time, with their files. */
export const leftImports = (q: Queryable, before: number): Promise<{ id: string }[]> =>
  q.rows(`select id from contact_import where file_id is not null and started_at < to_timestamp($1::float8 / 1000) limit 100`, [
    before,
  ]);

/** Whom a file called so before, as it stands now, and what it said. */
export const importedAs = (q: Queryable, key: Uint8Array): Promise<{ root: string; digest: Buffer } | undefined> =>
  q.row(
    'select c.root, k.said_hash as digest from contact_import_key k join contact c on c.id = k.contact_id where k.key = $1 and c.erased_at is null',
    [key],
  );

/** A firm by its name, exactly. */
export const companyNamed = (q: Queryable, name: string, sortKey: string): Promise<{ id: string } | undefined> =>
  q.row(
    `select id from contact where sort_key = $2 and name = $1 and is_company and merged_into is null and erased_at is null
     order by created_at, id limit 1`,
    [name, sortKey],
  );

/** Whether somebody else has one of these handles, or is called the same. */
export const hasAlike = async (
  q: Queryable,
  {
    handles,
    sortKey,
    isCompany,
  }: { handles: readonly Pick<Handle, 'kind' | 'value' | 'scope'>[]; sortKey: string; isCompany: boolean },
): Promise<boolean> =>
  (await q.row<{ found: boolean }>(
    `select exists (select 1 from jsonb_to_recordset($1::jsonb) as g (kind text, value text, scope text)
         cross join lateral (
           select 1 from contact_handle h0
           where h0.value = g.value and h0.kind = g.kind and h0.scope = g.scope and h0.ended_at is null limit 1) h offset 0)
       or exists (select 1 from contact c where c.sort_key = $2 and c.is_company = $3 and c.merged_into is null and c.erased_at is null) as found`,
    [JSON.stringify(handles), sortKey, isCompany],
  ))!.found;

/** Everybody of some groups, each group looked up once (`offset 0` keeps it so), whatever the statistics say. */
const groups = `(select distinct unnest($1::uuid[]) as root) u
  cross join lateral (select c0.id, c0.root, c0.labels from contact c0 where c0.root = u.root offset 0) c`;

/** What is known now of several groups: each root's own first, then the newest. */
export const dataOfMany = (q: Queryable, roots: readonly string[]): Promise<(Datum & { root: string })[]> =>
  q.rows(
    `select c.root, d.contact_id as contact, d.field, d.use, d.value, d.source, d.at, d.by_id as "by"
     from ${groups} cross join lateral (select * from contact_datum d0 where d0.contact_id = c.id and d0.ended_at is null offset 0) d
     order by c.root, d.field, d.use, (d.contact_id = c.root) desc, d.at desc, d.id desc`,
    [roots],
  );

export const handlesOfMany = (q: Queryable, roots: readonly string[]): Promise<(Handle & { root: string })[]> =>
  q.rows(
    `select c.root, h.id, h.contact_id as contact, h.kind, h.value, h.scope, h.use, h.strength, h.source, h.at, h.by_id as "by"
     from ${groups} cross join lateral (select * from contact_handle h0 where h0.contact_id = c.id and h0.ended_at is null offset 0) h
     order by c.root, h.strength desc, h.at, h.id`,
    [roots],
  );

export const labelsOfMany = (q: Queryable, roots: readonly string[]): Promise<{ root: string; label: string }[]> =>
  q.rows(`select distinct c.root, l.label from ${groups} cross join unnest(c.labels) as l (label) order by 1, 2`, [roots]);
