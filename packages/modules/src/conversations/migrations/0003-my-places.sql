-- Undoing "mark all read": where it put the pointer (undone only while it is still there), and the mark it took away.
-- Hidden from one's list up to a message; one's own order among favourites.
alter table membership
  add column all_read_seq bigint,
  add column earlier_unread_from bigint,
  add column hidden_seq bigint,
  add column position int;
