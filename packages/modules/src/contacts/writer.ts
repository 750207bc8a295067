import type { ContactField, ContactType, ContactUse, DatumSource, GivenHandle } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import { nameKeys } from '../people/index.ts';
import { keysOfHandle, keysOfName } from './keys.ts';

const instant = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

export interface NewContact {
  id: string;
  name: string;
  kind: string;
  isCompany: boolean;
  at: number;
  by: string | null;
  /** Wrapped: what is known of it lies in backups under this key. */
  key: Uint8Array;
}

export async function insertContact(tx: Tx, c: NewContact): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact (id, root, is_company, name, sort_key, kind, created_at, created_by, changed_at, key)
     values ($1, $1, $2, $3, $4, $5, ${instant(6)}, $7, ${instant(6)}, $8)`,
    [c.id, c.isCompany, c.name, nameKeys(c.name).sortKey, c.kind, c.at, c.by, c.key],
  );
}

export interface NewDatum {
  id: string;
  contact: string;
  field: string;
  use: ContactUse;
  value: string | number;
  source: DatumSource;
}

/** Ends what was known of these fields, in one statement. */
export async function endData(
  tx: Tx,
  contact: string,
  fields: readonly { field: string; use: string }[],
  { at, by }: { at: number; by: string | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update contact_datum d set ended_at = ${instant(4)}, ended_by = $5 from unnest($2::text[], $3::text[]) as f (field, use)
     where d.contact_id = $1 and d.field = f.field and d.use = f.use and d.ended_at is null`,
    [contact, fields.map((f) => f.field), fields.map((f) => f.use), at, by],
  );
}

export async function insertData(
  tx: Tx,
  data: readonly NewDatum[],
  { at, by }: { at: number; by: string | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact_datum (id, contact_id, field, use, value, source, at, by_id)
     select d.id, d.contact, d.field, d.use, d.value, d.source, ${instant(2)}, $3
     from jsonb_to_recordset($1::jsonb) as d (id uuid, contact uuid, field text, use text, value jsonb, source text)`,
    [JSON.stringify(data), at, by],
  );
}

/** Writes anew what lists read: what holds of all that is known of the group now. */
export async function settleContact(tx: Tx, root: string, at: number): Promise<void> {
  assertTx(tx);
  const row = await tx.row<{ name: string }>(
    `with known as (
       select distinct on (d.field) d.field, d.value #>> '{}' as value
       from contact c join contact_datum d on d.contact_id = c.id and d.ended_at is null
       where c.root = $1 and d.field in ('name', 'kind', 'owner', 'type', 'company')
       order by d.field, (d.contact_id = $1) desc, d.at desc, d.id desc)
     update contact set changed_at = ${instant(2)},
       name = coalesce((select value from known where field = 'name'), name),
       kind = coalesce((select value from known where field = 'kind'), kind),
       owner_id = (select value::uuid from known where field = 'owner'),
       type_id = (select value::uuid from known where field = 'type'),
       company_id = (select value::uuid from known where field = 'company')
     where id = $1 returning name`,
    [root, at],
  );
  if (row) await tx.rows('update contact set sort_key = $2 where id = $1', [root, nameKeys(row.name).sortKey]);
}

/** Writes anew what a contact is found by: its own name and handles. */
export async function settleKeys(tx: Tx, contact: string): Promise<void> {
  assertTx(tx);
  const [names, handles] = [
    await tx.rows<{ name: string }>(
      `select value #>> '{}' as name from contact_datum where contact_id = $1 and field = 'name' and ended_at is null`,
      [contact],
    ),
    await tx.rows<{ value: string }>('select value from contact_handle where contact_id = $1 and ended_at is null', [contact]),
  ];
  const keys = [...new Set([...names.flatMap((n) => keysOfName(n.name)), ...handles.flatMap((h) => keysOfHandle(h.value))])];
  await tx.rows('delete from contact_key where contact_id = $1', [contact]);
  await tx.rows('insert into contact_key (contact_id, key) select $1, unnest($2::text[])', [contact, keys]);
}

export async function insertHandles(
  tx: Tx,
  contact: string,
  handles: readonly (GivenHandle & { id: string; source: DatumSource })[],
  { at, by }: { at: number; by: string | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact_handle (id, contact_id, kind, value, scope, use, strength, source, at, by_id)
     select h.id, $1, h.kind, h.value, h.scope, h.use, h.strength, h.source, ${instant(3)}, $4
     from jsonb_to_recordset($2::jsonb) as h (id uuid, kind text, value text, scope text, use text, strength text, source text)`,
    [contact, JSON.stringify(handles), at, by],
  );
}

export async function updateHandle(
  tx: Tx,
  id: string,
  change: { use: string | null; strength: string | null; contact: string | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update contact_handle set use = coalesce($2, use), strength = coalesce($3, strength), contact_id = coalesce($4::uuid, contact_id)
     where id = $1`,
    [id, change.use, change.strength, change.contact],
  );
}

/** Whoever sees the same handles at the same moment waits for the other. In one order, so that two never wait for each other. */
export async function lockHandles(tx: Tx, handles: readonly { kind: string; scope: string; value: string }[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `select pg_advisory_xact_lock(hashtextextended('handle/' || z.h, 0)) from (select unnest($1::text[]) as h order by 1) z`,
    [[...new Set(handles.map((h) => JSON.stringify([h.kind, h.scope, h.value])))]],
  );
}

export async function endHandle(tx: Tx, id: string, { at, by }: { at: number; by: string | null }): Promise<void> {
  assertTx(tx);
  await tx.rows(`update contact_handle set ended_at = ${instant(2)}, ended_by = $3 where id = $1`, [id, at, by]);
}

export async function updateLabels(
  tx: Tx,
  root: string,
  labels: { add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update contact set labels = array(select distinct l from unnest(labels || case when id = $1 then $2::text[] else '{}' end) l
       where l <> all ($3::text[]) order by l)
     where root = $1 and (id = $1 or labels && $3::text[])`,
    [root, labels.add, labels.remove],
  );
}

export async function archiveContact(tx: Tx, root: string, archived: boolean, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update contact set archived_at = case when $2 then coalesce(archived_at, ${instant(3)}) end where id = $1`, [
    root,
    archived,
    at,
  ]);
}

/** Puts one contact, with all that stand under it, under another. */
export async function mergeInto(
  tx: Tx,
  m: { id: string; keep: string; merged: string; at: number; by: string | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows('update contact set root = $1 where root = $2', [m.keep, m.merged]);
  await tx.rows('update contact set merged_into = $1 where id = $2', [m.keep, m.merged]);
  await tx.rows(`insert into contact_merge (id, keep, merged, at, by_id) values ($1, $2, $3, ${instant(4)}, $5)`, [
    m.id,
    m.keep,
    m.merged,
    m.at,
    m.by,
  ]);
}

/** Lets a contact stand by itself again, and with it what was merged into it. */
export async function takeApart(tx: Tx, merged: string, { at, by }: { at: number; by: string }): Promise<void> {
  assertTx(tx);
  await tx.rows('update contact set merged_into = null where id = $1', [merged]);
  await tx.rows(
    `with recursive under as (select id from contact where id = $1
       union select c.id from under u cross join lateral (select c0.id from contact c0 where c0.merged_into = u.id offset 0) c)
     update contact set root = $1 where id = any (array(select id from under))`,
    [merged],
  );
  await tx.rows(`update contact_merge set undone_at = ${instant(2)}, undone_by = $3 where merged = $1 and undone_at is null`, [
    merged,
    at,
    by,
  ]);
}

export async function setApart(
  tx: Tx,
  pair: { one: string; other: string; apart: boolean },
  { at, by }: { at: number; by: string },
): Promise<void> {
  assertTx(tx);
  const [one, other] = [pair.one, pair.other].sort();
  if (pair.apart)
    await tx.rows(`insert into contact_apart (one, other, at, by_id) values ($1, $2, ${instant(3)}, $4) on conflict do nothing`, [
      one,
      other,
      at,
      by,
    ]);
  else
    await tx.rows(
      `delete from contact_apart x using contact i, contact j where i.id = x.one and j.id = x.other
         and ((i.root = $1 and j.root = $2) or (i.root = $2 and j.root = $1))`,
      [one, other],
    );
}

export async function insertRemark(
  tx: Tx,
  n: { id: string; contact: string; author: string; text: string; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(`insert into contact_remark (id, contact_id, author_id, text, at) values ($1, $2, $3, $4, ${instant(5)})`, [
    n.id,
    n.contact,
    n.author,
    n.text,
    n.at,
  ]);
}

/** Empty text removes it. */
export async function rewriteRemark(tx: Tx, id: string, text: string, at: number): Promise<void> {
  assertTx(tx);
  if (text === '') await tx.rows('delete from contact_remark where id = $1', [id]);
  else await tx.rows(`update contact_remark set text = $2, edited_at = ${instant(3)} where id = $1`, [id, text, at]);
}

/** Leaves of these contacts that they were there, and their handles' ids. */
export async function blankContacts(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  assertTx(tx);
  for (const table of ['contact_datum', 'contact_remark', 'contact_key', 'contact_import_key'])
    await tx.rows(`delete from ${table} where contact_id = any ($1::uuid[])`, [ids]);
  await tx.rows(
    `update contact_handle set value = '', scope = '', ended_at = coalesce(ended_at, ${instant(2)}) where contact_id = any ($1::uuid[])`,
    [ids, at],
  );
  await tx.rows(
    `update contact set name = '', sort_key = '', kind = 'other', labels = '{}', owner_id = null, type_id = null, company_id = null, key = null,
       erased_at = ${instant(2)}, changed_at = ${instant(2)} where id = any ($1::uuid[])`,
    [ids, at],
  );
}

export async function putType(tx: Tx, t: ContactType, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact_type (id, names, archived, created_at) values ($1, $2, $3, ${instant(4)})
     on conflict (id) do update set names = excluded.names, archived = excluded.archived`,
    [t.id, JSON.stringify(t.names), t.archived, at],
  );
}

export async function putField(tx: Tx, f: ContactField, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact_field (key, names, shape, choices, archived, created_at) values ($1, $2, $3, $4, $5, ${instant(6)})
     on conflict (key) do update set names = excluded.names, choices = excluded.choices, archived = excluded.archived`,
    [f.key, JSON.stringify(f.names), f.shape, f.choices, f.archived, at],
  );
}
