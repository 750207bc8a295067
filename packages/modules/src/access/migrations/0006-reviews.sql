-- A matter is looked at again from time to time: whether it is still needed. Without a day of its own that is so many days after it was opened.
alter table matter add column review_days int not null default 180, add column review_at timestamptz;
