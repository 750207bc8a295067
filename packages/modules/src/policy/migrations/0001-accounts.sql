-- Our accounts on channels: what may be said by them, as data. How they are reached, with its secrets, lies with the transport.
create table channel_account (
  id uuid primary key,
  kind text not null,
  name text not null,
  capabilities jsonb not null,
  enabled boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
