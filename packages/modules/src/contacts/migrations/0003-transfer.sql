-- By what files call contacts: a later file tells the same one again. Both are hashes.
create table contact_import_key (
  key bytea primary key,
  contact_id uuid not null references contact (id),
  -- Of all that the file said of it: what is the same is left alone, whatever people said since.
  said_hash bytea not null
);
create index contact_import_key_of on contact_import_key (contact_id);

-- Files of contacts that were read, and what became of them. Nothing that they say: places and columns alone.
create table contact_import (
  id uuid primary key,
  maker_id uuid not null,
  file_id uuid,
  state text not null check (state in ('reading', 'ready', 'working', 'done', 'failed')),
  partly boolean not null default false,
  failure text,
  format text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  total int not null default 0,
  done int not null default 0,
  made int not null default 0,
  changed int not null default 0,
  same int not null default 0,
  refused int not null default 0,
  alike int not null default 0,
  troubles jsonb not null default '[]',
  ignored text[] not null default '{}'
);
create index contact_import_of on contact_import (maker_id, id);
