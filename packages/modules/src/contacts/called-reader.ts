/** SQL of what a handle says and who holds it now, for statements of later rooms: one row `(address, contact, name)`, or none. `handle` is SQL. */
export const calledSql = (handle: string): string => `
  select h.value as address, r.id as contact, r.name from contact_handle h
  cross join lateral (select k0.root from contact k0 where k0.id = h.contact_id limit 1) k
  cross join lateral (select r0.id, r0.name from contact r0 where r0.id = k.root limit 1) r where h.id = ${handle}`;
