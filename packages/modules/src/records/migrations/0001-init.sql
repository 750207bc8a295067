-- The logs of this house, one after the other: another begins where the one before cannot go on (a restored backup).
create table ledger_epoch (
  n int primary key,
  origin text not null,
  -- The public key, as notes have it, and the private one, sealed.
  key text not null,
  sealed_key bytea not null,
  -- Of the log's own events.
  stream_id uuid not null,
  reason text not null check (reason in ('first', 'behind', 'fork', 'moved')),
  opened_at timestamptz not null
);

-- The tree of the newest log. One row, changed with every batch.
create table ledger_head (
  one boolean primary key default true check (one),
  epoch int not null references ledger_epoch (n),
  -- Mark of the folder that holds the tiles and the newest checkpoint outside this database.
  folder uuid not null,
  -- The life of the database (SY6a) in which it was last held against that folder.
  database_epoch uuid not null,
  size bigint not null,
  -- Roots of the complete subtrees, 32 bytes each, the largest first.
  frontier bytea not null
) with (fillfactor = 50);

create table ledger_leaf (
  epoch int not null references ledger_epoch (n),
  index bigint not null,
  stream_id uuid not null,
  ev bigint not null,
  leaf bytea not null,
  primary key (epoch, index),
  unique (stream_id, ev)
);

-- How far each stream is in the ledger.
create table ledger_stream (
  stream_id uuid primary key,
  -- Makes its tag; wrapped.
  key bytea not null,
  -- Of its last leaf.
  ev bigint not null,
  epoch int not null,
  leaf_hash bytea not null
) with (fillfactor = 50);

-- Record keys of events that said nothing: those of messages lie with their versions. Wrapped.
create table record_key (
  stream_id uuid not null,
  ev bigint not null,
  key bytea not null,
  primary key (stream_id, ev)
);

-- What the ledger's own events say.
create table ledger_own (
  stream_id uuid not null,
  ev bigint not null,
  part text not null,
  content bytea not null,
  primary key (stream_id, ev)
);

create table ledger_checkpoint (
  epoch int not null references ledger_epoch (n),
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null,
  -- Null until it lies outside the database: nobody is shown it before.
  published_at timestamptz,
  primary key (epoch, size)
);
