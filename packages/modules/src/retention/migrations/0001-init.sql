-- All rules of the organization, version by version. What a version says never changes; what became of it does.
create table retention_rules (
  version int primary key,
  rules json not null,
  author uuid references user_account (id),
  at timestamptz not null,
  approved_by uuid references user_account (id),
  approved_at timestamptz,
  dropped_at timestamptz,
  dry_run json
);

-- The version in effect. Whoever erases locks it for reading, so that no other comes between the last look and the act.
create table retention_now (
  one boolean primary key default true check (one),
  version int not null
);
insert into retention_now (version) values (0);

-- The day from which rules of the kind `set` count for a conversation.
create table retention_start (
  conversation_id uuid primary key references conversation (id),
  at timestamptz not null,
  set_by uuid references user_account (id)
);

-- Up to here everything of a conversation is erased: the next look begins above.
create table retention_floor (
  conversation_id uuid primary key references conversation (id),
  seq bigint not null
);

create table disposition (
  id uuid primary key,
  version int not null,
  state text not null check (state in ('listing', 'proposed', 'approved', 'done', 'withdrawn')),
  proposed_at timestamptz not null,
  first_by uuid references user_account (id),
  first_at timestamptz,
  approved_by uuid references user_account (id),
  approved_at timestamptz,
  ended_at timestamptz,
  -- Files that went with the messages.
  files bigint not null default 0,
  -- Salts the list of what was destroyed; sealed.
  list_key bytea not null,
  -- Canonical JSON.
  certificate bytea
);

-- What is or was due. Of what was destroyed the row stays: the tombstone.
create table disposition_item (
  disposition_id uuid not null references disposition (id),
  conversation_id uuid not null,
  seq bigint not null,
  said timestamptz not null,
  due_at timestamptz not null,
  bytes bigint not null,
  state text not null check (state in ('due', 'excluded', 'extended', 'held', 'kept', 'destroyed')),
  reason text not null default '',
  decided_by uuid references user_account (id),
  until timestamptz,
  primary key (disposition_id, conversation_id, seq)
);
create unique index disposition_item_open on disposition_item (conversation_id, seq) where state = 'due';
create index disposition_item_excepted on disposition_item (conversation_id, seq) where state in ('excluded', 'extended');

create table erasure (
  id uuid primary key,
  kind text not null check (kind in ('message', 'person')),
  conversation_id uuid,
  seq bigint,
  user_id uuid,
  reason text not null,
  state text not null check (state in ('waiting', 'working', 'restricted', 'done', 'refused')),
  asked_by uuid not null references user_account (id),
  asked_at timestamptz not null,
  approved_by uuid references user_account (id),
  erased bigint not null default 0,
  restricted bigint not null default 0,
  obstacles text[] not null default '{}',
  ended_at timestamptz,
  check ((kind = 'message') = (seq is not null))
);
create index erasure_open on erasure (id) where state in ('working', 'restricted');

-- What the room decided, in full, on its way into the ledger.
create table retention_event (
  id uuid primary key,
  type text not null,
  part text not null,
  content bytea not null,
  at timestamptz not null,
  -- The ledger's own event that holds it; null until then.
  stream_id uuid,
  ev bigint
);
