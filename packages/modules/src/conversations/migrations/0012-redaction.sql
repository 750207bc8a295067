-- Of a version of which parts were taken out for good: the list of its parts as it was recorded, the salts of those that stand, and which files
-- those are. Its record key, from which every salt could be made, is destroyed. Salts are stored open: the words that they bind lie beside them.
alter table version add column kept jsonb;
alter table version alter column kept set statistics 0;
-- What was taken out of a message, and why: an event of its stream each, with a record key of its own. It holds none of what was taken out.
create table redaction (
  conversation_id uuid not null,
  ev bigint not null,
  seq bigint not null,
  at timestamptz not null,
  key bytea,
  content jsonb not null,
  primary key (conversation_id, ev)
);
create index redaction_message on redaction (conversation_id, seq, ev);
alter table redaction alter column content set statistics 0;
-- So that reading a message from which nothing was taken looks nowhere else.
alter table message add column redactions int not null default 0;
