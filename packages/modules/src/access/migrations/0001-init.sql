-- Roles: stored bundles of permissions. The four with a key are built in; the owner's bundle is always everything.
create table role (
  id uuid primary key,
  key text unique check (key in ('owner', 'admin', 'member', 'guest')),
  name text not null,
  purpose text not null default '',
  permissions text[] not null,
  created_at timestamptz not null default now()
);
create unique index role_name on role (lower(name));

insert into role (id, key, name, permissions) values
  ('00000000-0000-7000-8000-000000000001', 'owner', 'owner', '{}'),
  ('00000000-0000-7000-8000-000000000002', 'admin', 'admin', '{organization.manage,people.browse,people.invite,people.manage,departments.manage,roles.manage,bots.manage,audit.read,conversations.create,conversations.createOpen,conversations.browse,conversations.direct,conversations.addGuests,conversations.mentionAll,conversations.moderate,messages.urgent,files.upload,files.manage,search.use,tokens.create,imports.run}'),
  ('00000000-0000-7000-8000-000000000003', 'member', 'member', '{people.browse,conversations.create,conversations.createOpen,conversations.browse,conversations.direct,conversations.addGuests,conversations.mentionAll,messages.urgent,files.upload,search.use,tokens.create}'),
  ('00000000-0000-7000-8000-000000000004', 'guest', 'guest', '{conversations.direct,files.upload,search.use}');

-- Roles given to people in addition to their base role, each at a scope.
create table role_grant (
  id uuid primary key,
  user_id uuid not null references user_account (id),
  role_id uuid not null references role (id) on delete cascade,
  scope_kind text not null check (scope_kind in ('organization', 'department', 'conversation', 'inbox')),
  -- Null for the organization.
  scope_id uuid,
  granted_by uuid references user_account (id),
  at timestamptz not null,
  check ((scope_kind = 'organization') = (scope_id is null)),
  unique nulls not distinct (user_id, role_id, scope_kind, scope_id)
);
create index role_grant_role on role_grant (role_id);

-- Legal holds: what lies under one is not erased, whoever asks. Rooms consult them before they erase.
create table hold (
  id uuid primary key,
  scope_kind text not null check (scope_kind in ('organization', 'user', 'department', 'conversation', 'contact', 'file')),
  scope_id uuid,
  reason text not null,
  placed_by uuid references user_account (id),
  placed_at timestamptz not null,
  lifted_by uuid references user_account (id),
  lifted_at timestamptz,
  check ((scope_kind = 'organization') = (scope_id is null))
);
create index hold_scope on hold (scope_kind, scope_id) where lifted_at is null;
