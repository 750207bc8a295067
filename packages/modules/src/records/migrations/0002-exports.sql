-- Evidence bundles: who asked for what and why. The row stays when the bytes are gone.
create table record_export (
  id uuid primary key,
  -- Null: from the command line.
  maker uuid references user_account (id),
  purpose text not null,
  conversations uuid[] not null,
  after_at timestamptz,
  before_at timestamptz,
  with_files boolean not null,
  state text not null check (state in ('waiting', 'working', 'done', 'failed', 'cancelled', 'expired')),
  done bigint not null default 0,
  total bigint not null default 0,
  differs bigint not null default 0,
  bytes bigint not null default 0,
  manifest text,
  failure text,
  created_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz,
  -- Where its bytes lie, while they do.
  blob_id uuid,
  -- Its event in the ledger.
  own_stream uuid,
  own_ev bigint
);
create index record_export_maker on record_export (maker, id);
create index record_export_expiring on record_export (expires_at) where blob_id is not null;
create index record_export_unfinished on record_export (maker) where state in ('waiting', 'working');
