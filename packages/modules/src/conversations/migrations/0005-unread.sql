-- Unread messages are counted without looking at them: what was said above the pointer, less what was recalled. Whoever writes has
-- read, so one's own never lie there; except among imported ones. Up to here a conversation may hold such: all that was said before
-- this was kept, since nobody noted it.
alter table conversation add column imported_seq bigint not null default 0;
update conversation c set imported_seq = s.seq from stream s where s.id = c.id and s.seq > 0;
create index message_recalled on message (conversation_id, seq) where recalled_at is not null;
