-- The one tenant of this installation, with its stream.
create table organization (
  one boolean primary key default true check (one),
  id uuid not null unique,
  stream_id uuid not null references stream (id),
  name text not null,
  default_language text not null,
  -- Only what differs from the built-in settings.
  settings jsonb not null default '{}',
  created_at timestamptz not null
);

-- Whoever can sign in, and bots. Never deleted: what they said stays theirs.
create table user_account (
  id uuid primary key,
  kind text not null check (kind in ('member', 'guest', 'bot')),
  -- The base role; roles granted in addition belong to access.
  role text not null check (role in ('owner', 'admin', 'member', 'guest')),
  name text not null,
  -- How the name is found and sorted: pinyin readings, computed when the name changes.
  name_keys jsonb not null,
  sort_key text collate "C" not null,
  heading text not null,
  title text not null default '',
  -- Case-folded. Bots and people imported without an address have none.
  email text collate "C" unique,
  phone text not null default '',
  avatar uuid,
  time_zone text,
  language text,
  working_hours jsonb,
  status jsonb,
  quiet_until timestamptz,
  manager_id uuid references user_account (id),
  created_by uuid references user_account (id),
  created_at timestamptz not null,
  deactivated_at timestamptz,
  check ((kind = 'guest') = (role = 'guest')),
  check (kind <> 'bot' or role = 'member')
);
create index user_account_order on user_account (sort_key, id);
create index user_account_manager on user_account (manager_id);

-- How a user proves to be that user. A password is one provider; OIDC, LDAP, SAML, SCIM and passkeys are others.
create table identity (
  provider text not null,
  -- The provider's own name of the user; the user id for `password`.
  subject text not null,
  user_id uuid not null references user_account (id),
  -- For `password`: argon2id in PHC form.
  secret text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (provider, subject)
);
create index identity_user on identity (user_id);

create table second_factor (
  user_id uuid primary key references user_account (id),
  -- Sealed by the vault.
  seed bytea not null,
  started_at timestamptz not null,
  -- Null until a first code was right.
  confirmed_at timestamptz,
  -- Number of the last 30-second step used: a code works once.
  last_step bigint not null default 0
);
create table recovery_code (
  user_id uuid not null references user_account (id),
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

create table session (
  id uuid primary key,
  user_id uuid not null references user_account (id),
  secret_hash bytea not null unique,
  device text not null,
  ip text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_of_user on session (user_id);
create index session_expiry on session (expires_at);

create table access_token (
  id uuid primary key,
  user_id uuid not null references user_account (id),
  secret_hash bytea not null unique,
  name text not null,
  hint text not null,
  created_by uuid references user_account (id),
  created_at timestamptz not null,
  seen_at timestamptz,
  expires_at timestamptz
);
create index access_token_user on access_token (user_id);

-- Guesses of a password or code, per (account, address) and per address; hashed, so that this is no list of who signs in.
create table sign_in_attempt (
  key bytea primary key,
  failures int not null,
  last_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_attempt_at on sign_in_attempt (last_at);

create table department (
  id uuid primary key,
  name text not null,
  parent_id uuid references department (id),
  position int not null default 0,
  created_at timestamptz not null,
  check (parent_id <> id)
);
create unique index department_name on department (parent_id, lower(name)) nulls not distinct;
create table department_manager (
  department_id uuid not null references department (id) on delete cascade,
  user_id uuid not null references user_account (id),
  position int not null,
  primary key (department_id, user_id)
);
create table department_member (
  user_id uuid not null references user_account (id),
  department_id uuid not null references department (id),
  -- 0 is the main one.
  position int not null,
  primary key (user_id, department_id)
);
create index department_member_department on department_member (department_id);

create table invitation (
  id uuid primary key,
  email text not null,
  role text not null check (role in ('member', 'guest')),
  department_id uuid references department (id) on delete set null,
  language text not null,
  invited_by uuid references user_account (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_by uuid references user_account (id),
  revoked_at timestamptz
);
create unique index invitation_open on invitation (email) where accepted_by is null and revoked_at is null;

-- Secrets of links that work once: only their hashes.
create table one_time_link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('set-up', 'invitation', 'reset')),
  -- The invitation or the user it is for.
  subject uuid,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_link_subject on one_time_link (subject);

-- Who takes part where, told by the rooms that keep conversations: what a guest may see of people hangs on it.
create table shared_conversation_member (
  conversation_id uuid not null,
  user_id uuid not null references user_account (id),
  primary key (user_id, conversation_id)
);
create index shared_conversation_member_conversation on shared_conversation_member (conversation_id, user_id);

-- Administrators' acts. No secrets, no content.
create table audit (
  id uuid primary key,
  at timestamptz not null,
  actor uuid,
  act text not null,
  subject_kind text not null,
  subject text,
  detail jsonb not null default '{}',
  "from" text not null
);
create index audit_subject on audit (subject);
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append-only';
end $$;
create trigger audit_is_append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();
