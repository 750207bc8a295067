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
     from contact_handle h join contact c on c.id = h.contact_id join contact r on r.id = c.root where h.id = any ($1::uuid[])`,
    [handles],
  );

/** Every handle that a contact, and those merged into it, have or had. */
export const handlesEver = async (q: Queryable, contact: string): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select h.id from contact a join contact c on c.root = a.root join contact_handle h on h.contact_id = c.id where a.id = $1`,
      [contact],
    )
  ).map(({ id }) => id);

/** Addresses that are a contact's for sure (its own and of those merged into it), as their channels write them: claims, and what was taken from it, are not. */
export const sureAddresses = async (q: Queryable, contact: string): Promise<string[]> =>
  (
    await q.rows<{ value: string }>(
      `select distinct h.value from contact a join contact c on c.root = a.root join contact_handle h on h.contact_id = c.id
       where a.id = $1 and h.strength = 'verified' and h.ended_at is null`,
      [contact],
    )
  ).map(({ value }) => value);
