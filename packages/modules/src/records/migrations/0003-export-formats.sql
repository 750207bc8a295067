-- Exports in formats without proofs, too; whom one is for; and which bytes exactly, whatever the format.
alter table record_export
  add column format text not null default 'bundle',
  add column recipient text,
  add column digest text;
