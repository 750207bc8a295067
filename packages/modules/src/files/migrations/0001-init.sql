-- What the store holds, by random id. The key is destroyed (null) before the bytes are, so nothing is readable in between.
create table blob (
  id uuid primary key,
  wrapped_key bytea,
  -- Bytes before sealing; null while being written.
  size bigint,
  created_at timestamptz not null,
  doomed_at timestamptz
);
create index blob_open on blob (created_at) where size is null;
create index blob_doomed on blob (doomed_at) where doomed_at is not null;

-- An upload under way. Its bytes lie in the data folder under a key of their own.
create table upload (
  id uuid primary key,
  owner uuid not null references user_account (id),
  name text not null,
  voice boolean not null,
  size bigint not null,
  wrapped_key bytea not null,
  created_at timestamptz not null
);
create index upload_owner on upload (owner);
create index upload_age on upload (created_at);

create table file (
  id uuid primary key,
  owner uuid not null references user_account (id),
  name text not null,
  -- As its bytes show.
  type text not null,
  charset text,
  kind text not null check (kind in ('image', 'video', 'audio', 'voice', 'file')),
  size bigint not null,
  blob_id uuid not null references blob (id),
  width int,
  height int,
  duration double precision,
  blur text,
  created_at timestamptz not null,
  -- Null while something refers to it.
  unreferenced_since timestamptz
);
create index file_owner on file (owner, id);
create index file_unreferenced on file (unreferenced_since) where unreferenced_since is not null;

create table file_preview (
  file_id uuid not null references file (id),
  size int not null,
  blob_id uuid not null references blob (id),
  primary key (file_id, size)
);

-- What refers to a file: later rooms keep these through the door.
create table file_reference (
  file_id uuid not null references file (id),
  -- 'message', 'avatar', 'record', 'hold' …
  kind text not null,
  -- The referrer's own name in its room.
  referrer text not null,
  -- The conversation or other stream it lies in.
  within uuid,
  primary key (file_id, kind, referrer)
);
create index file_reference_referrer on file_reference (kind, referrer);
create index file_reference_within on file_reference (within, file_id) where within is not null;

create table file_limit (
  one boolean primary key default true check (one),
  max_bytes bigint not null,
  quota_bytes bigint not null
);
insert into file_limit (max_bytes, quota_bytes) values (104857600, 10737418240);
