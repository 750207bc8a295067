-- Which master key this database was begun with: an HMAC under it that tells it from others, and nothing about it.
create table key_mark (
  one boolean primary key default true check (one),
  mark bytea not null,
  at timestamptz not null default now()
);

-- Backups made with `rapport backup`, for whoever asks how old the last one is.
create table backup_made (
  at timestamptz primary key,
  version text not null,
  bytes bigint not null
);
