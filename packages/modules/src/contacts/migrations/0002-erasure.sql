-- What is known of a contact lies in backups under this key alone. Those noted before have one in the key book alone.
alter table contact add column key bytea;
-- Erased for good: the row stays for what refers to it, and says nothing.
alter table contact add column erased_at timestamptz;
-- Samples that outlive what was sampled: nothing is sought by these columns.
alter table contact alter column name set statistics 0, alter column key set statistics 0;
alter table contact_datum alter column value set statistics 0;
alter table contact_remark alter column text set statistics 0;
