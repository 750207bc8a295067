-- A mail a day with what stayed unread.
alter table notification_setting
  add column digest boolean not null default true,
  add column digest_hour smallint not null default 8 check (digest_hour between 0 and 23),
  add column digest_excerpts boolean not null default false;

-- The last day, on the person's own calendar, whose digest was sent or found to be needless: one a day, whoever asks twice.
create table digest_day (
  user_id uuid primary key,
  day date not null
);
