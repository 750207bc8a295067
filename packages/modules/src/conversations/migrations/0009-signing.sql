-- What happened about the signing of a message: an event of its stream each, with a record key of its own. `content` and `capture` are parts
-- of its record; erased they and the key are null, the row stays.
create table signing (
  conversation_id uuid not null,
  ev bigint not null,
  seq bigint not null,
  at timestamptz not null,
  key bytea,
  content jsonb,
  capture jsonb,
  primary key (conversation_id, ev)
);
create index signing_message on signing (conversation_id, seq, ev);
-- So that reading a message that nobody signs looks nowhere else.
alter table message add column signings int not null default 0;
