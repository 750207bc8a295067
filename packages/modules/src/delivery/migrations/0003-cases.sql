-- What somebody wishes to hear of from inboxes they work in, by inbox: 'all', 'mine' or 'none'; 'all' where nothing is said.
alter table notification_setting add column cases jsonb not null default '{}';
