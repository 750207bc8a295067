-- What platforms tell names a message by the wire's id: looked up by that and nothing else. Led by the account, the planner took the account's other
-- indexes for as good, and read everything of an account whose growth the statistics did not know yet.
drop index outbox_item_native;
create index outbox_item_native on outbox_item (native_id) where native_id is not null;
drop index outbox_receipt_unmatched;
create index outbox_receipt_unmatched on outbox_receipt (native_id) where item_id is null;
drop index outbox_receipt_item;
create index outbox_receipt_item on outbox_receipt (item_id) where item_id is not null;
