-- Calls of platforms that were refused: forged, late, damaged or too large. The newest of each account, and of each only what tells its shape.
create table refused_call (
  id uuid primary key,
  account_id uuid not null references channel_account (id),
  at timestamptz not null,
  address text not null,
  reason text not null check (reason in ('signature', 'expired', 'malformed', 'method', 'too-big')),
  -- Bytes; null where the caller did not say and nobody counted.
  size int,
  -- SHA-256 of the body, and its first bytes; null of what was too large to be taken.
  digest bytea,
  head bytea check (octet_length(head) <= 64)
);
create index refused_call_newest on refused_call (account_id, id);
create index refused_call_age on refused_call (at);

-- When administrators' acts last said of an account that many were refused. Whoever writes calls of it down holds its row.
create table refused_account (
  account_id uuid primary key references channel_account (id),
  told_at timestamptz
);
