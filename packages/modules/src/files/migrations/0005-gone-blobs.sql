-- Stored bytes whose key was destroyed: their rows go with the bytes, and whoever keeps keys of backups must be told for good.
create table blob_gone (
  id uuid primary key
);
