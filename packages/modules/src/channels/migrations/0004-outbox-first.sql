-- What is first of a conversation is looked up by its conversation and nothing else. The condition is one that the index of what is due does not
-- meet: statistics of a young or a quiet table made the planner walk everything due for each message.
drop index outbox_item_order;
create index outbox_item_open on outbox_item (conversation_id, seq) where state in ('queued', 'sending');
