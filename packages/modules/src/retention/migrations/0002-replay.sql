-- Up to where each log of the ledger, as it lies outside the database, was looked at for what was taken away after the backup that this database
-- was restored from.
create table retention_replay (
  epoch int primary key,
  size bigint not null
);
