-- Those whose digest has to be reckoned, at each start: none after the first one that brought digests.
-- An empty digest: the bytes were gone when it was asked for, and stay out of the record.
create index file_undigested on file (id) where digest is null;
