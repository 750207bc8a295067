/** SQL of what a handle says and who holds it now, for statements of later rooms: one row `(address, contact, name)`, or none. `handle` is SQL. */
export const calledSql = (handle: string): string => `
  select h.value as address, r.id as contact, r.name from contact_handle h
  join contact k on k.id = h.contact_id join contact r on r.id = k.root where h.id = ${handle}`;
