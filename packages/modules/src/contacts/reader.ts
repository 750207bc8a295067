import type { ContactChange, ContactField, ContactKind, ContactRemark, ContactType, Datum, Handle } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

export interface ContactRow {
  id: string;
  root: string;
  mergedInto: string | null;
  name: string;
  sortKey: string;
  isCompany: boolean;
  kind: ContactKind;
  owner: string | null;
  type: string | null;
  company: string | null;
  companyName: string | null;
  labels: string[];
  archived: boolean;
  createdAt: number;
  changedAt: number;
}

const columns = `c.id, c.root, c.merged_into as "mergedInto", c.name, c.sort_key as "sortKey", c.is_company as "isCompany", c.kind,
  c.owner_id as owner, c.type_id as type, f.root as company, fr.name as "companyName", c.labels, c.archived_at is not null as archived,
  c.created_at as "createdAt", c.changed_at as "changedAt"`;
/** A firm is told by the one that it stands under now. */
const firms = `left join lateral (select f0.id, f0.root from contact f0 where f0.id = c.company_id limit 1) f on true
  left join lateral (select fr0.name from contact fr0 where fr0.id = f.root limit 1) fr on true`;
const tables = `contact c ${firms}`;

export const contactRow = (q: Queryable, id: string): Promise<ContactRow | undefined> =>
  q.row<ContactRow>(`select ${columns} from ${tables} where c.id = $1 and c.erased_at is null`, [id]);

export const contactRows = (q: Queryable, ids: readonly string[]): Promise<ContactRow[]> =>
  q.rows<ContactRow>(`select ${columns} from ${tables} where c.id = any ($1::uuid[]) order by c.sort_key, c.id`, [ids]);

/** A contact and all that stand under it. */
export const groupRows = (q: Queryable, root: string): Promise<ContactRow[]> =>
  q.rows<ContactRow>(`select ${columns} from ${tables} where c.root = $1 order by c.created_at, c.id`, [root]);

export interface Asked {
  /** How keys begin. */
  prefixes: readonly string[];
  kind?: string | undefined;
  isCompany?: boolean | undefined;
  owner?: string | undefined;
  type?: string | undefined;
  company?: string | undefined;
  label?: string | undefined;
  archived: boolean;
  after: readonly [string, string] | undefined;
  limit: number;
}

/** Keys from each prefix on to the last that begins with it, as rows of a table `k`. */
const keysFrom = (first: number, prefixes: readonly string[]): string =>
  prefixes.map((_, i) => `(k.key >= $${first + i} and k.key < $${first + i} || U&'\\+10FFFD')`).join(' or ');

const firstId = '00000000-0000-0000-0000-000000000000';

/** SQL of the few whom a question is about, rows `(root)`: of what it asks the first that tells few; undefined where it asks for nothing that does. */
function leading(a: Asked): string | undefined {
  if (a.prefixes.length > 0)
    return `select distinct p.root from contact_key k
      cross join lateral (select p0.root from contact p0 where p0.id = k.contact_id limit 1) p where ${keysFrom(11, a.prefixes)}`;
  if (a.label !== undefined) return `select distinct l.root from contact l where l.labels <> '{}' and l.labels @> array[$7]`;
  if (a.company !== undefined)
    return `select o.id as root from contact g cross join lateral (select o0.id from contact o0 where o0.company_id = g.id offset 0) o where g.root = $6`;
  if (a.owner !== undefined) return 'select o.id as root from contact o where o.owner_id = $4';
  return undefined;
}

/**
 * Contacts that stand by themselves, by name. What was merged into one is found with it. Whoever is asked for leads (`materialized`): read the other
 * way round, every contact would be held against it. Without that they are read in the order of their names (`offset 0`), and no further than it takes.
 */
export function listedContacts(q: Queryable, a: Asked): Promise<ContactRow[]> {
  const lead = leading(a);
  return q.rows<ContactRow>(
    `${lead ? `with found as materialized (${lead})` : ''}
     select ${columns} from ${
       lead
         ? 'found cross join lateral (select * from contact c0 where c0.id = found.root limit 1) c'
         : `(select * from contact c0 where c0.merged_into is null and (c0.sort_key, c0.id) > (coalesce($8, ''), coalesce($9::uuid, '${firstId}')) order by c0.sort_key, c0.id offset 0) c`
     } ${firms}
     where c.merged_into is null and c.erased_at is null and (c.archived_at is not null) = $1
       and ($2::text is null or c.kind = $2) and ($3::boolean is null or c.is_company = $3) and ($4::uuid is null or c.owner_id = $4)
       and ($5::uuid is null or c.type_id = $5) and ($6::uuid is null or f.root = $6)
       and ($7::text is null or c.id in (select l.root from contact l where l.labels <> '{}' and l.labels @> array[$7]))
       and ($8::text is null or (c.sort_key, c.id) > ($8, $9::uuid))
     order by c.sort_key, c.id limit $10`,
    [
      a.archived,
      a.kind ?? null,
      a.isCompany ?? null,
      a.owner ?? null,
      a.type ?? null,
      a.company ?? null,
      a.label ?? null,
      a.after?.[0] ?? null,
      a.after?.[1] ?? null,
      a.limit,
      ...a.prefixes,
    ],
  );
}

/** Whose keys begin so, in one statement for several texts: of each text (by its `place`) so many that are archived and so many that are not, by name. */
export async function namedContacts(
  q: Queryable,
  texts: readonly (readonly string[])[],
  limit: number,
): Promise<{ place: number; id: string; name: string }[]> {
  const sought = texts.flatMap((prefixes, place) => prefixes.map((prefix) => ({ prefix, place })));
  if (sought.length === 0) return [];
  return q.rows(
    `with u as materialized (select * from unnest($1::text[], $2::int[]) as u (prefix, place))
     select t.place, z.id, z.name from (select distinct place from u) t cross join (values (false), (true)) a (archived)
     cross join lateral (
       select c.id, c.name, c.sort_key from (
         select distinct p.root from u
         cross join lateral (
           select k0.contact_id from contact_key k0 where k0.key >= u.prefix and k0.key < u.prefix || U&'\\+10FFFD' offset 0) k
         cross join lateral (select p0.root from contact p0 where p0.id = k.contact_id limit 1) p where u.place = t.place) f
       cross join lateral (select * from contact c0 where c0.id = f.root limit 1) c
       where c.merged_into is null and c.erased_at is null and (c.archived_at is not null) = a.archived
       order by c.sort_key, c.id limit $3) z
     order by t.place, a.archived, z.sort_key, z.id`,
    [sought.map(({ prefix }) => prefix), sought.map(({ place }) => place), limit],
  );
}

/** What is known of a group now: the root's own first, then the newest. */
export const dataOf = (q: Queryable, root: string): Promise<Datum[]> =>
  q.rows<Datum>(
    `select d.contact_id as contact, d.field, d.use, d.value, d.source, d.at, d.by_id as "by"
     from contact c cross join lateral (select * from contact_datum d0 where d0.contact_id = c.id and d0.ended_at is null offset 0) d
     where c.root = $1 order by d.field, d.use, (d.contact_id = $1) desc, d.at desc, d.id desc`,
    [root],
  );

const handleColumns =
  'h.id, h.contact_id as contact, h.kind, h.value, h.scope, h.use, h.strength, h.source, h.at, h.by_id as "by"';

/** Handles of a group, sure ones first. */
export const handlesOf = (q: Queryable, root: string): Promise<Handle[]> =>
  q.rows<Handle>(
    `select ${handleColumns} from contact c
     cross join lateral (select * from contact_handle h0 where h0.contact_id = c.id and h0.ended_at is null offset 0) h
     where c.root = $1 order by h.strength desc, h.at, h.id`,
    [root],
  );

export const handleRow = (q: Queryable, id: string): Promise<Handle | undefined> =>
  q.row<Handle>(`select ${handleColumns} from contact_handle h where h.id = $1 and h.ended_at is null`, [id]);

/** Who holds a verified handle, by the contact it stands under. */
export const verifiedHolder = (
  q: Queryable,
  h: { kind: string; scope: string; value: string },
): Promise<{ root: string; name: string } | undefined> =>
  q.row(
    `select r.id as root, r.name from contact_handle h join contact c on c.id = h.contact_id join contact r on r.id = c.root
     where h.kind = $1 and h.scope = $2 and h.value = $3 and h.strength = 'verified' and h.ended_at is null`,
    [h.kind, h.scope, h.value],
  );

/** The handle by which a channel knows somebody: the verified one, or (of what is only claimed) the first that a channel noted. */
export const seenHandleRow = (
  q: Queryable,
  h: { kind: string; scope: string; value: string; strength: string },
): Promise<Handle | undefined> =>
  q.row<Handle>(
    `select ${handleColumns} from contact_handle h
     where h.kind = $1 and h.scope = $2 and h.value = $3 and h.strength = $4 and h.ended_at is null
       and (h.strength = 'verified' or h.source = 'channel')
     order by h.at, h.id limit 1`,
    [h.kind, h.scope, h.value, h.strength],
  );

/** The same of several, each under its place in what was asked; those that nobody is known by are left out. */
export const seenHandleIds = async (
  q: Queryable,
  asked: readonly { kind: string; scope: string; value: string; strength: string }[],
): Promise<Map<number, string>> => {
  if (asked.length === 0) return new Map();
  const rows = await q.prepared<{ place: number; id: string }>(
    'contacts.seenHandleIds',
    `select u.place::int as place, h.id
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as u (kind, scope, value, strength, place)
     cross join lateral (
       select h0.id from contact_handle h0
       where h0.kind = u.kind and h0.scope = u.scope and h0.value = u.value and h0.strength = u.strength and h0.ended_at is null
         and (h0.strength = 'verified' or h0.source = 'channel')
       order by h0.at, h0.id limit 1) h`,
    [asked.map((h) => h.kind), asked.map((h) => h.scope), asked.map((h) => h.value), asked.map((h) => h.strength)],
  );
  return new Map(rows.map(({ place, id }) => [place - 1, id]));
};

/** Whether somebody said that these two groups are not one, or undid their merging. */
export const keptApart = async (q: Queryable, one: string, other: string): Promise<boolean> =>
  (await q.row<{ apart: boolean }>(
    `select exists (select 1 from contact i join contact j on j.root = $2 where i.root = $1 and (
       exists (select 1 from contact_apart x where (x.one = i.id and x.other = j.id) or (x.one = j.id and x.other = i.id))
       or exists (select 1 from contact_merge m where m.undone_at is not null
         and ((m.keep = i.id and m.merged = j.id) or (m.keep = j.id and m.merged = i.id))))) as apart`,
    [one, other],
  ))!.apart;

/** Merges of a group that hold, by the one merged. */
export const mergesOf = (
  q: Queryable,
  root: string,
): Promise<{ merged: string; name: string; at: number; by: string | null }[]> =>
  q.rows(
    `select m.merged, c.name, m.at, m.by_id as "by" from contact c
     cross join lateral (select * from contact_merge m0 where m0.merged = c.id and m0.undone_at is null offset 0) m
     where c.root = $1 order by m.at, m.merged`,
    [root],
  );

/** Everything that was ever said of a group, newest first. */
export const historyOf = (
  q: Queryable,
  root: string,
  before: readonly [number, string, number] | undefined,
  limit: number,
): Promise<(ContactChange & { turn: number })[]> =>
  q.rows(
    `with own as (select id from contact where root = $1),
     happened as (
       select d.id, 0 as turn, d.contact_id as contact, 'known' as what, d.at, d.by_id as "by", d.field as about, d.value
         from contact_datum d where d.contact_id in (select id from own)
       union all select d.id, 1, d.contact_id, 'forgotten', d.ended_at, d.ended_by, d.field, d.value
         from contact_datum d where d.contact_id in (select id from own) and d.ended_at is not null
           and not exists (select 1 from contact_datum n where n.contact_id = d.contact_id and n.field = d.field and n.use = d.use and n.at = d.ended_at)
       union all select h.id, 0, h.contact_id, 'handle-added', h.at, h.by_id, h.kind, to_jsonb(h.value)
         from contact_handle h where h.contact_id in (select id from own)
       union all select h.id, 1, h.contact_id, 'handle-removed', h.ended_at, h.ended_by, h.kind, to_jsonb(h.value)
         from contact_handle h where h.contact_id in (select id from own) and h.ended_at is not null
       union all select m.id, 0, m.keep, 'merged', m.at, m.by_id, p.name, null
         from contact_merge m join contact p on p.id = m.merged where m.keep in (select id from own)
       union all select m.id, 1, m.keep, 'unmerged', m.undone_at, m.undone_by, p.name, null
         from contact_merge m join contact p on p.id = m.merged where m.keep in (select id from own) and m.undone_at is not null)
     select id, turn, contact, what, at, "by", about, value from happened
     where $2::float8 is null or (at, id, turn) < (to_timestamp($2 / 1000), $3::uuid, $4::int)
     order by at desc, id desc, turn desc limit $5`,
    [root, before?.[0] ?? null, before?.[1] ?? null, before?.[2] ?? null, limit],
  );

export interface Alike {
  one: string;
  other: string;
  kind: 'handle' | 'name';
  value: string;
}

/** What more have in common is a switchboard, or none of theirs, and speaks for nothing; of many every pair would be a row. */
const mostShared = 50;

const sharedByFew = `(select count(*) from (
  select 1 from contact_handle s where s.value = h.value and s.kind = h.kind and s.scope = h.scope and s.ended_at is null limit ${mostShared + 1}) z)
  <= ${mostShared}`;

/** Who else holds a handle `h`; rows `(id, contact_id)`. */
const othersHolding = `select g0.id, g0.contact_id from contact_handle g0
  where g0.value = h.value and g0.kind = h.kind and g0.scope = h.scope and g0.ended_at is null and g0.id <> h.id`;

/** Pairs of which one is known, each row looked up by its keys whatever the statistics say. */
const alikeOfOne = `
  select least(a.root, b.root) as one, greatest(a.root, b.root) as other, 'handle' as kind, h.value
    from contact a cross join lateral (select * from contact_handle h0 where h0.contact_id = a.id and h0.ended_at is null offset 0) h
    cross join lateral (${othersHolding} offset 0) g
    cross join lateral (select b0.root from contact b0 where b0.id = g.contact_id limit 1) b
    where a.root = $1 and b.root <> a.root and ${sharedByFew}
  union select least(a.id, b.id), greatest(a.id, b.id), 'name', a.name
    from contact a cross join lateral (
      select b0.id from contact b0 where b0.sort_key = a.sort_key and b0.id <> a.id and b0.is_company = a.is_company and b0.merged_into is null
        and b0.erased_at is null offset 0) b
    where a.id = $1 and a.merged_into is null`;

/** Pairs of all. */
const alikeOfAll = `
  select least(a.root, b.root) as one, greatest(a.root, b.root) as other, 'handle' as kind, h.value
    from contact_handle h join contact a on a.id = h.contact_id
    join contact_handle g on g.value = h.value and g.kind = h.kind and g.scope = h.scope and g.ended_at is null and g.id > h.id
    join contact b on b.id = g.contact_id and b.root <> a.root
    where $1::uuid is null and h.ended_at is null and (h.kind, h.scope, h.value) in (
      select s.kind, s.scope, s.value from contact_handle s where s.ended_at is null group by 1, 2, 3 having count(*) between 2 and ${mostShared})`;

/** Pairs of contacts that have a handle or (of one contact) a name in common and are not known to be apart. */
export const alike = (q: Queryable, root: string | null, limit: number): Promise<Alike[]> =>
  q.rows<Alike>(
    `with pairs as materialized (${root === null ? alikeOfAll : alikeOfOne})
     select p.one, p.other, p.kind, p.value from pairs p
     where not exists (
       select 1 from contact i cross join lateral (select j0.id from contact j0 where j0.root = p.other offset 0) j
       cross join lateral (select 1 from contact_apart x where x.one = least(i.id, j.id) and x.other = greatest(i.id, j.id) limit 1) x
       where i.root = p.one offset 0)
     order by p.kind, p.one, p.other limit $2`,
    [root, limit],
  );

export const remarksOf = (q: Queryable, root: string, below: string | undefined, limit: number): Promise<ContactRemark[]> =>
  q.rows<ContactRemark>(
    `select n.id, n.contact_id as contact, n.author_id as author, n.text, n.at, n.edited_at as "editedAt"
     from contact c cross join lateral (select * from contact_remark n0 where n0.contact_id = c.id offset 0) n
     where c.root = $1 and ($2::uuid is null or n.id < $2) order by n.id desc limit $3`,
    [root, below ?? null, limit],
  );

/** Remarks about a contact and those merged into it, not after an instant (Unix ms), newest first. */
export const remarksUntil = (q: Queryable, contact: string, until: number | null, limit: number): Promise<ContactRemark[]> =>
  q.rows<ContactRemark>(
    `select n.id, n.contact_id as contact, n.author_id as author, n.text, n.at, n.edited_at as "editedAt"
     from contact a cross join lateral (select c0.id from contact c0 where c0.root = a.root offset 0) c
     cross join lateral (select * from contact_remark n0 where n0.contact_id = c.id offset 0) n
     where a.id = $1 and ($2::float8 is null or n.at < to_timestamp(($2 + 1) / 1000)) order by n.at desc, n.id desc limit $3`,
    [contact, until, limit],
  );

export const countRemarks = async (q: Queryable, contact: string): Promise<number> =>
  (await q.row<{ n: number }>('select count(*)::int as n from contact_remark where contact_id = $1', [contact]))!.n;

export const remarkRow = (q: Queryable, id: string): Promise<{ author: string } | undefined> =>
  q.row('select author_id as author from contact_remark where id = $1 for update', [id]);

export const labelCounts = (q: Queryable): Promise<{ label: string; contacts: number }[]> =>
  q.rows(
    `select l.label, count(distinct c.root)::int as contacts from contact c cross join unnest(c.labels) as l (label)
     where c.labels <> '{}' and c.archived_at is null group by 1 order by lower(l.label), 1 limit 500`,
  );

export const typeRows = (q: Queryable): Promise<ContactType[]> =>
  q.rows<ContactType>('select id, names, archived from contact_type order by created_at, id');

export const fieldRows = (q: Queryable): Promise<ContactField[]> =>
  q.rows<ContactField>('select key, names, shape, choices, archived from contact_field order by created_at, key');

/** Takes the rows of these contacts, in one order, so that two who merge wait for one another. */
export const lockContacts = (q: Queryable, ids: readonly string[]): Promise<{ id: string; root: string }[]> =>
  q.rows('select id, root from contact where root = any ($1::uuid[]) order by id for update', [ids]);
