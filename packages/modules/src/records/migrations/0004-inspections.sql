-- What is exported under an inspection of the archive ends with it.
alter table record_export
  add column inspection uuid,
  add column not_after timestamptz;
create index record_export_inspection on record_export (inspection) where inspection is not null;
