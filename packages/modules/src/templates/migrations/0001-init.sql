-- Templates of the organization's own, and those that came with Rapport and were put away.
create table template (
  id uuid primary key,
  -- The newest version; null for those that came with Rapport.
  version int,
  archived_at timestamptz,
  created_at timestamptz not null
);

-- Immutable: records are read with the version they were written with. `json`, because the order of fields is part of it.
create table template_version (
  template_id uuid not null references template (id),
  version int not null,
  author uuid,
  at timestamptz not null,
  definition json not null,
  primary key (template_id, version)
);
