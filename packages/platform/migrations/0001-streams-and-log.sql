-- Streams: ordered logs. `ev` counts every change, `seq` counts messages (SY1). Nothing that changes here is indexed, and pages are
-- half full, so that an update stays on its page.
create table stream (
  id uuid primary key,
  kind text not null,
  ev bigint not null default 0,
  seq bigint not null default 0,
  -- The writer's own transaction (SY6): never the greatest, never indexed.
  last_tx xid8 not null default pg_current_xact_id()
) with (fillfactor = 50);

-- The log: one thin line per change, no content (SY2). Never updated, never deleted.
create table log (
  stream_id uuid not null,
  ev bigint not null,
  type text not null,
  actor uuid,
  at timestamptz not null,
  record_id uuid not null,
  -- The `ev` that this change is about (an edit's message), and the person or thing it touches.
  target bigint,
  subject uuid,
  primary key (stream_id, ev)
);

create function log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the log is append-only';
end $$;
create trigger log_is_append_only before update or delete or truncate on log
  for each statement execute function log_is_append_only();

-- Readers of the log: each keeps its own place per stream (SY7), never "id > last seen".
create table log_reader (
  name text primary key,
  -- pg_snapshot of the last full look, as text.
  seen text not null
);
create table log_reader_stream (
  reader text not null,
  stream_id uuid not null,
  ev bigint not null,
  primary key (reader, stream_id)
) with (fillfactor = 70);

-- The epoch (SY6a): a new one when this database is not the one it was.
create table epoch (
  one boolean primary key default true check (one),
  id uuid not null,
  system_identifier text not null,
  timeline int not null,
  database_oid oid not null,
  opened_at timestamptz not null default now()
);

create table idempotency (
  actor uuid not null,
  key text not null,
  request_hash bytea not null,
  response text,
  at timestamptz not null default now(),
  primary key (actor, key)
);
create index idempotency_at on idempotency (at);
