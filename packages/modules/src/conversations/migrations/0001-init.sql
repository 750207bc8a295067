create table conversation (
  id uuid primary key references stream (id),
  kind text not null check (kind in ('direct', 'group', 'topic', 'note')),
  name text not null default '',
  purpose text not null default '',
  visibility text not null default 'private' check (visibility in ('private', 'open')),
  posting text not null default 'all' check (posting in ('all', 'admins')),
  no_forward boolean not null default false,
  -- Of a direct conversation: its people's ids, sorted, so that there is one for each set of people.
  direct_key text unique,
  -- Of a topic: the message it hangs on (SY9).
  parent_id uuid references conversation (id),
  anchor_seq bigint,
  member_count int not null default 0,
  guest_count int not null default 0,
  archived_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  unique (parent_id, anchor_seq)
);
create index conversation_open on conversation (name) where visibility = 'open' and kind = 'group';

-- Who takes part, and each one's own state (SY8). A leaver's row stays as a tombstone (SY10).
create table membership (
  conversation_id uuid not null references conversation (id),
  user_id uuid not null,
  role text not null check (role in ('owner', 'admin', 'member', 'follower')),
  guest boolean not null default false,
  from_seq bigint not null default 1,
  joined_at timestamptz not null default now(),
  left_ev bigint,
  read_seq bigint not null default 0,
  -- The pointer before "mark all read", for undoing it.
  earlier_read_seq bigint,
  unread_from bigint,
  notify text not null default 'all' check (notify in ('all', 'mentions', 'none')),
  muted_until timestamptz,
  folder_id uuid,
  favourite boolean not null default false,
  rev bigint not null default 1,
  last_tx xid8 not null default pg_current_xact_id(),
  primary key (user_id, conversation_id)
) with (fillfactor = 60);
create index membership_conversation on membership (conversation_id, user_id);

-- A message as it stands: thin, its content in version rows that can be erased (SY2).
create table message (
  conversation_id uuid not null,
  seq bigint not null,
  -- `ev` of sending, and of the last change.
  ev bigint not null,
  changed_ev bigint not null,
  version_ev bigint not null,
  sender uuid,
  client_id uuid not null,
  -- HMAC of the draft under the first version's record key (SY4).
  mac bytea,
  at timestamptz not null,
  occurred_at timestamptz,
  late boolean not null default false,
  edits int not null default 0,
  edited_at timestamptz,
  recalled_at timestamptz,
  recalled_by uuid,
  topic_id uuid,
  pinned_at timestamptz,
  primary key (conversation_id, seq)
) with (fillfactor = 90);
create unique index message_client on message (conversation_id, client_id, sender);
create index message_changed on message (conversation_id, changed_ev) where changed_ev > ev;
create index message_pinned on message (conversation_id, pinned_at) where pinned_at is not null;

-- The words. `key` is the version's record key, wrapped; erasing the row erases the key with it.
create table version (
  conversation_id uuid not null,
  ev bigint not null,
  seq bigint not null,
  -- The version before this one.
  previous_ev bigint,
  author uuid,
  at timestamptz not null,
  key bytea not null,
  text text not null,
  -- Attachments, quote, forward, location … : absent for plain text.
  content jsonb,
  primary key (conversation_id, ev)
);

-- One row per person mentioned, one per audience (SY3): `all` or a department's id.
create table mention (
  conversation_id uuid not null,
  seq bigint not null,
  user_id uuid,
  audience text,
  check ((user_id is null) <> (audience is null))
);
create index mention_place on mention (conversation_id, seq);
create index mention_user on mention (user_id, conversation_id, seq) where user_id is not null;

create table reaction (
  conversation_id uuid not null,
  seq bigint not null,
  emoji text not null,
  user_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  primary key (conversation_id, seq, emoji, user_id)
);

create table draft (
  user_id uuid not null,
  conversation_id uuid not null references conversation (id),
  text text not null,
  at timestamptz not null default now(),
  rev bigint not null default 1,
  last_tx xid8 not null default pg_current_xact_id(),
  primary key (user_id, conversation_id)
) with (fillfactor = 70);

create table folder (
  id uuid primary key,
  user_id uuid not null,
  name text not null,
  position int not null default 0,
  deleted boolean not null default false,
  rev bigint not null default 1,
  last_tx xid8 not null default pg_current_xact_id()
);
create index folder_user on folder (user_id);

create table saved (
  user_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  remind_at timestamptz,
  note text not null default '',
  at timestamptz not null default now(),
  removed boolean not null default false,
  rev bigint not null default 1,
  last_tx xid8 not null default pg_current_xact_id(),
  primary key (user_id, conversation_id, seq)
);

create table scheduled (
  client_id uuid not null,
  user_id uuid not null,
  conversation_id uuid not null references conversation (id),
  draft jsonb not null,
  send_at timestamptz not null,
  failed text,
  primary key (user_id, client_id)
);

create table urgent_use (
  user_id uuid not null,
  day date not null,
  used int not null,
  primary key (user_id, day)
);
