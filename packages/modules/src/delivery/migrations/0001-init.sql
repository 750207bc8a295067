-- What called for somebody's attention, ids only. A row for one person, or one row for an audience (`all`, a department's id), which is
-- resolved by membership when it is read: a message to everybody costs one row, however many they are (SY3).
create table notification (
  id bigint generated always as identity primary key,
  conversation_id uuid not null,
  seq bigint not null,
  user_id uuid,
  audience text,
  reason text not null check (reason in ('mention', 'direct', 'keyword', 'urgent', 'reminder')),
  -- Of the message: nobody is called by their own words.
  sender uuid,
  at timestamptz not null,
  check ((user_id is null) <> (audience is null))
);
create unique index notification_once on notification (conversation_id, seq, user_id, audience) nulls not distinct where reason <> 'reminder';
create index notification_user on notification (user_id, id) where user_id is not null;
create index notification_audience on notification (conversation_id, id) where audience is not null;
create index notification_at on notification (at);

-- Only of those who changed something.
create table notification_setting (
  user_id uuid primary key,
  quiet_outside_hours boolean not null,
  push boolean not null,
  direct boolean not null
);
create table keyword (
  user_id uuid not null,
  position int not null,
  word text not null,
  primary key (user_id, position)
);

-- The server's key pair towards push services (VAPID); the private half is sealed by the vault.
create table push_key (
  one boolean primary key default true check (one),
  public_key text not null,
  private_key bytea not null,
  created_at timestamptz not null
);

-- Browsers that asked for pushes. Whoever holds an endpoint can write to that browser, so it lies here sealed, known by its hash.
create table push_subscription (
  id uuid primary key,
  user_id uuid not null,
  -- The session or token that asked: it ends with it.
  session_id uuid not null,
  endpoint_hash bytea not null unique,
  target bytea not null,
  created_at timestamptz not null
);
create index push_subscription_user on push_subscription (user_id);
create index push_subscription_session on push_subscription (session_id);
