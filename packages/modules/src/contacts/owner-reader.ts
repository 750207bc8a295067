import type { Queryable } from '@rapport/platform';

/** Whose a handle is. */
export interface HandleOwner {
  handle: string;
  /** How its channel knows them. */
  kind: string;
  value: string;
  /** The contact it stands under now. */
  contact: string;
  name: string;
  customerType: string | null;
}

/** Whose these handles are now, those taken away since too. */
export const ownersOf = (q: Queryable, handles: readonly string[]): Promise<HandleOwner[]> =>
  q.rows<HandleOwner>(
    `select h.id as handle, h.kind, h.value, r.id as contact, r.name, r.type_id as "customerType"
     from contact_handle h cross join lateral (select c0.root from contact c0 where c0.id = h.contact_id limit 1) c
     cross join lateral (select * from contact r0 where r0.id = c.root limit 1) r where h.id = any ($1::uuid[])`,
    [handles],
  );

/** Each looked up by its keys, whatever the statistics say. */
const everHeld = `cross join lateral (select c0.id from contact c0 where c0.root = a.root offset 0) c
  cross join lateral (select * from contact_handle h0 where h0.contact_id = c.id offset 0) h`;

/** Every handle that some contacts, and those merged into them, have or had. */
export const handlesEverOf = async (q: Queryable, contacts: readonly string[]): Promise<string[]> =>
  (await q.rows<{ id: string }>(`select distinct h.id from contact a ${everHeld} where a.id = any ($1::uuid[])`, [contacts])).map(
    ({ id }) => id,
  );

/** The same of one. */
export const handlesEver = (q: Queryable, contact: string): Promise<string[]> => handlesEverOf(q, [contact]);

/** Addresses that are a contact's for sure (its own and of those merged into it), as their channels write them: claims, and what was taken from it, are not. */
export const sureAddresses = async (q: Queryable, contact: string): Promise<string[]> =>
  (
    await q.rows<{ value: string }>(
      `select distinct h.value from contact a ${everHeld}
       where a.id = $1 and h.strength = 'verified' and h.ended_at is null`,
      [contact],
    )
  ).map(({ value }) => value);
