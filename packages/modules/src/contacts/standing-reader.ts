import type { Handle } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

/** A contact as those rooms see it that decide about it: with all that stand under its root. */
export interface Standing {
  /** The contact it stands under. */
  root: string;
  name: string;
  type: string | null;
  timeZone: string | null;
  language: string | null;
  /** Everybody of the group, and every handle that any of them has or had. */
  contacts: string[];
  handles: string[];
}

export interface StandingHandle extends Standing, Pick<Handle, 'kind' | 'value' | 'scope'> {
  /** Whether it was taken from the contact. */
  removed: boolean;
}

/** What is known of one field in the group: the root's own first, then the newest. */
const known = (field: string): string =>
  `(select d.value #>> '{}' from contact g
    cross join lateral (select * from contact_datum d0 where d0.contact_id = g.id and d0.field = '${field}' and d0.ended_at is null offset 0) d
    where g.root = r.id order by (g.id = r.id) desc, d.at desc, d.id desc limit 1)`;

const columns = `r.id as root, r.name, r.type_id as type, ${known('timeZone')} as "timeZone", ${known('language')} as language,
  array(select g.id from contact g where g.root = r.id) as contacts,
  array(
    select o.id from contact g cross join lateral (select o0.id from contact_handle o0 where o0.contact_id = g.id offset 0) o
    where g.root = r.id) as handles`;

const ofHandle = `${columns}, h.kind, h.value, h.scope, h.ended_at is not null or r.erased_at is not null as removed`;
/**
 * `$1` is a list of one: what is looked up once the planner looks for in the whole of a table that is small when it plans, and keeps to that. The fences
 * (`limit`, `offset 0`) have everything looked up by its keys, whatever the statistics say.
 */
const handleTables = `unnest($1::uuid[]) as u (id)
  cross join lateral (select * from contact_handle h0 where h0.id = u.id limit 1) h
  cross join lateral (select c0.root from contact c0 where c0.id = h.contact_id limit 1) c
  cross join lateral (select r0.*, r0.xmin::text as seen from contact r0 where r0.id = c.root limit 1) r`;

/** The group that a handle belongs to. */
export const standingOfHandle = async (q: Queryable, handle: string): Promise<StandingHandle | undefined> =>
  (await q.prepared<StandingHandle>('contacts.standingOfHandle', `select ${ofHandle} from ${handleTables}`, [[handle]]))[0];

/** Handles of other groups that are the same address, whoever vouches for them: one of each group, in the order of their roots. */
export const sameAddress = (q: Queryable, handle: string): Promise<{ handle: string; root: string }[]> =>
  q.rows(
    `select distinct on (c.root) o.id as handle, c.root
     from contact_handle h
     cross join lateral (select own0.root from contact own0 where own0.id = h.contact_id limit 1) own
     cross join lateral (
       select * from contact_handle o0
       where o0.kind = h.kind and o0.scope = h.scope and o0.value = h.value and o0.ended_at is null offset 0) o
     cross join lateral (select c0.root from contact c0 where c0.id = o.contact_id limit 1) c
     where h.id = $1 and c.root <> own.root order by c.root, o.strength desc, o.id limit 100`,
    [handle],
  );

/**
 * Handles of this kind with one of these values, one of each group for each value, in the order of their roots. Of each value those first that are
 * verified, and few: whoever claims an address many times over pushes nobody aside.
 */
export const handlesAt = (
  q: Queryable,
  kind: Handle['kind'],
  values: readonly string[],
): Promise<{ value: string; handle: string; root: string }[]> =>
  q.rows(
    `select distinct on (o.root, u.value) u.value, o.handle, o.root from unnest($2::text[]) u (value)
     cross join lateral (
       select h.id as handle, h.strength, c.root from contact_handle h
       cross join lateral (select c0.root from contact c0 where c0.id = h.contact_id limit 1) c
       where h.kind = $1 and h.scope = '' and h.value = u.value and h.ended_at is null
       order by h.strength desc, h.id limit 5) o
     order by o.root, u.value, o.strength desc, o.handle`,
    [kind, values],
  );

/** The group that a contact belongs to; undefined when it was erased. */
export const standingOfContact = (q: Queryable, contact: string): Promise<Standing | undefined> =>
  q.row<Standing>(`select ${columns} from contact c join contact r on r.id = c.root where c.id = $1 and r.erased_at is null`, [
    contact,
  ]);

/** What a field says of a group; `stage` of the organization's own fields is asked for as `x-stage`. */
export const fieldOfGroup = async (q: Queryable, root: string, field: string): Promise<string | undefined> =>
  (
    await q.row<{ value: string }>(
      `select d.value #>> '{}' as value from contact g
       cross join lateral (select * from contact_datum d0 where d0.contact_id = g.id and d0.field = $2 and d0.ended_at is null offset 0) d
       where g.root = $1 order by (g.id = $1) desc, d.at desc, d.id desc limit 1`,
      [root, field],
    )
  )?.value;

/**
 * The same, its root taken until the transaction ends: who merges or undoes waits, and so does the next one who decides about it. Undefined
 * `standing`: the group changed while this waited, and is to be asked for again. Whatever changes a group writes its root's row anew (CT3), so that
 * the row that was locked is another one than the statement saw.
 */
export async function lockedStanding(
  q: Queryable,
  handle: string,
): Promise<{ standing: StandingHandle | undefined } | undefined> {
  const [row] = await q.prepared<StandingHandle & { changed: boolean }>(
    'contacts.lockedStanding',
    `select ${ofHandle}, r.seen <> (select x.xmin::text from contact x where x.id = r.id) as changed
     from ${handleTables} for no key update of r`,
    [[handle]],
  );
  if (!row) return undefined;
  const { changed, ...standing } = row;
  return { standing: changed ? undefined : standing };
}
