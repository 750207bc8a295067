-- In a house of up to a hundred conversations the statistics list each of them with its share of the rows, and the planner takes
-- one that is not on the list for empty: until the next analyze it is read by whatever index comes first, whole. Without the list every
-- conversation is taken for one of average length.
alter table message alter column conversation_id set statistics 1;
alter table version alter column conversation_id set statistics 1;
analyze message (conversation_id);
analyze version (conversation_id);
