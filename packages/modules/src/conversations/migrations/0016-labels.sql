-- Labels that messages have now. What they were before stands in version rows, one an event of the conversation, chained to each other and erased
-- with the message; `label_ev` is the newest.
create table message_label (
  conversation_id uuid not null,
  seq bigint not null,
  label text not null,
  primary key (conversation_id, seq, label)
);
-- No samples of words for the planner, as elsewhere.
alter table message_label alter column label set statistics 0;
alter table message add column label_ev bigint;
