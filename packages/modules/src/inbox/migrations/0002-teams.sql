-- Teams of inboxes that are there already stay private, too.
insert into customer_team (group_id) select distinct group_id from inbox on conflict do nothing;
