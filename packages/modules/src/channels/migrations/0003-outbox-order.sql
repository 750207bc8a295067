-- Nothing overtakes what was written before it: asked for each message that is to go out.
create index outbox_item_order on outbox_item (conversation_id, seq) where due_at is not null;
-- Attempts under way, which whoever takes an account over asks about.
create index outbox_item_sending on outbox_item (account_id) where state = 'sending';
