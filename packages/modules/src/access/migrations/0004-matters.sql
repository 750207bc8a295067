-- What holds are placed for.
create table matter (
  id uuid primary key,
  name text not null,
  reason text not null,
  -- Lifting one of its holds takes two people.
  two_people boolean not null,
  opened_by uuid references user_account (id),
  opened_at timestamptz not null
);

alter table hold
  add column matter_id uuid references matter (id),
  -- Of when it was said; without an end it holds what is still to come, too.
  add column from_at timestamptz,
  add column until_at timestamptz,
  -- Of two people, the first who wished it lifted.
  add column lift_asked_by uuid references user_account (id),
  add column lift_reason text,
  -- What was lifted protects for some days more.
  add column protects_until timestamptz;
create index hold_matter on hold (matter_id);

-- Counts placed and lifted holds. Whoever erases locks it for reading: no hold comes between the last look and the act.
create table hold_epoch (
  one boolean primary key default true check (one),
  n bigint not null
);
insert into hold_epoch (n) values (0);
