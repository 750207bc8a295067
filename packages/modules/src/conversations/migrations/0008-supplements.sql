-- A supplement names the message it is about; that one counts them, so that reading it looks nowhere else.
alter table message add column supplement_of bigint, add column supplements int not null default 0;
create index message_supplement on message (conversation_id, supplement_of, seq) where supplement_of is not null;
