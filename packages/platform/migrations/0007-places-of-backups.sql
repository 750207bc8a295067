-- The folder in which a backup was put, as whoever made it sees it: there its key book lies, and perhaps an old one.
alter table backup_made add column place text not null default '';
