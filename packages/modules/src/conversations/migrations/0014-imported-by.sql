-- Who said something in what was imported: they need not have been in the conversation here. Nothing that is said here lies in it.
create index message_imported_by on message (conversation_id, sender) where occurred_at is not null;
