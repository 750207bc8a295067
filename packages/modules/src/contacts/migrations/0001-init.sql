-- People and firms outside. `name`, `kind`, `owner_id`, `type_id`, `company_id` are what holds of the data below, of all that were merged into
-- this one, for lists to be read by.
create table contact (
  id uuid primary key,
  -- The one it stands under: itself, unless it was merged.
  root uuid not null,
  -- The one it was merged into, as long as that was not undone.
  merged_into uuid references contact (id),
  is_company boolean not null,
  name text not null,
  sort_key text collate "C" not null,
  kind text not null,
  owner_id uuid,
  type_id uuid,
  company_id uuid,
  labels text[] not null default '{}',
  archived_at timestamptz,
  created_at timestamptz not null,
  created_by uuid,
  changed_at timestamptz not null
);
create index contact_root on contact (root);
create index contact_listed on contact (sort_key, id) where merged_into is null;
create index contact_owner on contact (owner_id) where owner_id is not null;
create index contact_company on contact (company_id) where company_id is not null;
create index contact_labels on contact using gin (labels) where labels <> '{}';

-- What is known, and was: a change ends a row and begins another.
create table contact_datum (
  id uuid primary key,
  contact_id uuid not null references contact (id),
  field text not null,
  use text not null,
  value jsonb not null,
  source text not null,
  at timestamptz not null,
  by_id uuid,
  ended_at timestamptz,
  ended_by uuid
);
create unique index contact_datum_now on contact_datum (contact_id, field, use) where ended_at is null;
create index contact_datum_of on contact_datum (contact_id);

-- How channels know contacts. A verified one belongs to one contact.
create table contact_handle (
  id uuid primary key,
  contact_id uuid not null references contact (id),
  kind text not null,
  value text not null,
  scope text not null,
  use text not null,
  strength text not null,
  source text not null,
  at timestamptz not null,
  by_id uuid,
  ended_at timestamptz,
  ended_by uuid
);
create unique index contact_handle_verified on contact_handle (kind, scope, value) where strength = 'verified' and ended_at is null;
create unique index contact_handle_once on contact_handle (contact_id, kind, scope, value) where ended_at is null;
create index contact_handle_value on contact_handle (value) where ended_at is null;
create index contact_handle_of on contact_handle (contact_id);

-- What a search may begin with: names from each word on, their pinyin and initials, and handles.
create table contact_key (
  contact_id uuid not null references contact (id),
  key text collate "C" not null,
  primary key (key, contact_id)
);
create index contact_key_of on contact_key (contact_id);

-- Merges that hold and those that were undone.
create table contact_merge (
  id uuid primary key,
  keep uuid not null references contact (id),
  merged uuid not null references contact (id),
  at timestamptz not null,
  by_id uuid,
  undone_at timestamptz,
  undone_by uuid
);
create index contact_merge_keep on contact_merge (keep);
create index contact_merge_merged on contact_merge (merged);

-- Pairs that are not one, whatever speaks for it; the smaller id first.
create table contact_apart (
  one uuid not null references contact (id),
  other uuid not null references contact (id),
  at timestamptz not null,
  by_id uuid not null,
  primary key (one, other)
);

create table contact_remark (
  id uuid primary key,
  contact_id uuid not null references contact (id),
  author_id uuid not null,
  text text not null,
  at timestamptz not null,
  edited_at timestamptz
);
create index contact_remark_of on contact_remark (contact_id, id);

-- `json`, because the order of languages and choices is merged of it.
create table contact_type (
  id uuid primary key,
  names json not null,
  archived boolean not null,
  created_at timestamptz not null
);
create table contact_field (
  key text primary key,
  names json not null,
  shape text not null,
  choices text[] not null,
  archived boolean not null,
  created_at timestamptz not null
);
