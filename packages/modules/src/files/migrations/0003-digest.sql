-- SHA-256 of the bytes that are kept, for the record. Null: stored before digests were; reckoned when first asked for.
alter table file add column digest bytea;
