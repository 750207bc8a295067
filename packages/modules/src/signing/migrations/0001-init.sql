-- One-time links by which somebody from outside sees one version of a message and signs or declines it.
create table signing_link (
  id uuid primary key,
  -- SHA-256 of the token: who reads the table cannot use the links.
  token_hash bytea not null unique,
  conversation_id uuid not null,
  seq bigint not null,
  -- The version shown, and the event that noted the link, by their `ev`.
  version_ev bigint not null,
  ev bigint not null,
  name text not null,
  organization text,
  mail text,
  made_by uuid not null,
  expires_at timestamptz not null,
  -- Answered or revoked.
  ended_at timestamptz
);
create index signing_link_expiry on signing_link (expires_at);
