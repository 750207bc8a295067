-- A workspace or network that something was imported from. Its row is locked by every batch: two runs of it take turns.
create table import_source (
  id uuid primary key,
  kind text not null,
  workspace text not null,
  name text not null,
  created_at timestamptz not null,
  unique (kind, workspace)
);

-- Who a foreign person is here. It proves nothing, so it is no way to sign in.
create table import_person (
  source_id uuid not null references import_source (id),
  external_id text not null,
  user_id uuid not null references user_account (id),
  primary key (source_id, external_id)
);

-- Where a foreign conversation lives here, and what was last taken over of its description.
create table import_place (
  source_id uuid not null references import_source (id),
  external_id text not null,
  conversation_id uuid not null references conversation (id),
  name text not null,
  purpose text not null,
  archived boolean not null default false,
  -- The newest item of any run that came to its end here (Unix µs).
  newest bigint not null default 0,
  primary key (source_id, external_id)
);

-- What has been taken over: the key is a hash of source, place and foreign id (see item-key.ts). Messages say where they are;
-- edits, deletions, reactions and pins are only known.
create table import_item (
  key uuid primary key,
  conversation_id uuid,
  seq bigint
);
