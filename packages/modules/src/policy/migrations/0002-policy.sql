-- The organization's rules about when and how often contacts are written to; every version is kept, since decisions name theirs.
create table policy_rules (
  version int primary key,
  rules jsonb not null,
  at timestamptz not null,
  by_id uuid
);

-- What contacts agreed to and took back, with what shows it; never written over. Contacts and handles are named without a foreign key: what was
-- decided stands when they are erased.
create table contact_consent (
  id uuid primary key,
  contact_id uuid not null,
  -- The handle by which it was said, if by one.
  handle_id uuid,
  channel text not null,
  purpose text not null,
  given boolean not null,
  evidence text not null,
  proof text not null,
  at timestamptz not null,
  by_id uuid
);
create index contact_consent_contact on contact_consent (contact_id);
create index contact_consent_handle on contact_consent (handle_id) where handle_id is not null;

-- How often a contact wants to be written to on a channel; the newest holds. No `most`: as the organization has it.
create table contact_preference (
  id uuid primary key,
  contact_id uuid not null,
  channel text not null,
  most int,
  hours int,
  at timestamptz not null,
  by_id uuid
);
create index contact_preference_contact on contact_preference (contact_id);

-- Windows in which the platform lets us answer, as they were opened last. They belong to the handle, not to a case.
create table contact_window (
  handle_id uuid not null,
  account_id uuid not null references channel_account (id),
  trigger text not null,
  opened_at timestamptz not null,
  primary key (handle_id, account_id, trigger)
);

-- Every decision, with what it rests on. What was allowed is reserved from then on, unless it is given back.
create table policy_decision (
  id uuid primary key,
  -- The message that it is about: decided once.
  key uuid not null,
  account_id uuid not null references channel_account (id),
  handle_id uuid not null,
  channel text not null,
  at timestamptz not null,
  purpose text not null,
  allowed boolean not null,
  -- How the platform lets it out, and the window it goes through.
  way text,
  window_trigger text,
  window_ends_at timestamptz,
  reasons jsonb,
  next_at timestamptz,
  counted boolean not null,
  weight float8 not null,
  -- The customer's type when it was decided.
  type_id uuid,
  rules_version int not null,
  -- As how many it counts where the platform counts pieces.
  pieces int not null,
  refunded_at timestamptz
);
create unique index policy_decision_key on policy_decision (key) where allowed and refunded_at is null;
create index policy_decision_handle on policy_decision (handle_id, at);
create index policy_decision_account on policy_decision (account_id, at) where allowed and refunded_at is null;

-- What links to the page of preferences are signed with, sealed; made on first use and kept: with another, every link in every mail would be dead.
create table policy_key (
  one boolean primary key check (one),
  sealed bytea not null
);
