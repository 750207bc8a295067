-- Leave to look into the archive: asked for, opened, ended. Rows stay.
create table inspection (
  id uuid primary key,
  asked_by uuid not null references user_account (id),
  asked_at timestamptz not null,
  purpose text not null,
  matter_id uuid references matter (id),
  scope json not null,
  -- Whom it covers, as it was when it was opened; null: nobody is named, so everybody.
  people uuid[],
  days int not null,
  state text not null check (state in ('asked', 'open', 'refused', 'ended', 'expired')),
  decided_by uuid references user_account (id),
  opened_at timestamptz,
  expires_at timestamptz not null,
  ended_by uuid references user_account (id),
  ended_at timestamptz,
  reason text not null default ''
);
create index inspection_asked_by on inspection (asked_by, id);
create index inspection_running on inspection (expires_at) where state in ('asked', 'open');

-- Every look that was taken. What it says stands in the ledger, too.
create table inspection_look (
  id uuid primary key,
  inspection_id uuid not null references inspection (id),
  by_user uuid not null references user_account (id),
  at timestamptz not null,
  kind text not null,
  detail json not null,
  results int not null
);
create index inspection_look_of on inspection_look (inspection_id, id);
create index inspection_look_by on inspection_look (by_user, id);

-- Whether another person has to agree, and who wishes to do without.
create table archive_rule (
  one boolean primary key default true check (one),
  second boolean not null,
  wished_by uuid references user_account (id)
);
insert into archive_rule (second) values (true);
