-- A message to several may reach some of them: [{n, state, at, code}], n being the place among `to`, then `cc`, of the words it went out with.
-- Addresses stand there alone.
alter table message_outward add column recipients jsonb;

-- The contact will not be reached by this handle again (no such address, they refuse us), until they write by it.
alter table message_outward add column unreachable boolean not null default false;
